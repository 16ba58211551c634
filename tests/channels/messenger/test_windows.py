"""When a page may write, to the second, and how it says so."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.messenger.windows import window

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(milliseconds=1)
RESPONSE = {"messaging_type": "RESPONSE"}
TAGGED = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


@pytest.mark.parametrize(
    ("later", "bot", "person"),
    [
        (timedelta(), True, True),
        (DAY - TICK, True, True),
        (DAY, False, True),
        (DAY + TICK, False, True),
        (7 * DAY - TICK, False, True),
        (7 * DAY, False, False),
        (30 * DAY, False, False),
    ],
)
def test_the_bot_has_a_day_and_a_person_a_week(later: timedelta, *, bot: bool, person: bool) -> None:
    open_for = window(AT)
    assert open_for.is_open(AT + later, by_person=False) is bot
    assert open_for.is_open(AT + later, by_person=True) is person


def test_who_never_wrote_is_written_to_by_nobody() -> None:
    never = window(None)
    assert not never.is_open(AT, by_person=False)
    assert not never.is_open(AT, by_person=True)


def test_the_tag_is_for_what_people_write_after_the_first_day_and_for_nothing_else() -> None:
    open_for = window(AT)
    assert open_for.kind(AT) == RESPONSE
    assert open_for.kind(AT + DAY - TICK) == RESPONSE
    assert open_for.kind(AT + DAY) == TAGGED
    assert open_for.kind(AT + 7 * DAY - TICK) == TAGGED
