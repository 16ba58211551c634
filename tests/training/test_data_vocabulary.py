"""Lookups, patterns and synonyms of Rasa's NLU YAML, and what is marked in sentences, become one vocabulary."""

from pathlib import Path

import pytest

from bot.training.data import gather, read_sentences, read_training_data
from bot.training.validate import validate
from bot.understanding.entities import Vocabulary
from tests.training.conftest import refused

SENTENCES = """nlu:
- intent: order
  examples: |
    - where is it
- intent: thanks
  examples: |
    - thank you
"""
TERMS = """nlu:
- lookup: city
  examples: |
    - New York
    - 台北
    - new york
- lookup: product
  metadata: {by: ana}
  examples: [lamp, {text: desk}]
- regex: sku
  examples: |
    - [A-Z]{2}-\\d{3}
    - \\bS\\d+
- synonym: New York
  examples: |
    - NYC
    - the Big Apple
"""


def _write(folder: Path, terms: str, sentences: str = SENTENCES) -> Path:
    (folder / "a.yml").write_text(sentences, "utf-8")
    (folder / "b.yml").write_text(terms, "utf-8")
    return folder


def _marked(folder: Path, *examples: str) -> Vocabulary:
    lines = [f"    - {example}\n" for example in examples]
    (folder / "a.yml").write_text(SENTENCES + "".join(lines), "utf-8")
    return read_training_data(folder).vocabulary


def test_a_vocabulary_is_read_and_says_nothing_of_being_passed_over(tmp_path: Path) -> None:
    data = read_training_data(_write(tmp_path, TERMS))
    assert data.vocabulary == Vocabulary(
        lookups={"city": ("New York", "台北"), "product": ("desk", "lamp")},
        patterns={"sku": ("[A-Z]{2}-\\d{3}", "\\bS\\d+")},
        synonyms={"NYC": "New York", "the Big Apple": "New York"},
    )
    assert [s.text for s in data.intents] == ["where is it", "thank you"]
    assert [f.check for f in validate(gather(tmp_path)).found if f.check in {"file", "passed_over"}] == []


def test_what_is_marked_in_a_sentence_is_looked_up_from_then_on(tmp_path: Path) -> None:
    found = _marked(tmp_path, "to [Rome](city)", 'a [2]{"entity": "count"} b')
    assert found == Vocabulary(lookups={"city": ("Rome",), "count": ("2",)})


def test_what_the_rules_find_is_no_vocabulary(tmp_path: Path) -> None:
    examples = (
        "[48213](order_number)",
        '[a@b.co]{"entity": "email", "value": "c@d.co"}',
        "[139](phone) [1Z](tracking_number)",
    )
    assert not _marked(tmp_path, *examples)


def test_a_marked_value_that_is_meant_otherwise_is_a_synonym(tmp_path: Path) -> None:
    found = _marked(tmp_path, 'to [NYC]{"entity": "city", "value": "New York", "role": "to"}')
    assert found == Vocabulary(lookups={"city": ("NYC", "New York")}, synonyms={"NYC": "New York"})
    assert [e.value for e in found.entities("nyc or new york")] == ["New York", "New York"]


