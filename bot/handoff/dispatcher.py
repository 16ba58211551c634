"""Offers waiting tickets to agents: on every change of the line at once, and once a second in case a hint was lost."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog

from bot.conversation.clock import Clock
from bot.conversation.errors import Unavailable
from bot.conversation.events import Entry

#: How long the screens of an agent may be gone, their lease over, before others get what they own. After a start or a
#: stall of the server everybody has as long to come back.
GRACE = timedelta(seconds=30)
#: A round that comes so late means that the process, its clock or its database stood still.
STALL = timedelta(seconds=10)
#: A lost wake-up delays an offer by no more than this.
LOOK = timedelta(seconds=1)

_NEVER = datetime.min.replace(tzinfo=UTC)

log = structlog.get_logger()


class LineStore(Protocol):
    """Keeps the line."""

    async def match(self, *, now: datetime, offer_ends_at: datetime, gone_before: datetime) -> tuple[Entry, ...]:
        """Take back what absent agents own, end late offers, then offer the first in line to agents who are there.

        Returns what was added to conversations; nothing where nothing could be done.

        Args:
            gone_before: an agent without an open screen since then is absent.
        """
        ...


class Dispatcher:
    """Keeps matching tickets and agents."""

    def __init__(
        self,
        store: LineStore,
        *,
        clock: Clock,
        offer_lasts: timedelta,
        tell: Callable[[tuple[Entry, ...]], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._offer_lasts = offer_lasts
        self._tell = tell
        # Since then every round was made in time: nobody's screen was kept from saying that it is there.
        self._steady_since = self._last_round = clock.now()

    async def match(self) -> None:
        """Make one round, and tell what it changed."""
        now = self._clock.now()
        if now - self._last_round > STALL:
            self._steady_since = now
        gone_before = now - GRACE if now >= self._steady_since + GRACE else _NEVER
        entries = await self._store.match(now=now, offer_ends_at=now + self._offer_lasts, gone_before=gone_before)
        self._last_round = self._clock.now()
        if entries:
            self._tell(entries)

    async def run(self, changed: Callable[[], Awaitable[None]]) -> None:
        """Match whenever `changed` returns, until cancelled."""
        while True:
            try:
                await self.match()
            except Unavailable:
                log.warning("matching_put_off")
            with suppress(TimeoutError):
                await asyncio.wait_for(changed(), LOOK.total_seconds())
