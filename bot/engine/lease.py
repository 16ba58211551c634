"""The right to take the next turn of a conversation, for a while."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to take the next turn of a conversation, until it ends."""

    turn_id: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Leases:
    """Makes leases, and tells the time by the same clock."""

    clock: Clock
    new_id: Callable[[], str]
    lasts: timedelta

    def now(self) -> datetime:
        """Return the present moment."""
        return self.clock.now()

    def new(self) -> Lease:
        """Return a lease that begins now."""
        return Lease(turn_id=self.new_id(), ends_at=self.now() + self.lasts)
