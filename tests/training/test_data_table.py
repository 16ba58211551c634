"""CSV and TSV, as spreadsheets and public data sets write them."""

from pathlib import Path

import pytest

from bot.training.data import gather, read_sentences
from tests.training.conftest import refused


def _read(folder: Path, name: str, text: str, encoding: str = "utf-8") -> list[tuple[str, str, str | None]]:
    (folder / name).write_bytes(text.encode(encoding))
    return [(s.text, s.label, s.language) for s in read_sentences(folder / name)]


def _problems(folder: Path, name: str, text: str) -> list[str]:
    (folder / name).write_text(text, "utf-8")
    return refused(folder / name, read_sentences)


@pytest.mark.parametrize("text", ["text", "sentence", "utterance", "query", "question", "Text "])
@pytest.mark.parametrize("label", ["label", "intent", "category", "INTENT"])
def test_columns_have_the_names_that_people_give_them(tmp_path: Path, text: str, label: str) -> None:
    assert _read(tmp_path, "a.csv", f"{label},{text}\ngreeting,hi\n") == [("hi", "greeting", None)]


def test_a_language_may_be_given_for_some_rows(tmp_path: Path) -> None:
    assert _read(tmp_path, "a.csv", "text,label,lang\nhola,greeting,es\nhi,greeting,\nhey,greeting\n") == [
        ("hola", "greeting", "es"),
        ("hi", "greeting", None),
        ("hey", "greeting", None),
    ]


def test_quotes_hold_a_text_together_in_csv(tmp_path: Path) -> None:
    text = 'text,label\n"hi, ""bot""\nanybody?",greeting\nbye,goodbye\n'
    assert _read(tmp_path, "a.csv", text)[0] == ('hi, "bot"\nanybody?', "greeting", None)
    assert [s.place for s in read_sentences(tmp_path / "a.csv")] == [f"{tmp_path}/a.csv:{n}" for n in (2, 4)]


def test_quotes_are_characters_in_tsv(tmp_path: Path) -> None:
    assert _read(tmp_path, "a.tsv", 'text\tlabel\n"hi\tgreeting\nsay "bye"\tgoodbye\n') == [
        ('"hi', "greeting", None),
        ('say "bye"', "goodbye", None),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_spreadsheets_write_marks_line_ends_and_empty_rows_as_they_like(
    tmp_path: Path, encoding: str, end: str
) -> None:
    text = end.join(["text,label", "", "你好,greeting", ",", "bye,goodbye,,", ""])
    assert _read(tmp_path, "a.csv", text, encoding) == [("你好", "greeting", None), ("bye", "goodbye", None)]


def test_a_table_parted_by_semicolons_is_read(tmp_path: Path) -> None:
    assert _read(tmp_path, "a.csv", "text;label\nhi, bot;greeting\n") == [("hi, bot", "greeting", None)]


def test_other_columns_are_not_read_and_that_is_said(tmp_path: Path) -> None:
    rows = 'flags,instruction,category,intent,response\nB,"cancel it, please",ORDER,cancel_order,"Sure, done"\n'
    assert _read(tmp_path, "a.csv", rows) == [("cancel it, please", "cancel_order", None)]
    (remark,) = gather(tmp_path / "a.csv").intents.passed_over
    assert str(remark) == f"{tmp_path}/a.csv:1: not read: `flags`, `category`, `response`"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.csv", "hi,greeting\n", "a.csv:1: no column `text` and `label`"),
        ("a.csv", "\ntext,name\nhi,greeting\n", "a.csv:2: no column `label`"),
        ("a.csv", "", "a.csv:1: no column"),
        ("a.csv", "text,label\nhi, bot,greeting\n", "a.csv:2: 3 cells in a table of 2 columns"),
        ("a.tsv", "text\tlabel\nhi\n", "a.tsv:2: 1 cells in a table of 2 columns"),
        ("a.csv", "text,label\nhi, \n", "a.csv:2: the intent is empty"),
        ("a.csv", 'text,label\nhi,greeting\n"bye,goodbye\nhi,greeting\n', "a.csv:3: this row cannot be read"),
        ("a.csv", f"text,label\n{'x' * 200_000},greeting\n", "a.csv:2: this row cannot be read"),
        ("a.tsv", f"text\tlabel\n{'x' * 20_000}\tgreeting\n", "a.tsv:2: a sentence of 20000 characters"),
        ("a.csv", f"text,label\nhi,{'x' * 300}\n", "a.csv:2: `xxx"),
    ],
)  # fmt: skip
def test_every_mistake_has_its_line(tmp_path: Path, name: str, text: str, problem: str) -> None:
    (found,) = _problems(tmp_path, name, text)
    assert found.startswith(problem)
    assert len(found) < 250
