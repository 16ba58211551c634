"""A clock of ours that shows the time of the fake Meta's."""

from datetime import UTC, datetime

from tests.support.graph import HandClock


class HandDates:
    """See `bot.conversation.clock.Clock`: stands still until the fake's clock is moved."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """Return the present moment."""
        return datetime.fromtimestamp(self._clock.now(), UTC)
