"""The text files are read strictly: every mistake at once, each with its place."""

from pathlib import Path

import pytest

from bot.automation.responses import Responses
from bot.automation.responses_file import load_responses
from bot.automation.wanted import WANTED
from bot.conversation.errors import BadConfiguration
from bot.conversation.language import Language

from .talk import DATA

GOOD = DATA / "responses.yml"
TRANSLATION = "      translation: {zh-Hans: 你好, zh-Hant: 你好}\n"
NAMED = TRANSLATION.replace("你好", "'你好{name}'")


def extra(folder: Path, text: str) -> Path:
    path = folder / "extra.yml"
    path.write_text(f"responses:\n{text}", encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadConfiguration) as caught:
        load_responses(GOOD, extra(folder, text))
    return [problem.replace(f"{folder}/", "") for problem in caught.value.problems]


def test_a_business_may_add_texts_of_its_own(tmp_path: Path) -> None:
    path = extra(tmp_path, f"  utter_mine:\n    - text: Hello {{name}}\n{NAMED}")
    assert load_responses(GOOD, path).say("utter_mine", Language.ENGLISH, name="Ana").text == "Hello Ana"


def test_yes_and_no_are_words_not_truth_values(tmp_path: Path) -> None:
    path = extra(tmp_path, f"  utter_mine:\n    - text: No\n{TRANSLATION}")
    assert load_responses(GOOD, path).say("utter_mine", Language.ENGLISH).text == "No"


def test_names_the_line_of_an_unknown_key(tmp_path: Path) -> None:
    text = f"  utter_mine:\n    - text: Hello\n      image: x.png\n{TRANSLATION}"
    assert problems(tmp_path, text) == ["extra.yml:4: `utter_mine`: unknown key `image`"]


def test_names_the_language_that_is_missing(tmp_path: Path) -> None:
    text = "  utter_mine:\n    - text: Hello\n      translation: {zh-Hans: 你好}\n"
    assert problems(tmp_path, text) == ["extra.yml:3: text of `utter_mine`: `zh-Hant` is missing"]


def test_a_placeholder_that_the_code_does_not_fill_is_a_mistake(tmp_path: Path) -> None:
    text = f"  faq/gift_card:\n    - text: Hello {{name}}\n{NAMED}"
    assert problems(tmp_path, text) == ["extra.yml:3: `faq/gift_card`: unknown placeholder `{name}`"]


def test_a_placeholder_must_stand_in_every_language(tmp_path: Path) -> None:
    text = f"  utter_mine:\n    - text: Hello {{name}}\n{TRANSLATION}"
    assert problems(tmp_path, text) == [
        "extra.yml:3: `utter_mine`: `{name}` is not in both `en` and `zh-Hans`",
        "extra.yml:3: `utter_mine`: `{name}` is not in both `en` and `zh-Hant`",
    ]


def test_the_same_text_twice_names_both_places(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, f"  utter_clarify:\n    - text: Hello\n{TRANSLATION}")
    assert problem.startswith("extra.yml:3: `utter_clarify` is there already: ")
    assert f"{GOOD}:" in problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("  utter_mine: Hello\n", "extra.yml:2: `utter_mine`: a list is wanted"),
        ("  utter_mine:\n    - Hello\n", "extra.yml:3: `utter_mine`: a mapping is wanted"),
        ("  Utter Mine:\n    - {}\n", "extra.yml:3: `Utter Mine` is no name for a text: a-z, 0-9, _ and /"),
        ("  utter_mine:\n    - text: [\n", "extra.yml:4: not YAML"),
        (f"  utter_mine:\n    - text: ''\n{TRANSLATION}", "extra.yml:3: text of `utter_mine`: 1 to 4000 characters"),
        (f"  utter_mine:\n    - text: a\n      text: b\n{TRANSLATION}", "extra.yml:4: `utter_mine`: `text` is there"),
        (
            f"  utter_mine:\n    - text: a\n{TRANSLATION}      buttons:\n        - title: Yes\n",
            "extra.yml:6: button of `utter_mine`: `zh-Hans` is missing",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in problems(tmp_path, text))


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    text = f"  utter_a:\n    - texte: Hello\n{TRANSLATION}  utter_b: Hello\n"
    assert len(problems(tmp_path, text)) == 3


def test_texts_that_the_bot_cannot_do_without_are_missed(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration) as caught:
        load_responses(extra(tmp_path, f"  utter_mine:\n    - text: Hello\n{TRANSLATION}"))
    assert len(caught.value.problems) == len(WANTED)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"nowhere\.yml: No such file"):
        load_responses(GOOD, tmp_path / "nowhere.yml")


def test_an_empty_file_holds_no_texts(tmp_path: Path) -> None:
    path = tmp_path / "empty.yml"
    path.write_text("")
    with pytest.raises(BadConfiguration, match=r"empty\.yml:1: the file is empty"):
        load_responses(GOOD, path)


def test_every_wanted_text_is_there(responses: Responses) -> None:
    assert set(responses.keys) >= set(WANTED)
