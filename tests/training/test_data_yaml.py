"""Rasa's NLU YAML, in every form that Rasa itself reads."""

from pathlib import Path

import pytest

from bot.conversation.interpretation import Entity
from bot.training.data import gather, read_sentences
from bot.training.readers.reading import Sentence
from tests.training.conftest import refused


def _file(folder: Path, text: str) -> Path:
    file = folder / "a.yml"
    file.write_text(text, "utf-8")
    return file


def _one(folder: Path, example: str) -> Sentence:
    (sentence,) = read_sentences(_file(folder, f"nlu:\n- intent: x\n  examples: |\n    - {example}\n"))
    return sentence


def test_a_list_of_examples_is_read_too_with_metadata_or_without(tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        'version: "3.1"\nnlu:\n- intent: thanks\n  metadata: {sentiment: good}\n  examples:\n'
        "  - thank you\n  - text: |\n      thanks a lot\n    metadata: {by: ana}\n",
    )
    assert [(s.text, s.place) for s in read_sentences(file)] == [
        ("thank you", f"{file}:6"),
        ("thanks a lot", f"{file}:7"),
    ]


def test_a_retrieval_intent_keeps_its_slash(tmp_path: Path) -> None:
    file = _file(tmp_path, "nlu:\n- intent: faq/shipping\n  examples: |\n    - how much is shipping\n")
    assert [s.label for s in read_sentences(file)] == ["faq/shipping"]


@pytest.mark.parametrize(
    ("example", "text", "entities"),
    [
        ("to [Rome](city)", "to Rome", [("city", "Rome")]),
        ('to [Rome]{"entity": "city", "role": "to", "group": "1"}', "to Rome", [("city", "Rome")]),
        ('to [NYC]{"entity": "city", "value": "New York"} now', "to NYC now", [("city", "New York")]),
        ('to [Rome][{"entity": "city"}, {"entity": "goal"}]', "to Rome", [("city", "Rome"), ("goal", "Rome")]),
        ("[2](items-2) of [48213](order_number)", "2 of 48213", [("items-2", "2"), ("order_number", "48213")]),
        ("the lamp [the big one] (broken)", "the lamp [the big one] (broken)", []),
    ],
)
def test_annotations_become_entities(tmp_path: Path, example: str, text: str, entities: list[tuple[str, str]]) -> None:
    sentence = _one(tmp_path, example)
    assert sentence.text == text
    assert sentence.entities == tuple(Entity(name=name, value=value) for name, value in entities)


@pytest.mark.parametrize(
    "annotation",
    ["[x]{entity: y}", '[x]{"role": "y"}', '[x]{"entity": "y", "rolle": "z"}', "[x](a b)", "x](city)", "[x(city)"],
)
def test_a_broken_annotation_is_named_and_never_learnt_as_text(tmp_path: Path, annotation: str) -> None:
    file = _file(tmp_path, f"nlu:\n- intent: x\n  examples: |\n    - fine\n    - where is {annotation}\n")
    (problem,) = refused(file, read_sentences)
    assert problem.startswith("a.yml:5: the annotation ")


def test_a_folded_block_is_refused_since_it_would_make_one_sentence_of_all(tmp_path: Path) -> None:
    file = _file(tmp_path, "nlu:\n- intent: x\n  examples: >\n    - one\n    - two\n")
    assert refused(file, read_sentences) == ["a.yml:3: `examples` must be a list, or a block that begins with `|`"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nlu:\n- intent: x\n  examples: [a]\n  examples: [b]\n", "a.yml:4: `examples` stands twice"),
        ("nlu:\n- intent: x\n  examples: [[a]]\n", "a.yml:3: an example must be a text"),
        ("nlu:\n- lookup: x\n  exampels: [a]\n", "a.yml:3: unknown key `exampels`"),
        ("nlu:\n- examples: [a]\n", "a.yml:2: `intent` is missing"),
        ("nlu:\n- hi\n", "a.yml:2: expected `intent:` and `examples:`"),
        ("nlu: hi\n", "a.yml:1: `nlu` must be a list"),
        ("? [a]\n: b\n", "a.yml:1: unknown key `…`"),
        ("nlu:\n- intent: x\n  examples: |\n    - hi \a\n", "a.yml:4: not YAML"),
        ('nlu:\n- intent: x\n  examples: ["\\ud83d"]\n', "a.yml:3: not YAML"),
        ("nlu: " + "[" * 50_000, "a.yml:1: lists within lists"),
        (f"nlu:\n- intent: x\n  examples:\n  - {'[' * 20_000}{'(' * 20_000}\n", "a.yml:"),
        (f"nlu:\n- intent: x\n  examples: |\n    - {'[('  * 20_000}\n", "a.yml:4: a sentence of 40000 characters"),
    ],
)  # fmt: skip
def test_every_mistake_has_its_line(tmp_path: Path, text: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in refused(_file(tmp_path, text), read_sentences))


def test_an_example_without_text_is_refused_in_training_only(tmp_path: Path) -> None:
    file = _file(tmp_path, "nlu:\n- intent: x\n  examples: |\n    -\n    - hi\n")
    assert [s.text for s in read_sentences(file)] == ["hi"]
    assert [str(e) for e in gather(file).intents.empty] == [f"{file}:4: the sentence is empty"]
