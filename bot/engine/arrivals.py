"""Takes in what a channel's server sent: kept before it is acknowledged, then taken in in the order of their making.

What is kept is the queue: a burst is taken in as fast as turns can be taken, while the server is answered at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.conversation.clock import Clock
from bot.conversation.errors import BadInput, BotError, Unavailable

#: Arrivals of different customers that are taken in at once. A look fetches few more: what is read and not begun takes
#: time from whoever waits for a 200, and a look that finds any begins at least one.
AT_ONCE, FETCHED = 4, 8
#: What was lost to a crash, or put off, is found within this.
LOOK = timedelta(seconds=1)
#: After so many tries that broke it is put aside: one customer's odd event must not stop all others.
TRIES = 5
#: So long what was taken in is known, so that it is not taken in again: longer than any server repeats itself.
REMEMBERED = timedelta(days=30)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One event as it came.

    Attributes:
        key: the same event again has the same key.
        at: when it was done, by the channel's clock.
        body: JSON, private data masked.
    """

    key: str
    page_id: str
    person_id: str
    at: datetime
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An event that waits to be taken in."""

    id: int
    page_id: str
    person_id: str
    at: datetime
    body: str
    tries: int


class ArrivalStore(Protocol):
    """Keeps arrivals."""

    async def keep(self, arrivals: Sequence[Arrival], *, now: datetime) -> None:
        """Keep them, each key once, all or none; returns once that is durable."""
        ...

    async def waiting(self, busy: Sequence[int], limit: int) -> list[Kept]:
        """Return those that wait, in the order in which they were done, of nobody whose arrival is among the busy."""
        ...

    async def done(
        self, arrival_id: int, *, now: datetime, problem: str | None = None, keep_body: bool = False
    ) -> None:
        """Mark one as taken in, or as passed over for a problem, and forget what it held.

        Args:
            keep_body: it broke: what it held is kept, for a newer version to take in.
        """
        ...

    async def reopen(self) -> None:
        """Let those that broke be tried again."""
        ...

    async def tried(self, arrival_id: int) -> None:
        """Count a try that broke."""
        ...

    async def forget(self, *, before: datetime) -> None:
        """Forget what was taken in before."""
        ...


Take = Callable[[Kept], Awaitable[str | None]]


class Places:
    """So many arrivals are taken in at once; one that waits for somebody else's server needs no place meanwhile."""

    def __init__(self, number: int = AT_ONCE) -> None:
        self._free = number
        self._freed = asyncio.Event()

    @property
    def is_full(self) -> bool:
        """Whether nothing more may be begun."""
        return self._free <= 0

    def take(self) -> None:
        """Take up a place."""
        self._free -= 1

    def leave(self) -> None:
        """Give a place back."""
        self._free += 1
        self._freed.set()

    async def freed(self) -> None:
        """Return once a place is free."""
        while self.is_full:
            self._freed.clear()
            await self._freed.wait()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Give one's place to others until this is over; nobody waits to come back, for the rest is short."""
        self.leave()
        try:
            yield
        finally:
            self.take()


class Arrivals:
    """Keeps what arrives, and has it taken in, each customer's in order."""

    def __init__(
        self,
        store: ArrivalStore,
        take: Take,
        *,
        clock: Clock,
        may_take: Callable[[], bool],
        places: Places | None = None,
    ) -> None:
        """Take what does the work: it returns None, or why there was nothing to do; the same one may come twice.

        Args:
            may_take: whether there is room for more turns.
            places: where the work itself stands aside at times.
        """
        self._store = store
        self._places = places or Places()
        self._take = take
        self._clock = clock
        self._may_take = may_take
        self._came = asyncio.Event()
        #: Whose arrival is being taken in, or rests after a try that failed: those behind it wait.
        self._busy: dict[tuple[str, str], int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def keep(self, arrivals: Sequence[Arrival]) -> None:
        """Keep what came; when this returns it survives whatever happens next."""
        await self._store.keep(arrivals, now=self._clock.now())
        self._came.set()

    async def run(self) -> None:
        """Take in what comes, until cancelled."""
        forgotten_at = self._clock.now()
        # What broke before may not break this version.
        await self._store.reopen()
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK.total_seconds()):
                        await self._came.wait()
                self._came.clear()
                with suppress(Unavailable):
                    while self._may_take() and await self.step():
                        pass
                    if self._clock.now() - forgotten_at > timedelta(hours=1):
                        forgotten_at = self._clock.now()
                        await self._store.forget(before=forgotten_at - REMEMBERED)
        finally:
            for task in self._tasks:
                task.cancel()
            if self._tasks:
                await asyncio.wait(self._tasks)

    async def step(self) -> bool:
        """Begin to take in what waits; say whether there may be more at once."""
        await self._places.freed()
        begun = False
        for kept in await self._store.waiting(tuple(self._busy.values()), FETCHED):
            whose = kept.page_id, kept.person_id
            if whose in self._busy or self._places.is_full:
                continue
            begun = True
            self._busy[whose] = kept.id
            self._places.take()
            task = asyncio.create_task(self._work(kept), name=f"arrival {kept.id}")
            self._tasks.add(task)
            task.add_done_callback(self._ended)
        return begun

    async def drained(self) -> None:
        """Return once everything that is kept has been taken in."""
        while True:
            # Who is done resting while the store is asked may not be in its answer.
            rests = bool(self._busy)
            if not await self.step() and not rests:
                return
            if self._tasks:
                await asyncio.wait(self._tasks)
            else:
                await asyncio.sleep(LOOK.total_seconds() / 10)

    async def _work(self, kept: Kept) -> None:
        rest = timedelta(0)
        try:
            rest = await self._done(kept)
        except Unavailable:
            # The store, or what the event hangs on.
            rest = LOOK
        finally:
            # Who rests takes up no place: only those of the same customer wait.
            whose = kept.page_id, kept.person_id
            asyncio.get_running_loop().call_later(rest.total_seconds(), self._rested, whose)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._places.leave()

    def _rested(self, whose: tuple[str, str]) -> None:
        del self._busy[whose]
        self._came.set()

    async def _done(self, kept: Kept) -> timedelta:
        """Take it in, or count a try that failed; return after how long the next of the same customer may be tried."""
        problem, broke = None, False
        try:
            problem = await self._take(kept)
        except Unavailable:
            raise
        except BadInput as error:
            problem = error.message
        except (BotError, Exception) as error:  # the last owner: one odd event must not stop all others
            log.exception("arrival_broke", arrival=kept.id)
            if kept.tries + 1 < TRIES:
                await self._store.tried(kept.id)
                # What breaks now may work in some seconds.
                return LOOK * (1 << kept.tries)
            problem, broke = type(error).__name__, True
        if problem:
            log.info("arrival_passed_over", arrival=kept.id, why=problem)
        now = self._clock.now()
        await self._store.done(kept.id, now=now, problem=problem and problem[:255], keep_body=broke)
        return timedelta(0)
