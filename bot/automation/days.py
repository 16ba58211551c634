"""Days as people say them."""

from datetime import date, datetime

from bot.conversation.language import Language

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_CHINESE_WEEKDAYS = "一二三四五六日"


def day_in_words(day: date, language: Language) -> str:
    """Return a day near today: «Tuesday 24 November», or 11月24日（星期二）."""
    if language is Language.ENGLISH:
        return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return f"{day.month}月{day.day}日（星期{_CHINESE_WEEKDAYS[day.weekday()]}）"


def moment_in_words(at: datetime, language: Language) -> str:
    """Return a moment as its own clock shows it: «Tuesday 24 November, 09:00», or 11月24日（星期二）09:00."""
    separator = ", " if language is Language.ENGLISH else ""
    return f"{day_in_words(at.date(), language)}{separator}{at:%H:%M}"
