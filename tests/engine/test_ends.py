"""What works in the background ends when it is told to, whatever happens at that moment."""

import asyncio
import random
from datetime import UTC, datetime

import pytest

from bot.engine.arrivals import Arrival, Arrivals, Kept
from bot.storage.arrivals import StoredArrivals
from tests.support.inline_database import InlineDatabase, memory
from tests.support.virtual_time import VirtualClock, run_virtually


@pytest.mark.parametrize("steps", range(8))
def test_the_intake_ends_although_something_comes_in_the_same_moment(steps: int) -> None:
    async def take(_kept: Kept) -> str | None:
        return None

    async def story() -> None:
        with memory() as connection:
            store = StoredArrivals(InlineDatabase(connection, random.Random(1)))
            clock = VirtualClock(asyncio.get_running_loop())
            arrivals = Arrivals(store, take, clock=clock, may_take=lambda: True)
            running = asyncio.create_task(arrivals.run())
            await asyncio.sleep(0.5)
            at = datetime(2026, 1, 1, tzinfo=UTC)
            await arrivals.keep([Arrival(key="k", page_id="page", person_id="ada", at=at, body="{}")])
            # Each step of the loop is another moment at which it may be told to end.
            for _ in range(steps):
                await asyncio.sleep(0)
            running.cancel()
            ended, _ = await asyncio.wait([running], timeout=60)
            assert ended == {running}

    run_virtually(1, story())
