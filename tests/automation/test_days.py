"""Days as people say them."""

from datetime import date

import pytest

from bot.automation.days import day_in_words
from bot.conversation.language import Language


@pytest.mark.parametrize(
    ("day", "english", "chinese"),
    [
        (date(2026, 11, 24), "Tuesday 24 November", "11月24日（星期二）"),
        (date(2027, 1, 3), "Sunday 3 January", "1月3日（星期日）"),
    ],
)
def test_a_day_is_written_out(day: date, english: str, chinese: str) -> None:
    assert day_in_words(day, Language.ENGLISH) == english
    assert day_in_words(day, Language.SIMPLIFIED) == day_in_words(day, Language.TRADITIONAL) == chinese
