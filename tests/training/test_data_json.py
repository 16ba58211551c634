"""JSONL, and JSON lists, as programs write them."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.training.data import gather, read_sentences
from tests.training.conftest import refused

HI = {"text": "hi", "label": "greeting"}


def _read(folder: Path, name: str, text: str) -> list[tuple[str, str, str | None, str]]:
    (folder / name).write_text(text, "utf-8")
    read = read_sentences(folder / name)
    return [(s.text, s.label, s.language, s.place.removeprefix(f"{folder}/")) for s in read]


def _problems(folder: Path, name: str, text: str) -> list[str]:
    (folder / name).write_text(text, "utf-8")
    return refused(folder / name, read_sentences)


def test_each_line_of_jsonl_is_a_sentence(tmp_path: Path) -> None:
    lines = '{"text": "hi\u2028", "label": "greeting"}\n\n{"text": "再见", "intent": "goodbye", "lang": "zh"}'
    assert _read(tmp_path, "a.jsonl", lines) == [
        ("hi", "greeting", None, "a.jsonl:1"),
        ("再见", "goodbye", "zh", "a.jsonl:3"),
    ]


def test_a_json_list_holds_pairs_or_objects_each_with_its_line(tmp_path: Path) -> None:
    assert _read(tmp_path, "a.json", ' [\n["hi", "greeting"],\n\n {"text": "bye",\n "intent": "goodbye"}]\n') == [
        ("hi", "greeting", None, "a.json:2"),
        ("bye", "goodbye", None, "a.json:4"),
    ]


def test_what_programs_dump_in_one_line_or_many_is_the_same(tmp_path: Path) -> None:
    pairs = [[f"sentence {n}", "greeting"] for n in range(50)]
    for indent in (None, 2):
        assert len(_read(tmp_path, "a.json", json.dumps(pairs, indent=indent))) == 50


def test_other_keys_are_not_read_and_that_is_said(tmp_path: Path) -> None:
    lines = [HI, HI | {"id": 1}, HI | {"id": 2, "slots": []}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    (remark,) = gather(tmp_path / "a.jsonl").intents.passed_over
    assert str(remark) == f"{tmp_path}/a.jsonl:2: not read: `id`, `slots`"


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ({"text": "hi"}, "`label` is missing"),
        ({"label": "x"}, "`text` is missing"),
        ({"text": "hi", "label": 3}, "`label` must be a text"),
        (HI | {"lang": 3}, "`lang` must be a text"),
        (["hi", 3], "`label` must be a text"),
        (["hi", "x", "y"], "expected"),
        ("hi", "expected"),
        (HI | {"text": "\ud83d"}, "the sentence holds half a character (`\\ud83d`)"),
        (HI | {"label": "\udc00"}, "the intent holds half a character"),
        (HI | {"label": " "}, "the intent is empty"),
        (HI | {"text": "x" * 1_000_000}, "a sentence of 1000000 characters"),
    ],
)
def test_every_mistake_has_its_line_in_both(tmp_path: Path, item: Any, problem: str) -> None:
    (found,) = _problems(tmp_path, "a.jsonl", f"{json.dumps(HI)}\n{json.dumps(item)}\n")
    assert found.startswith(f"a.jsonl:2: {problem}")
    (found,) = _problems(tmp_path, "a.json", f"[{json.dumps(HI)},\n{json.dumps(item)}]")
    assert found.startswith(f"a.json:2: {problem}")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[["hi", "greeting"]\n["bye", "goodbye"]]', 2),
        ('[["hi", "greeting"],\n', 2),
        ('[["hi", "greeting"]]\n[]', 1),
        ('[\n[hi, greeting]]', 2),
        ("hi", 1),
        ("[" * 200_000, 1),
        ('{"sentences": []}', 1),
    ],
)  # fmt: skip
def test_what_is_no_list_of_sentences_is_refused(tmp_path: Path, text: str, line: int) -> None:
    assert _problems(tmp_path, "a.json", text)[0].startswith(f"a.json:{line}: ")
