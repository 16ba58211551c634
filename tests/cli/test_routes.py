"""`baton test routes`, as somebody who changes a policy uses it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import baton


def routes(*arguments: object) -> Result:
    return CliRunner().invoke(baton, ["test", "routes", *map(str, arguments)])


def judged(name: str, text: str, route: str, **more: Any) -> str:
    said = {"id": name, "turns": [{"from": "customer", "text": text}], "expect": {"route": route, **more}, "tags": []}
    return json.dumps(said, ensure_ascii=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = [
        judged("twice", "you charged me twice!!", "human"),
        judged("agent", "轉真人", "human"),
        judged("kept", "how much is shipping to Spain?", "human"),
        judged("hello", "hi there", "automate"),
        judged("sent", "I want to talk to a real person", "automate"),
        judged("either", "I want to talk to a real person", "clarify", also_ok=["human"]),
    ]
    path = tmp_path / "judged.jsonl"
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return path


def test_the_two_costly_mistakes_are_counted_apart(file: Path) -> None:
    shown = routes(file, "--json")
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    wrong = found.pop("wrong")
    assert found == {
        "conversations": 6,
        "as_expected": 0.6667,
        "need_a_person": 3,
        "kept_by_the_bot": 0.3333,
        "asked_first": 0.0,
        "simple": 2,
        "sent_to_a_person": 0.5,
        "needs": 0,
        "needs_found": None,
        "needs_made_up": None,
    }
    assert [(w["answer"]["id"], w["expected"], w["answer"]["route"]) for w in wrong] == [
        ("kept", "human", "automate"),
        ("sent", "automate", "human"),
    ]


def test_the_table_names_every_mistake_with_what_was_said(file: Path) -> None:
    shown = routes(file)
    lines = shown.stdout.splitlines()
    assert ["kept", "by", "the", "bot", "33.3%"] in [line.split() for line in lines]
    assert any(line.startswith("kept ") and line.endswith("how much is shipping to Spain?") for line in lines)
    assert not any(line.startswith("twice ") for line in lines)


def test_needs_are_counted_where_they_were_judged(tmp_path: Path) -> None:
    text = "you charged me twice for the lamp!! also, what are your opening hours?"
    lines = [
        judged("both", text, "human", needs=["double_charge", "store_info"]),
        judged("half", "what are your opening hours?", "automate", needs=["gift_card"]),
        judged("unjudged", "how much is shipping to Spain?", "automate"),
    ]
    file = tmp_path / "needs.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    found = json.loads(routes(file, "--json").stdout)
    assert (found["needs"], found["needs_found"], found["needs_made_up"]) == (3, 0.6667, 0.3333)


def test_nothing_of_a_kind_has_no_share(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(judged("hello", "hi there", "automate"), "utf-8")
    assert json.loads(routes(file, "--json").stdout)["kept_by_the_bot"] is None


def test_every_broken_line_is_named_before_anything_is_routed(tmp_path: Path) -> None:
    file = tmp_path / "broken.jsonl"
    lines = ["{", judged("a", "hi", "person"), '{"id": "b", "turns": []}', judged("c", "hi\u2028there", "automate")]
    file.write_text("\n".join(lines), "utf-8")
    shown = routes(file)
    assert (shown.exit_code, shown.stdout) == (1, "")
    said = str(shown.exception)
    assert [f"{file}:{n}:" in said for n in (1, 2, 3, 4)] == [True, True, True, False]


def test_a_conversation_without_a_customer_is_named_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "silent.jsonl"
    file.write_text("\n" + json.dumps({"id": "x", "turns": [], "expect": {"route": "human"}}), "utf-8")
    assert f"{file}:2: no turn is from the customer" in str(routes(file).exception)
