"""A first reply that the agent may take or leave."""

import pytest

from bot.conversation.tracker import Tracker
from bot.engine.rehearsal import Rehearsal
from bot.engine.suggestion import suggestion
from tests.engine.small_bot import meaning, shipped_policy, shipped_texts


def suggested(text: str, locale: str = "en") -> str:
    talk = Rehearsal("r1", interpret=meaning, policy=shipped_policy(), locale=locale)
    talk.hear(text)
    return suggestion(talk.tracker, shipped_texts()).text


@pytest.mark.parametrize("locale", ["en", "zh-Hans", "zh-Hant"])
def test_it_is_a_sentence_in_the_customers_language(locale: str) -> None:
    text = suggested("you charged me twice", locale)
    assert text
    assert "{" not in text
    assert text.isascii() == (locale == "en")


def test_it_names_the_need() -> None:
    assert suggested("you charged me twice") != suggested("where is my order")


def test_where_nothing_is_known_nothing_is_suggested() -> None:
    assert suggestion(Tracker("c1"), shipped_texts()).text == ""
