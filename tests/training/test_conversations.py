"""Example conversations: an easy format, and every mistake at its line."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.errors import BadConfiguration
from bot.training.conversations import LEVELS, Answered, Failed, Told, Waited, read_conversations

OURS = Path(__file__).parents[2] / "training_data" / "conversations"

GOOD = """\
version: "1"
conversations:
  # a comment is the place for a title
  - turns:
      - customer: where is my parcel?
        frustration: 0
      - bot: Please tell me your order number.
      - event: automation_failed
      - waited: 12m
      - customer: "no: I asked where it is!"
        frustration: 0.6
  - turns:
      - {customer: 谢谢, frustration: 0}
"""


def written(folder: Path, text: str, name: str = "talks.yml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(BadConfiguration) as caught:
        read_conversations(folder)
    return [problem.removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_a_conversation_is_read_turn_by_turn(tmp_path: Path) -> None:
    first, second = read_conversations(written(tmp_path, GOOD))
    assert first.turns == (
        Told(text="where is my parcel?", frustration=0.0),
        Answered(text="Please tell me your order number."),
        Failed(),
        Waited(time=timedelta(minutes=12)),
        Told(text="no: I asked where it is!", frustration=0.6),
    )
    assert second.turns == (Told(text="谢谢", frustration=0.0),)
    assert second.place == f"{tmp_path}/talks.yml:12"


@pytest.mark.parametrize(
    ("written_as", "time"),
    [("30s", timedelta(seconds=30)), ("12m", timedelta(minutes=12)), ("2 h", timedelta(hours=2))],
)
def test_a_wait_is_written_with_its_unit(tmp_path: Path, written_as: str, time: timedelta) -> None:
    (example,) = read_conversations(
        written(tmp_path, GOOD.split("  - turns:\n      - {", maxsplit=1)[0].replace("12m", written_as))
    )
    assert Waited(time=time) in example.turns


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = """\
conversatoins: []
conversations:
  - turns:
      - customer: hi
      - customer: hi
        frustration: 0.5
      - customer: hi
        frustration: cross
      - customer:
        frustration: 0
      - bot: hello
        frustration: 0.2
      - robot: hello
      - waited: long
      - event: rain
      - just words
      - customer: hi
        bot: hello
        frustration: 0
      - frustration: 0
      - customer: hi
        frustration: 0
        customer: the dash is missing
  - turn: []
  - turns: hello
  - turns:
      - bot: anybody there?
"""
    written(tmp_path, text)
    written(tmp_path, "a: [", "broken.yml")
    written(tmp_path, "- list\n", "list.yaml")
    written(tmp_path, "conversations: 5\n", "number.yaml")
    levels = "`frustration` must be one of 0, 0.2, 0.4, 0.6, 0.8, 1"
    assert mistakes(tmp_path) == [
        "broken.yml:1: expected the node content, but found '<stream end>'",
        "list.yaml:1: expected `conversations:`",
        "number.yaml:1: `conversations` must be a list",
        "talks.yml:1: unknown key `conversatoins`",
        "talks.yml:4: `frustration` is missing",
        f"talks.yml:6: {levels}",
        f"talks.yml:8: {levels}",
        "talks.yml:9: `customer` must be a text",
        "talks.yml:12: `frustration` belongs to a `customer` turn",
        "talks.yml:13: unknown key `robot`",
        "talks.yml:14: `long` is no time; write `30s`, `12m` or `2h`",
        "talks.yml:15: unknown event `rain`; there is `automation_failed`",
        "talks.yml:16: a turn is one of `customer`, `bot`, `event`, `waited`",
        "talks.yml:17: a turn is one of `customer`, `bot`, `event`, `waited`",
        "talks.yml:20: `frustration` belongs to a `customer` turn",
        "talks.yml:23: `customer` stands twice; each turn begins with `-`",
        "talks.yml:24: unknown key `turn`",
        "talks.yml:25: expected `turns:` with a list",
        "talks.yml:26: the customer says nothing in this conversation",
    ]


def test_no_folder_is_no_conversations(tmp_path: Path) -> None:
    assert read_conversations(tmp_path / "nowhere") == ()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ours_show_every_course_that_a_feeling_can_take(language: str) -> None:
    courses = [
        [turn.frustration for turn in example.turns if isinstance(turn, Told)]
        for example in read_conversations(OURS / language)
    ]
    assert len(courses) >= 60
    assert {level for course in courses for level in course} == set(LEVELS)
    assert sum(course[-1] > course[0] for course in courses) >= 20
    assert sum(course[-1] < max(course) for course in courses) >= 15
    assert sum(max(course) <= 0.2 for course in courses) >= 15
