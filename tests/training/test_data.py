"""Sentences are read strictly, and every mistake is named at once with its file and line."""

from pathlib import Path

import pytest

from bot.conversation.errors import BadConfiguration
from bot.conversation.interpretation import Entity
from bot.training.data import read_training_data

GOOD = """version: "3.1"
nlu:
  - intent: order_status
    examples: |
      - where is [48213](order_number)
      - any news
  - intent: thanks
    examples: |
      - thank you
      - mail [me@example.com]{"entity": "email", "value": "me@example.com"} thanks
"""
FEELING = """version: "1"
feelings:
  - feeling: angry
    examples: |
      - you idiots
  - feeling: happy
    examples: |
      - lovely
"""


def _write(folder: Path, nlu: str, feeling: str | None = None) -> Path:
    (folder / "nlu").mkdir()
    (folder / "nlu" / "a.yml").write_text(nlu, "utf-8")
    if feeling is not None:
        (folder / "feeling").mkdir()
        (folder / "feeling" / "en.yml").write_text(feeling, "utf-8")
    return folder


def _problems(folder: Path) -> list[str]:
    with pytest.raises(BadConfiguration) as caught:
        read_training_data(folder)
    return [problem.replace(f"{folder}/", "") for problem in caught.value.problems]


def test_sentences_come_without_annotations_and_with_their_entities(tmp_path: Path) -> None:
    data = read_training_data(_write(tmp_path, GOOD, FEELING))
    assert [(s.text, s.label) for s in data.intents] == [
        ("where is 48213", "order_status"),
        ("any news", "order_status"),
        ("thank you", "thanks"),
        ("mail me@example.com thanks", "thanks"),
    ]
    assert data.intents[0].entities == (Entity(name="order_number", value="48213"),)
    assert data.intents[3].entities == (Entity(name="email", value="me@example.com"),)
    assert data.intents[0].place.endswith("nlu/a.yml:5")
    assert [s.label for s in data.feelings] == ["angry", "happy"]


def test_any_folder_of_yaml_will_do(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD, "utf-8")
    assert len(read_training_data(tmp_path).intents) == 4


def test_a_sentence_twice_under_one_intent_counts_once(tmp_path: Path) -> None:
    data = read_training_data(_write(tmp_path, GOOD.replace("- any news", "- any news\n      - Any  news")))
    assert len(data.intents) == 4


def test_the_fingerprint_follows_the_sentences_and_not_the_files(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = read_training_data(_write(tmp_path / "one", GOOD))
    two = read_training_data(_write(tmp_path / "two", "# moved\n" + GOOD))
    assert one.fingerprint == two.fingerprint
    (tmp_path / "two" / "nlu" / "a.yml").write_text(GOOD.replace("any news", "some news"), "utf-8")
    assert read_training_data(tmp_path / "two").fingerprint != one.fingerprint


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    bad = GOOD + (
        "  - intent: empty\n    examples: |\n  - intent: x\n    example: |\n      - y\n"
        "  - intent: deny\n    examples: |\n      - thank you\n      no dash\nrules: []\n"
    )
    problems = _problems(_write(tmp_path, bad, FEELING.replace("happy", "bored")))
    for expected in (
        "nlu/a.yml:11: intent `empty` has no examples",
        "nlu/a.yml:14: unknown key `example`",
        "nlu/a.yml:18: `thank you` is `deny` here, `thanks` at",
        "nlu/a.yml:19: an example must begin with `- `",
        "nlu/a.yml:20: unknown key `rules`",
        "feeling/en.yml:8: feeling `bored`",
    ):
        assert any(problem.startswith(expected) for problem in problems), (expected, problems)


def test_broken_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    assert any(p.startswith("nlu/a.yml:3: ") for p in _problems(_write(tmp_path, 'nlu:\n  - intent: "x\n')))


@pytest.mark.parametrize("text", ["", "[]", "just words"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, text: str) -> None:
    assert _problems(_write(tmp_path, text)) == ["nlu/a.yml:1: expected `nlu:`"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert "no sentences found" in _problems(tmp_path)[0]


def test_one_intent_alone_is_refused(tmp_path: Path) -> None:
    assert "one intent alone" in _problems(_write(tmp_path, GOOD.partition("  - intent: thanks")[0]))[0]
