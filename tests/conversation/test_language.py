"""What browsers and channels call a language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.language import Language, language_of_tag


@pytest.mark.parametrize("language", list(Language))
def test_a_language_is_known_by_its_own_tag_in_any_case(language: Language) -> None:
    assert language_of_tag(language) is language
    assert language_of_tag(language.upper()) is language
    assert language_of_tag(language.replace("-", "_")) is language


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-US", Language.ENGLISH),
        ("en_GB", Language.ENGLISH),
        ("zh", Language.SIMPLIFIED),
        ("zh-CN", Language.SIMPLIFIED),
        ("zh-SG", Language.SIMPLIFIED),
        ("zh-TW", Language.TRADITIONAL),
        ("zh_tw", Language.TRADITIONAL),
        ("zh-HK", Language.TRADITIONAL),
        ("zh-MO", Language.TRADITIONAL),
        ("zh-Hant-HK", Language.TRADITIONAL),
        ("zh-Hans-HK", Language.SIMPLIFIED),
    ],
)
def test_the_script_decides_and_where_none_is_named_the_region_does(tag: str, language: Language) -> None:
    assert language_of_tag(tag) is language


@pytest.mark.parametrize("tag", [None, "", "de", "fr-CA", "english", "enx", "-", "zhx", "x-klingon"])
def test_what_nobody_here_speaks_is_answered_in_english(tag: str | None) -> None:
    assert language_of_tag(tag) is Language.ENGLISH


@given(st.text(max_size=40))
def test_any_tag_gives_a_language(tag: str) -> None:
    assert language_of_tag(tag) in Language
