"""What the owner of a shop hears about their sentences before anything is trained on them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.training.data import gather
from bot.training.findings import Findings
from bot.training.stakes import read_stakes
from bot.training.validate import validate

#: Words without meaning, so that no two sentences have the same.
ENGLISH = [a + b for a in "bdfghklm" for b in ("anno", "emmu", "illa", "otto", "urra", "avve", "ossi", "ecco", "anda")]
CHINESE = [a + b for a in "山水火木金土日月" for b in "东南西北中上下左右"]
POLICY = """version: 1
thresholds: {confident: 0.5, out_of_scope: 0.5, need: 0.5}
queues: [general]
rules: [{name: all, then: {automate: by_intent}}]
intents:
  order: {stakes: low}
  refund: {queue: general}
  theft: {stakes: high}
"""

Sentences = Mapping[str, list[str]]


def _english(intent: str, count: int) -> list[str]:
    return [f"{intent} {word}" for word in ENGLISH[:count]]


def _chinese(intent: str, count: int) -> list[str]:
    signs = {"order": "订单", "refund": "退款", "theft": "偷盗"}
    return [signs[intent] + word for word in CHINESE[:count]]


def _write(folder: Path, sentences: Sentences) -> Path:
    (folder / "nlu").mkdir(parents=True, exist_ok=True)
    lines = ["nlu:"]
    for intent, texts in sentences.items():
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {text}" for text in texts)]
    (folder / "nlu" / "a.yml").write_text("\n".join(lines), "utf-8")
    return folder


def _check(folder: Path, sentences: Sentences) -> Findings:
    return validate(gather(_write(folder, sentences)))


def _said(findings: Findings, check: str) -> list[tuple[bool, str]]:
    """Return (wrong, text with the last line number before it) of the findings of one kind."""
    return [(f.wrong, f"{f.place.rpartition(':')[2]}: {f.text}") for f in findings.found if f.check == check]


def test_good_data_has_nothing_to_say(tmp_path: Path) -> None:
    findings = _check(tmp_path, {i: _english(i, 60) + _chinese(i, 60) for i in ("order", "refund")})
    assert findings.found == ()
    assert findings.summary == "2 intents, 240 sentences (120 en, 120 zh): 0 errors, 0 notes"


def test_one_sentence_under_two_intents_is_an_error_and_twice_under_one_a_note(tmp_path: Path) -> None:
    findings = _check(tmp_path, {"order": ["Where is it", "where  is it"], "refund": ["WHERE IS IT"]})
    place = f"{tmp_path}/nlu/a.yml:4"
    assert _said(findings, "duplicate") == [(False, f"5: `where  is it` stands at {place} already")]
    assert _said(findings, "contradiction") == [
        (True, f"8: `WHERE IS IT` is `refund` here and `order` at {place}; keep one")
    ]
    assert _said(findings, "nearly") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("where is it", "where is it??"),
        ("wheres 48213", "where's 771"),
        ("is [Ana Li](name) in", "is [Bo](name) in"),
        ("mail a.b@example.com", "mail me@example.org"),
        ("查，订单", "查订单！"),
    ],
)
def test_sentences_of_two_intents_that_differ_in_details_only_are_noted(tmp_path: Path, one: str, other: str) -> None:
    findings = _check(tmp_path, {"order": [one, "a"], "refund": [other, "b"]})
    ((wrong, text),) = _said(findings, "nearly")
    assert not wrong
    assert text.startswith("8: ")
    assert f"{tmp_path}/nlu/a.yml:4" in text


def test_sentences_of_marks_or_numbers_alone_are_not_compared(tmp_path: Path) -> None:
    assert _said(_check(tmp_path, {"order": ["48213"], "refund": ["771", "??"]}), "nearly") == []


def test_an_intent_with_too_few_sentences_is_an_error_and_with_few_a_note(tmp_path: Path) -> None:
    findings = _check(
        tmp_path,
        {"order": _english("order", 60), "refund": _english("refund", 59), "theft": _english("theft", 19)},
    )
    assert _said(findings, "thin") == [
        (False, "66: intent `refund` has 59 in `en`; 60 sentences are good"),
        (True, "127: intent `theft` has 19 in `en`; 20 sentences are the least, 60 are good"),
    ]


def test_an_intent_without_a_language_that_most_have_is_an_error(tmp_path: Path) -> None:
    both = {i: _english(i, 60) + _chinese(i, 60) for i in ("order", "refund")}
    findings = _check(tmp_path, both | {"theft": _english("theft", 60)})
    ((wrong, text),) = _said(findings, "language")
    assert wrong
    assert "intent `theft` has no sentences in `zh`" in text


def test_a_few_foreign_sentences_make_nobody_else_thin(tmp_path: Path) -> None:
    english = {i: _english(i, 60) for i in ("order", "refund", "theft")}
    findings = _check(tmp_path, english | {"order": [*english["order"], "退款"]})
    assert [(f.wrong, f.text) for f in findings.found] == [(False, "only 1 of 3 intents have sentences in `zh`")]


def test_the_language_that_a_file_gives_counts(tmp_path: Path) -> None:
    rows = [f"{intent} {word},{intent},pt-BR" for intent in ("order", "refund") for word in ENGLISH[:30]]
    (tmp_path / "a.csv").write_text("\n".join(["text,label,lang", *rows]), "utf-8")
    assert validate(gather(tmp_path)).sentences == {"pt": 60}


def test_an_intent_that_drowns_the_others_is_noted_unless_it_is_out_of_scope(tmp_path: Path) -> None:
    few = {i: _english(i, 10) for i in ("order", "refund", "theft")}
    assert _said(_check(tmp_path, few | {"out_of_scope": _english("x", 60)}), "unbalanced") == []
    findings = _check(tmp_path, few | {"thanks": _english("thanks", 60)})
    ((wrong, text),) = _said(findings, "unbalanced")
    assert not wrong
    assert "intent `thanks` has 60 sentences, others 10" in text


def test_a_sentence_of_the_test_that_is_trained_on_is_an_error(tmp_path: Path) -> None:
    train = gather(_write(tmp_path / "train", {"order": ["where is it", "track"], "refund": ["money back"]}))
    test = gather(_write(tmp_path / "test", {"order": ["new", "Where is it"], "refund": ["track"]}))
    findings = validate(train, test=test)
    place = f"{tmp_path}/train/nlu/a.yml"
    assert _said(findings, "leak") == [
        (True, f"5: `Where is it` is trained on at {place}:4; testing with it proves nothing"),
        (True, f"8: `track` is trained on at {place}:5; testing with it proves nothing"),
    ]
    assert findings.intents == 2
    assert sum(findings.sentences.values()) == 3


def test_mistakes_in_any_file_are_errors(tmp_path: Path) -> None:
    folder = _write(tmp_path / "train", {"order": ["where is [it](a b)", ""], "refund": ["x"]})
    (folder / "feeling").mkdir()
    (folder / "feeling" / "a.yml").write_text("feelings:\n- feeling: sad\n  examples: [oh]\n- rules: []\n", "utf-8")
    (tmp_path / "test.csv").write_text("text\nhi\n", "utf-8")
    findings = validate(gather(folder), test=gather(tmp_path / "test.csv"))
    assert [(f.wrong, f.place.removeprefix(f"{tmp_path}/")) for f in findings.found if f.check == "file"] == [
        (True, "test.csv:1"),
        (True, "train/feeling/a.yml:3"),
        (True, "train/feeling/a.yml:4"),
        (True, "train/nlu/a.yml:4"),
        (True, "train/nlu/a.yml:5"),
    ]


def test_feelings_are_compared_among_themselves(tmp_path: Path) -> None:
    folder = _write(tmp_path, {"order": ["lovely"], "refund": ["x"]})
    (folder / "feeling").mkdir()
    text = "feelings:\n- feeling: calm\n  examples: [lovely]\n- feeling: happy\n  examples: [lovely]\n"
    (folder / "feeling" / "a.yml").write_text(text, "utf-8")
    ((wrong, text),) = _said(validate(gather(folder)), "contradiction")
    assert wrong
    assert text.startswith("5: `lovely` is `happy` here and `calm`")


def test_what_is_not_learnt_from_is_noted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label,tags\nhi,greeting,B\n", "utf-8")
    assert _said(validate(gather(tmp_path)), "passed_over") == [(False, "1: not read: `tags`")]


def test_a_sentence_longer_than_anything_that_is_read_is_noted(tmp_path: Path) -> None:
    findings = _check(tmp_path, {"order": ["x" * 500, "y" * 501]})
    ((wrong, text),) = _said(findings, "long")
    assert not wrong
    assert text.startswith("5: a sentence of 501 characters")


def test_policy_and_sentences_name_the_same_intents(tmp_path: Path) -> None:
    folder = _write(tmp_path, {"order": ["a"], "refund": ["b"], "return": ["c"]})
    (folder / "policy.yml").write_text(POLICY, "utf-8")
    findings = validate(gather(folder), stakes=read_stakes(folder / "policy.yml"))
    compared = [f for f in findings.found if f.check in {"stakes", "no_sentences"}]
    assert [(f.wrong, f.place.removeprefix(f"{folder}/"), f.text.partition(" in ")[0]) for f in compared] == [
        (True, "nlu/a.yml:10", "intent `return` has no stakes"),
        (True, "policy.yml:7", "intent `refund` does not say whether its stakes are low or high"),
        (False, "policy.yml:8", "intent `theft` has no sentences: the bot never understands it"),
    ]


def test_a_policy_that_cannot_be_used_is_an_error_with_its_line(tmp_path: Path) -> None:
    folder = _write(tmp_path, {"order": ["a"]})
    (folder / "policy.yml").write_text(POLICY.replace("stakes: high", "stakes: hihg"), "utf-8")
    findings = validate(gather(folder), stakes=read_stakes(folder / "policy.yml"))
    assert _said(findings, "file") == [(True, "8: `stakes` must be low or high, not `hihg`")]
    assert _said(findings, "stakes") == []


def test_a_mistake_in_an_example_conversation_is_an_error_at_its_line(tmp_path: Path) -> None:
    _write(tmp_path, {"order": _english("order", 20), "refund": _english("refund", 20)})
    (tmp_path / "conversations").mkdir()
    (tmp_path / "conversations" / "one.yml").write_text("conversations:\n  - turns:\n      - custom: hello\n", "utf-8")
    places = {error.place for error in validate(gather(tmp_path)).errors}
    assert str(tmp_path / "conversations" / "one.yml:3") in places


def test_a_retrieval_intent_has_one_line_in_the_policy(tmp_path: Path) -> None:
    folder = _write(tmp_path, {"order/late": ["a"], "order/lost": ["b"], "theft": ["c"]})
    (folder / "policy.yml").write_text(POLICY.replace("  refund: {queue: general}\n", ""), "utf-8")
    findings = validate(gather(folder), stakes=read_stakes(folder / "policy.yml"))
    assert [f for f in findings.found if f.check in {"stakes", "no_sentences"}] == []
