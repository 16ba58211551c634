"""Meta is answered as soon as its events are kept, however long the taking in lasts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.channels.messenger.webhook import Webhook
from bot.conversation.clock import SystemClock
from bot.engine.arrivals import AT_ONCE, Arrivals, Kept
from bot.http.server import application
from bot.storage.arrivals import StoredArrivals
from tests.channels.messenger.door import SECRET, TOKEN, Door, door, says, webhook


@dataclass
class Slow:
    """Takes in nothing before it may."""

    may: asyncio.Event = field(default_factory=asyncio.Event)
    began: asyncio.Event = field(default_factory=asyncio.Event)
    taken: list[int] = field(default_factory=list)

    async def take(self, kept: Kept) -> str | None:
        """See `engine.arrivals.Take`."""
        self.began.set()
        await self.may.wait()
        self.taken.append(kept.id)
        return None


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
async def meta(tmp_path: Path, slow: Slow) -> AsyncIterator[Door]:
    """Open a webhook behind which everything is slow, and taken in beside it as a server does."""
    async with door(tmp_path) as opened:
        clock = SystemClock()
        arrivals = Arrivals(StoredArrivals(opened.database), slow.take, clock=clock, may_take=lambda: True)
        held = Webhook(arrivals, serves=lambda _page: True, secrets=(SECRET,), verify_token=TOKEN, clock=clock)
        running = asyncio.create_task(arrivals.run())
        async with TestServer(application(held.routes())) as server:
            yield replace(opened, url=str(server.make_url("/")).rstrip("/"), arrivals=arrivals)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_meta_does_not_wait_for_what_is_made_of_its_events(meta: Door, slow: Slow) -> None:
    async with asyncio.timeout(10):
        assert await meta.post(webhook(says("hello", "m0"))) == 200
        await slow.began.wait()
        # Of the same person, of others, and of more than are taken in at once.
        for number in range(1, AT_ONCE + 3):
            assert await meta.post(webhook(says("hello", f"m{number}", person=f"{number // 2}"))) == 200
    assert slow.taken == []
    assert len(await meta.kept()) == AT_ONCE + 3
    slow.may.set()
    async with asyncio.timeout(10):
        await meta.arrivals.drained()
    assert sorted(slow.taken) == sorted(set(slow.taken))
    assert len(slow.taken) == AT_ONCE + 3