def test_the_table_says_what_a_value_is_called(tmp_path: Path) -> None:
    (tmp_path / "z.yml").write_text("nlu:\n- lookup: city\n  examples: [São Paulo]\n", "utf-8")
    assert _marked(tmp_path, "to [são paulo](city)").lookups == {"city": ("São Paulo",)}


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        ("nlu:\n- regex: a\n  examples: |\n    - x\n    - [b\n", "b.yml:5: the pattern `[b` cannot be read: "),
        ("nlu:\n- regex: a\n  examples: ['a{99999999999999}']\n", "b.yml:3: the pattern `a{99999999999999}` cannot be"),
        ("nlu:\n- regex: a\n  examples:\n  - x*\n", "b.yml:4: the pattern `x*` matches the empty text"),
        ("nlu:\n- regex: a\n  examples: |\n    -\n", "b.yml:4: an example of the regex `a` is empty"),
        ("nlu:\n- lookup: a\n  examples: ['', x]\n", "b.yml:3: an example of the lookup `a` is empty"),
        ('nlu:\n- synonym: a\n  examples: ["\\u200b"]\n', "b.yml:3: an example of the synonym `a` is empty"),
        ("nlu:\n- lookup: a\n", "b.yml:2: lookup `a` has no examples"),
        ("nlu:\n- synonym: ''\n  examples: [x]\n", "b.yml:2: `synonym` is missing"),
        ("nlu:\n- lookup: [a]\n  examples: [x]\n", "b.yml:2: `lookup` is missing"),
        ("nlu:\n- lookup: a\n  values: [x]\n  examples: [x]\n", "b.yml:3: unknown key `values`"),
        ("nlu:\n- lookup: a\n  regex: b\n  examples: [x]\n", "b.yml:3: unknown key `regex`"),
        ("nlu:\n- lookup: a\n  intent: b\n  examples: [x]\n", "b.yml:3: unknown key `intent`"),
        ("nlu:\n- lookup: a\n  examples: x\n", "b.yml:3: `examples` must be a list"),
        (f"nlu:\n- lookup: a\n  examples: [{'x' * 201}]\n", "b.yml:3: `xxx"),
        (f"nlu:\n- lookup: {'x' * 201}\n  examples: [a]\n", "b.yml:3: `xxx"),
        ("nlu:\n- synonym: a\n  examples: [x]\n- synonym: b\n  examples:\n  - X\n",
         "b.yml:6: `X` means `b` here and `a` at"),
        ('nlu:\n- intent: a\n  examples:\n  - \'[x]{"entity": "e", "value": "b"}\'\n- synonym: a\n  examples: [x]\n',
         "b.yml:6: `x` means `a` here and `b` at"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_at_its_line_in_training_and_in_validation(
    tmp_path: Path, terms: str, problem: str
) -> None:
    said = refused(_write(tmp_path, terms), read_training_data)
    assert [text.startswith(problem) for text in said] == [True]
    errors = [f"{e.place}: {e.text}".removeprefix(f"{tmp_path}/") for e in validate(gather(tmp_path)).errors]
    assert any(text.startswith(problem) for text in errors)


def test_a_spelling_may_be_given_to_one_value_twice(tmp_path: Path) -> None:
    terms = "nlu:\n- synonym: a\n  examples: [x, X]\n- synonym: a\n  examples: [x]\n"
    assert read_training_data(_write(tmp_path, terms)).vocabulary.synonyms == {"x": "a"}


@pytest.mark.parametrize("kind", ["lookup", "regex", "synonym"])
def test_feelings_have_no_vocabulary(tmp_path: Path, kind: str) -> None:
    (tmp_path / "feeling").mkdir()
    text = f"feelings:\n- {kind}: x\n  examples: [a]\n- feeling: calm\n  examples: ['[b](c)']\n"
    (tmp_path / "feeling" / "a.yml").write_text(text, "utf-8")
    said = refused(_write(tmp_path, TERMS), read_training_data)
    assert said == [f"feeling/a.yml:2: unknown key `{kind}`"]
    (tmp_path / "feeling" / "a.yml").write_text("feelings:\n- feeling: calm\n  examples: ['[b](c)']\n", "utf-8")
    assert "c" not in read_training_data(tmp_path).vocabulary.lookups


def test_sentences_to_measure_with_may_stand_beside_a_vocabulary(tmp_path: Path) -> None:
    assert [s.text for s in read_sentences(_write(tmp_path, TERMS))] == ["where is it", "thank you"]


def test_the_hash_follows_the_vocabulary_and_is_what_it_was_without_one(tmp_path: Path) -> None:
    without = read_training_data(_write(tmp_path, "nlu: []\n")).fingerprint
    assert without == "f6b0bcd157e55b63e78cd95f963ced40c1d07c87b170862e2ccbebf3e2b8a649"
    one = read_training_data(_write(tmp_path, TERMS)).fingerprint
    assert one != without
    assert read_training_data(_write(tmp_path, TERMS.replace("lamp", "lamps"))).fingerprint not in {one, without}
    (tmp_path / "c.yml").write_text(TERMS, "utf-8")
    assert read_training_data(_write(tmp_path, "# moved\nnlu: []\n")).fingerprint == one
