"""What is here of a channel that is pushed to, for whoever looks for what is missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """A message of ours that may have arrived without our knowing."""

    delivery_id: str
    text: str


class RepairStore(Protocol):
    """Knows what is here."""

    async def last_received(self, page_id: str) -> datetime | None:
        """Return when an event of a page was last kept; None where there was none."""
        ...

    async def newest_known(self, page_id: str) -> datetime | None:
        """Return of when the newest is that was kept of a page or sent by it; None where there is nothing."""
        ...

    async def unknown(self, keys: Collection[str]) -> set[str]:
        """Return those keys of arrivals that were never kept."""
        ...

    async def sent(self, external_ids: Collection[str]) -> set[str]:
        """Return those messages, by the channel's ids, that we sent."""
        ...

    async def under_way(self, page_id: str, person_id: str) -> list[UnderWay]:
        """Return what may have arrived at a person, the oldest first."""
        ...
