"""`baton tune`, as a supervisor uses it who must not miss what is serious."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import baton
from bot.conversation.errors import BadConfiguration


def tune(*arguments: object) -> Result:
    return CliRunner().invoke(baton, ["tune", *map(str, arguments)])


def judged(number: int, text: str, route: str) -> str:
    return json.dumps({"id": f"c{number}", "turns": [{"from": "customer", "text": text}], "expect": {"route": route}})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give 40 who were charged twice, and 40 who ask about shipping."""
    texts = [("I was charged twice!!", "human"), ("how much is shipping?", "automate")] * 40
    path = tmp_path / "judged.jsonl"
    path.write_text("\n".join(judged(n, text, route) for n, (text, route) in enumerate(texts)), "utf-8")
    return path


def test_what_to_write_into_the_policy_is_said_with_its_price(file: Path) -> None:
    shown = tune(file, "--missed", "0.05")
    assert shown.exit_code == 0, shown.output
    assert "thresholds, need: 0.2" in shown.stdout
    assert "rule frustrated, frustration_at_least: 0.6" in shown.stdout
    assert "which hands 0 more of 40 simple conversations to a person" in shown.stdout
    (line,) = [line for line in shown.stdout.splitlines() if "◀" in line]
    assert line.split()[:4] == ["0%", "0", "of", "40"]
    assert "on average only: 95% confidence wants 59 judged" in shown.stdout
    assert "with no more than 0 missed; there are 40" in shown.stdout


def test_with_data_enough_the_rate_holds_with_confidence(file: Path) -> None:
    shown = tune(file, "--missed", "0.1")
    assert shown.exit_code == 0, shown.output
    assert "misses stay under 10.00% with 95% confidence" in shown.stdout
    held = json.loads(tune(file, "--missed", "0.1", "--json").stdout)["held"]
    assert held == {"confidence": 0.95, "people_wanted": 29}


def test_a_program_gets_all_that_was_tried(file: Path) -> None:
    found = json.loads(tune(file, "--missed", "0.05", "--json").stdout)
    assert found["chosen"]["caution"] == 0
    assert found["chosen"]["expected"] == pytest.approx(1 / 41, abs=1e-4)
    assert len(found["tried"]) == 20
    assert found["held"] == {"confidence": None, "people_wanted": 59}


def test_too_few_to_promise_anything_are_counted(file: Path) -> None:
    shown = tune(file, "--missed", "0.01")
    assert isinstance(shown.exception, BadConfiguration)
    assert "40 judged conversations need a person, 99 are wanted for a rate of 0.01" in str(shown.exception)


def test_what_no_limit_helps_is_said(tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    path.write_text("\n".join(judged(n, "how much is shipping?", "human") for n in range(40)), "utf-8")
    shown = tune(path, "--missed", "0.05")
    assert shown.exit_code == 0
    assert "no limit of the policy keeps misses under 5.00%" in shown.stdout
