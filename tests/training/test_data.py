"""Sentences are read strictly, and every mistake is named at once with its file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.errors import BadConfiguration
from bot.conversation.interpretation import Entity
from bot.training.data import Sentence, read_sentences, read_training_data
from bot.training.readers import READERS
from tests.training.conftest import refused

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
    return refused(folder, read_training_data)


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


def _texts(sentences: tuple[Sentence, ...]) -> list[tuple[str, str]]:
    return [(s.text, s.label) for s in sentences]


def test_one_file_will_do(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("text,label\nhi,greeting\nbye,goodbye\n", "utf-8")
    data = read_training_data(tmp_path / "mine.csv")
    assert _texts(data.intents) == [("hi", "greeting"), ("bye", "goodbye")]
    assert data.feelings == ()


def test_a_folder_holds_files_of_any_kind(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.CSV").write_text("text,label\nhi,greeting\n", "utf-8")
    (tmp_path / "b.tsv").write_text("text\tlabel\nhello\tgreeting\n", "utf-8")
    (tmp_path / "deep" / "c.jsonl").write_text('{"text": "bye", "label": "goodbye"}\n', "utf-8")
    (tmp_path / "deep" / "d.json").write_text('[["see you", "goodbye"]]', "utf-8")
    (tmp_path / "e.yml").write_text("nlu:\n  - intent: thanks\n    examples: [thanks]\n", "utf-8")
    for strange in ("LICENSE", "README.md", "._a.csv", "package.json"):
        (tmp_path / strange).write_text("{}", "utf-8")
    assert _texts(read_training_data(tmp_path).intents) == [
        ("hi", "greeting"),
        ("hello", "greeting"),
        ("bye", "goodbye"),
        ("see you", "goodbye"),
        ("thanks", "thanks"),
    ]


def test_feelings_are_no_intents_where_there_is_no_nlu_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text(GOOD, "utf-8")
    (tmp_path / "feeling").mkdir()
    (tmp_path / "feeling" / "en.yml").write_text(FEELING, "utf-8")
    (tmp_path / "feeling" / "more.csv").write_text("text,feeling\nhm,calm\n", "utf-8")
    data = read_training_data(tmp_path)
    assert len(data.intents) == 4
    assert [s.label for s in data.feelings] == ["angry", "happy", "calm"]


def test_whole_conversations_among_the_feelings_are_left_to_their_reader(tmp_path: Path) -> None:
    folder = _write(tmp_path, GOOD, FEELING)
    conversations = folder / "feeling" / "conversations_en.yml"
    conversations.write_text("version: 1\nconversations:\n  - anything: at all\n", "utf-8")
    assert len(read_training_data(folder).feelings) == 2
    conversations.write_text("conversations: []\nfeelings: []\n", "utf-8")
    assert _problems(folder) == ["feeling/conversations_en.yml:1: unknown key `conversations`"]


def test_every_unknown_feeling_is_named_once(tmp_path: Path) -> None:
    feeling = FEELING.replace("happy", "bored") + "      - dull\n  - feeling: sad\n    examples: [oh]\n"
    problems = _problems(_write(tmp_path, GOOD, feeling))
    assert [p.partition(" is ")[0] for p in problems] == [
        "feeling/en.yml:11: feeling `sad`",
        "feeling/en.yml:8: feeling `bored`",
    ]


def test_mistakes_of_all_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\n,greeting\n", "utf-8")
    (tmp_path / "b.jsonl").write_text("\nno\n", "utf-8")
    (tmp_path / "c.tsv").write_bytes(b"text\tlabel\ncaf\xe9\tcafe\n")
    (tmp_path / "d.json").write_bytes("[]".encode("utf-16-le"))
    assert [problem.partition(": ")[0] for problem in _problems(tmp_path)] == [
        "b.jsonl:2",
        "c.tsv:2",
        "d.json:1",
        "a.csv:2",
    ]


@pytest.mark.parametrize("reader", [read_training_data, read_sentences])
def test_what_is_not_there_or_of_no_known_kind_is_refused(tmp_path: Path, reader: Callable[[Path], object]) -> None:
    (tmp_path / "notes.txt").write_text("hi", "utf-8")
    assert "No such file" in refused(tmp_path / "none.csv", reader)[0]
    assert "notes.txt: not one of the kinds" in refused(tmp_path / "notes.txt", reader)[0]


@pytest.mark.parametrize("label", ["oos", "NO_NODES_DETECTED", "out_of_scope"])
def test_out_of_scope_has_one_name_whoever_wrote_it(tmp_path: Path, label: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"text,label\nwho won,{label}\nhi,greeting\n", "utf-8")
    assert [s.label for s in read_sentences(file)] == ["out_of_scope", "greeting"]
    assert [s.label for s in read_training_data(file).intents] == ["out_of_scope", "greeting"]


def test_sentences_to_measure_with_are_kept_as_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "test.csv"
    file.write_text("text,label\nhi,greeting\nhi,greeting\nhi,goodbye\n,goodbye\n", "utf-8")
    assert _texts(read_sentences(file)) == [("hi", "greeting"), ("hi", "greeting"), ("hi", "goodbye")]
    file.write_text("text,label\nhi,greeting\n", "utf-8")
    assert _texts(read_sentences(file)) == [("hi", "greeting")]


def test_sentences_to_measure_with_are_read_as_strictly(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("text,label\nhi,\nhi\n", "utf-8")
    assert len(refused(tmp_path, read_sentences)) == 2


@pytest.mark.parametrize("suffix", READERS)
@given(raw=st.one_of(st.binary(), st.text().map(str.encode), st.text('[]{}",:- \n\tatextlbenlu').map(str.encode)))
def test_whatever_a_file_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, raw: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / f"fuzz{suffix}"
    file.write_bytes(raw)
    sentences: tuple[Sentence, ...] = ()
    problems: tuple[str, ...] = ()
    try:
        sentences = read_sentences(file)
    except BadConfiguration as error:
        problems = error.problems
    assert bool(sentences) != bool(problems)
    assert all(sentence.text and sentence.label for sentence in sentences)
    assert all(problem.startswith(str(file)) for problem in problems)
