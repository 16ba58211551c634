"""The command line, as a newcomer uses it."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server import serving

HEAVY = ("torch", "transformers", "onnxruntime", "sqlalchemy", "aiohttp", "rasa_sdk", "numpy", "pydantic", "asyncio")


def baton(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, input=typed)


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, bot.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_help_names_every_command() -> None:
    shown = baton("--help")
    assert shown.returncode == 0
    for command in ("run", "train", "shell", "agents", "migrate", "route"):
        assert f"  {command} " in shown.stdout


def test_agents_are_added_listed_and_not_added_twice(tmp_path: Path) -> None:
    added = baton("agents", "add", "Ana Li", "Ana@Example.com", "--data", str(tmp_path))
    assert added.returncode == 0, added.stderr
    assert "/console#code=" in added.stdout
    assert (
        "Ana Li\tana@example.com\tagent\toffline\t3\ten,zh" in baton("agents", "list", "--data", str(tmp_path)).stdout
    )
    again = baton("agents", "add", "Ana", "ana@example.com", "--data", str(tmp_path))
    assert again.returncode == 2
    assert "already" in again.stderr
    assert "Traceback" not in again.stderr


def test_an_agent_is_changed_and_removed(tmp_path: Path) -> None:
    folder = ("--data", str(tmp_path))
    baton("agents", "add", "Ana Li", "ana@example.com", "--skill", "billing", *folder)
    assert (
        baton("agents", "change", "ana@example.com", "--role", "supervisor", "--skill", "trust", *folder).returncode
        == 0
    )
    assert "\tsupervisor\toffline\t3\ten,zh\ttrust" in baton("agents", "list", *folder).stdout
    nothing = baton("agents", "change", "ana@example.com", *folder)
    assert (nothing.returncode, "say what to change" in nothing.stderr) == (2, True)
    assert baton("agents", "remove", "ana@example.com", *folder).returncode == 0
    assert "nobody yet" in baton("agents", "list", *folder).stderr
    gone = baton("agents", "remove", "ana@example.com", *folder)
    assert (gone.returncode, "there is no agent" in gone.stderr) == (2, True)
    # The address is free again.
    assert baton("agents", "add", "Ana Li", "ana@example.com", *folder).returncode == 0


def test_migrating_twice_is_migrating_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/baton.db"
    assert "migrating" in baton("migrate", "--database", url).stdout
    assert "up to date" in baton("migrate", "--database", url).stdout


@pytest.mark.parametrize("url", ["postgresql://localhost/baton", "sqlite:///", "nonsense"])
def test_a_database_that_cannot_be_used_is_one_clear_message(url: str) -> None:
    refused = baton("migrate", "--database", url)
    assert refused.returncode == 2
    assert "sqlite:///FILE" in refused.stderr
    assert "Traceback" not in refused.stderr


async def test_a_port_in_use_is_one_clear_message(tmp_path: Path) -> None:
    async with serving(tmp_path / "one", cold=True) as server:
        port = server.url.rsplit(":", 1)[1]
        second = await asyncio.to_thread(baton, "run", "--port", port, "--data", str(tmp_path / "two"))
    assert second.returncode == 2
    assert "cannot listen" in second.stderr
    assert "Traceback" not in second.stderr


async def test_a_second_server_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path / "data"):
        second = await asyncio.to_thread(baton, "run", "--port", "0", "--data", str(tmp_path / "data"))
    assert second.returncode == 2
    assert "another Baton works on this folder" in second.stderr


def test_route_answers_each_conversation_and_names_the_lines_it_cannot_read(tmp_path: Path) -> None:
    conversations = tmp_path / "c.jsonl"
    lines = [
        {"id": "a", "turns": [{"from": "customer", "text": "how much is shipping?"}]},
        {"id": "b", "lang": "en", "turns": [{"from": "customer", "text": "I was charged twice"}]},
        {
            "id": "c",
            "turns": [
                {"from": "customer", "text": "运费多少"},
                {"from": "bot", "text": "4.90"},
                {"from": "customer", "text": "转人工"},
            ],
        },
        {"id": "d", "turns": [{"from": "robot", "text": "hello"}]},
        {"id": "e", "turns": []},
    ]
    conversations.write_text("\n".join(json.dumps(line) for line in lines) + "\nnot json\n")
    shown = baton("route", str(conversations))
    answers = {answer["id"]: answer for answer in map(json.loads, shown.stdout.splitlines())}
    assert {key: answer["route"] for key, answer in answers.items()} == {"a": "automate", "b": "human", "c": "human"}
    assert answers["c"]["language"] == "zh-Hans"
    assert answers["b"]["reasons"][0] == "high_stakes"
    assert set(answers["a"]) == {
        "id", "route", "intent", "confidence", "out_of_scope", "frustration", "language", "reasons", "needs"
    }  # fmt: skip
    assert shown.returncode == 1
    assert [f"c.jsonl:{n}" in shown.stderr for n in (4, 5, 6)] == [True, True, True]


def test_the_shell_shows_what_it_understood_and_why(tmp_path: Path) -> None:
    shown = baton("shell", typed="how much is shipping?\nagent\n")
    assert shown.returncode == 0, shown.stderr
    for expected in ("intent shipping_cost", "frustration", "→ automate", "→ human", "number 1 in line"):
        assert expected in shown.stdout
