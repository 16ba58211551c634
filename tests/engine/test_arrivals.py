"""What arrives is taken in once, in order, and what breaks is not lost."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.engine.arrivals import AT_ONCE, TRIES, Arrival, Arrivals, Kept
from bot.storage.arrivals import StoredArrivals
from tests.support.inline_database import InlineDatabase, memory
from tests.support.virtual_time import VirtualClock, run_virtually

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def arrival(key: str, *, seconds: float = 0, person: str = "ada") -> Arrival:
    at = FIRST + timedelta(seconds=seconds)
    return Arrival(key=key, page_id="page", person_id=person, at=at, body=f'"{key}"')


class Desk:
    """Takes in what arrives, unless it is broken."""

    def __init__(self, connection: Connection) -> None:
        self.taken: list[str] = []
        self.tries = 0
        self.broken = False
        #: People whose events break.
        self.odd: set[str] = set()
        store = StoredArrivals(InlineDatabase(connection, random.Random(1)))
        clock = VirtualClock(asyncio.get_running_loop())
        self.arrivals = Arrivals(store, self.take, clock=clock, may_take=lambda: True)

    async def take(self, kept: Kept) -> str | None:
        self.tries += 1
        if self.broken or kept.person_id in self.odd:
            raise KeyError(kept.body)
        self.taken.append(kept.body.strip('"'))
        return None


def test_each_is_taken_in_once_in_the_order_in_which_it_was_done() -> None:
    async def story() -> None:
        with memory() as connection:
            desk = Desk(connection)
            await desk.arrivals.keep([arrival("late", seconds=9), arrival("first"), arrival("second", seconds=5)])
            await desk.arrivals.keep([arrival("first"), arrival("other", seconds=7, person="ben")])
            await desk.arrivals.drained()
            assert [key for key in desk.taken if key != "other"] == ["first", "second", "late"]
            assert sorted(desk.taken) == ["first", "late", "other", "second"]

    run_virtually(1, story())


def test_what_breaks_is_given_up_and_taken_in_by_the_version_that_can() -> None:
    async def story() -> None:
        with memory() as connection:
            desk = Desk(connection)
            desk.broken = True
            await desk.arrivals.keep([arrival("odd")])
            await desk.arrivals.drained()
            assert desk.tries == TRIES
            desk.broken = False
            running = asyncio.create_task(desk.arrivals.run())
            await asyncio.sleep(5)
            running.cancel()
            assert desk.taken == ["odd"]

    run_virtually(1, story())


def test_those_whose_events_break_keep_only_themselves_waiting() -> None:
    async def story() -> None:
        with memory() as connection:
            desk = Desk(connection)
            desk.odd = {f"odd {n}" for n in range(AT_ONCE * 2)}
            await desk.arrivals.keep([arrival(person, person=person) for person in desk.odd])
            running = asyncio.create_task(desk.arrivals.run())
            await asyncio.sleep(0.9)
            await desk.arrivals.keep([arrival("sound")])
            await asyncio.sleep(0.1)
            assert desk.taken == ["sound"]
            assert desk.tries == AT_ONCE * 2 + 1
            running.cancel()

    run_virtually(1, story())
