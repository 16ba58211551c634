"""`baton data validate`, as a newcomer uses it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import baton


def validate(*arguments: object) -> Result:
    return CliRunner().invoke(baton, ["data", "validate", *map(str, arguments)])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.csv"
    words = [f"{a}{b}" for a in "bdfghklmnp" for b in ("an", "em", "il", "ot", "ur", "av")]
    rows = [f"{label} {word},{label}" for label in ("buy", "sell") for word in words]
    file.write_text("\n".join(["text,label", *rows]), "utf-8")
    return file


def test_good_data_ends_well(good: Path) -> None:
    shown = validate(good)
    assert (shown.exit_code, shown.output) == (0, "2 intents, 120 sentences (120 en): 0 errors, 0 notes\n")


def test_notes_alone_end_well(good: Path) -> None:
    good.write_text(good.read_text("utf-8") + "\nbuy ban,buy\n", "utf-8")
    shown = validate(good)
    assert shown.exit_code == 0
    assert shown.output.splitlines() == [
        f"note:  {good}:122: `buy ban` stands at {good}:2 already",
        "2 intents, 121 sentences (121 en): 0 errors, 1 note",
    ]


def test_errors_end_with_status_1_and_stand_last(good: Path) -> None:
    good.write_text(good.read_text("utf-8") + "\nbuy ban,sell\nbuy ban,buy\n,buy\n", "utf-8")
    shown = validate(good)
    assert shown.exit_code == 1
    assert [line[:6] for line in shown.output.splitlines()[:-1]] == ["note: ", "error:", "error:"]
    assert shown.output.endswith("2 errors, 1 note\n")


def test_places_are_told_from_where_one_stands(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(good.parent)
    good.write_text("text,label\n", "utf-8")
    assert validate(good).output.startswith("error: good.csv: no sentences found")


def test_json_is_for_programs(good: Path) -> None:
    good.write_text(good.read_text("utf-8") + "\nbuy ban,sell\n", "utf-8")
    shown = validate(good, "--json")
    assert shown.exit_code == 1
    found = json.loads(shown.output)
    assert (found["intents"], found["sentences"], found["notes"]) == (2, {"en": 121}, [])
    assert [(e["check"], e["place"]) for e in found["errors"]] == [("contradiction", f"{good}:122")]


def test_a_leak_into_the_test_is_an_error(good: Path, tmp_path: Path) -> None:
    (tmp_path / "test.jsonl").write_text('{"text": "Buy ban", "label": "buy"}', "utf-8")
    shown = validate(good, "--against", tmp_path / "test.jsonl")
    assert shown.exit_code == 1
    assert f"error: {tmp_path}/test.jsonl:1: `Buy ban` is trained on at {good}:2" in shown.output


def test_the_business_s_own_sentences_are_meant_where_no_path_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu" / "a.csv").write_text("text,label\nhi,greeting\n", "utf-8")
    (tmp_path / "policy.yml").write_text("nonsense: 1\n", "utf-8")
    monkeypatch.setenv("BATON_TRAINING_DATA", str(tmp_path))
    shown = validate()
    assert f"{tmp_path}/nlu/a.csv:2: intent `greeting` has 1 in `en`" in shown.output
    assert f"error: {tmp_path}/policy.yml:1: unknown key `nonsense`" in shown.output


def test_words_of_one_s_own_are_no_news_and_a_mistake_in_them_is_an_error(good: Path) -> None:
    terms = good.parent / "terms.yml"
    terms.write_text("nlu:\n- lookup: city\n  examples: [Rome]\n- synonym: Rome\n  examples: [Roma]\n", "utf-8")
    assert validate(good.parent).output == "2 intents, 120 sentences (120 en): 0 errors, 0 notes\n"
    terms.write_text("nlu:\n- regex: sku\n  examples: ['[a']\n", "utf-8")
    shown = validate(good.parent)
    assert shown.exit_code == 1
    assert shown.output.startswith(f"error: {terms}:3: the pattern `[a` cannot be read")


def test_a_path_that_is_not_there_is_bad_usage(tmp_path: Path) -> None:
    assert validate(tmp_path / "none").exit_code == 2
    assert validate("--against", tmp_path / "none").exit_code == 2
