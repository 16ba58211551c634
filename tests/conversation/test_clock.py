"""The machine's own clock."""

from datetime import UTC, timedelta

from bot.conversation.clock import SystemClock


def test_the_present_moment_is_aware_and_in_utc() -> None:
    clock = SystemClock()
    first, second = clock.now(), clock.now()
    assert first.tzinfo is UTC
    assert timedelta(0) <= second - first < timedelta(minutes=1)
