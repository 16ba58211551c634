"""Offers waiting tickets to agents: on every change of the line at once, and once a second in case a hint was lost."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog

from bot.conversation.clock import Clock
from bot.conversation.errors import Unavailable
from bot.conversation.events import Entry
from bot.conversation.line_rules import LineRules

#: How long the screens of an agent may be gone, their lease over, before others get what they own. After a start or a
#: stall of the server everybody has as long to come back.
GRACE = timedelta(seconds=30)
#: A round that comes so late means that the process, its clock or its database stood still.
STALL = timedelta(seconds=10)
#: A lost wake-up delays an offer by no more than this.
LOOK = timedelta(seconds=1)

_NEVER = datetime.min.replace(tzinfo=UTC)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One look at the line.

    Attributes:
        gone_before: an agent without an open screen since then is absent.
        left_before: a customer whose page was last seen then has left.
    """

    now: datetime
    offer_ends_at: datetime
    gone_before: datetime
    left_before: datetime
    rules: LineRules


class LineStore(Protocol):
    """Keeps the line."""

    async def match(self, round_: Round) -> tuple[Entry, ...]:
        """Do everything that is due, then offer the first in line to agents who are there.

        Takes back what absent agents own; ends late offers; lets callbacks come due; puts aside what customers left,
        and gives it up in the end; ends the work after the end. Returns what was added to conversations; nothing where
        nothing could be done.
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
        rules: Callable[[], LineRules],
        tell: Callable[[tuple[Entry, ...]], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._offer_lasts = offer_lasts
        self._rules = rules
        self._tell = tell
        # Since then every round was made in time: nobody's screen was kept from saying that it is there.
        self._steady_since = self._last_round = clock.now()

    async def match(self) -> None:
        """Make one round, and tell what it changed."""
        now = self._clock.now()
        if now - self._last_round > STALL:
            self._steady_since = now
        rules = self._rules()
        round_ = Round(
            now=now,
            offer_ends_at=now + self._offer_lasts,
            gone_before=self._unseen_since(now, GRACE),
            left_before=self._unseen_since(now, rules.left_after),
            rules=rules,
        )
        entries = await self._store.match(round_)
        self._last_round = self._clock.now()
        if entries:
            self._tell(entries)

    def _unseen_since(self, now: datetime, grace: timedelta) -> datetime:
        return now - grace if now >= self._steady_since + grace else _NEVER

    async def run(self, changed: Callable[[], Awaitable[None]]) -> None:
        """Match whenever `changed` returns, until cancelled."""
        while True:
            try:
                await self.match()
            except Unavailable:
                log.warning("matching_put_off")
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK.total_seconds()):
                    await changed()
