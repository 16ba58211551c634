"""Erases what a person asked to be erased: at once where it is known who they are here, else as soon as it is.

What Meta names in such a request is the person's id for our app, which is another than the one under which a page knows
them. Until Meta tells which is which, a request waits, and says so.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.conversation.clock import Clock
from bot.conversation.errors import Unavailable
from bot.conversation.events import Entry
from bot.engine.feed import Feed

#: A request whose time has come is found within this.
LOOK = timedelta(seconds=5)
#: The first pause before a person is looked for again, and the longest.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=12)
#: Requests looked at in one go.
AT_ONCE = 20

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """A request to erase.

    Attributes:
        user_id: Meta's id of the person for our app; None once it is done.
        tries: how often the person was looked for in vain.
        conversations: how many were erased so far; None where nobody has been found yet.
    """

    code: str
    user_id: str | None
    received_at: datetime
    tries: int
    done_at: datetime | None
    conversations: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person as a page knows them."""

    page_id: str
    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """By which ids pages know a person.

    Attributes:
        is_all: every page has told; else there may be more.
    """

    people: Sequence[Known] = ()
    is_all: bool


#: Looks for the person of an app-scoped id.
Who = Callable[[str], Awaitable[Found]]


class DeletionStore(Protocol):
    """Keeps requests, and erases."""

    async def keep(self, key: str, user_id: str, code: str, *, now: datetime) -> str:
        """Keep a request; return its code, which is the first one where the request was there already."""
        ...

    async def of(self, code: str) -> Deletion | None:
        """Return the request that has this code."""
        ...

    async def due(self, *, now: datetime, limit: int) -> list[Deletion]:
        """Return requests whose person may be looked for now."""
        ...

    async def put_off(self, code: str, *, until: datetime) -> None:
        """Look for the person again later."""
        ...

    async def erase(self, code: str, found: Found, *, now: datetime) -> tuple[Entry, ...]:
        """Erase all that these people said and was said to them, on whatever channel; all of it, or nothing.

        Where they are all, the request is done in the same commit.
        """
        ...


class Deletions:
    """Takes requests, and does them."""

    def __init__(
        self,
        store: DeletionStore,
        *,
        who: Who,
        forget: Callable[[str], None],
        feed: Feed,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        """Take what finds the person, and what lets go of a conversation that is remembered elsewhere."""
        self._store = store
        self._who = who
        self._forget = forget
        self._feed = feed
        self._clock = clock
        self._new_id = new_id
        self._came = asyncio.Event()

    async def ask(self, user_id: str, issued_at: object) -> str:
        """Take a request; return its confirmation code: the same request again has the same one."""
        code = self._new_id()
        # Without a moment nothing tells the same request from a later one, which must not be lost.
        about = f"{user_id}:{issued_at}" if issued_at is not None else code
        key = hashlib.sha256(about.encode()).hexdigest()
        code = await self._store.keep(key, user_id, code, now=self._clock.now())
        self._came.set()
        return code

    async def of(self, code: str) -> Deletion | None:
        """Return how a request stands."""
        return await self._store.of(code)

    async def run(self) -> None:
        """Do what is due, until cancelled."""
        while True:
            with suppress(Unavailable):
                await self.step()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK.total_seconds()):
                    await self._came.wait()
            self._came.clear()

    async def step(self) -> None:
        """Do what is due now."""
        for request in await self._store.due(now=self._clock.now(), limit=AT_ONCE):
            await self._do(request)

    async def _do(self, request: Deletion) -> None:
        found = await self._who(request.user_id) if request.user_id is not None else Found(is_all=True)
        now = self._clock.now()
        if not found.is_all:
            pause = min(FIRST_PAUSE * 2 ** min(request.tries, 20), LONGEST_PAUSE)
            log.warning("deletion_waits", code=request.code, tries=request.tries + 1)
            await self._store.put_off(request.code, until=now + pause)
        if not found.is_all and not found.people:
            return
        entries = await self._store.erase(request.code, found, now=now)
        for entry in entries:
            self._forget(entry.conversation_id)
        log.info("erased", code=request.code, conversations=len({e.conversation_id for e in entries}))
        if entries:
            self._feed.publish(entries)
            self._feed.line_changed()
