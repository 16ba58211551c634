"""Calls stay below Meta's limits: what is too much at once waits, and only signs are left out."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiolimiter import AsyncLimiter

from bot.channels.messenger.graph import Call
from bot.channels.messenger.pages import READS, SOUNDS, Page
from tests.channels.messenger.line import RESPONSE, Line
from tests.support.graph import fake_graph
from tests.support.graph.rates import Rates
from tests.support.virtual_time import run_virtually

#: Limiter, how many calls a second it lets through, and Meta's own limit.
LIMITERS = [
    ("sounds", SOUNDS, Rates.LIMITS["sound"]),
    ("reads", READS, Rates.LIMITS["conversations"]),
]
AUDIO: dict[str, Any] = {"attachment": {"type": "audio", "payload": {}}}
IMAGE: dict[str, Any] = {"attachment": {"type": "image", "payload": {}}}
FILM: dict[str, Any] = {"attachment": {"type": "video", "payload": {}}}


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    """Give a line on which one voice was just sent, and the next is not due for an hour."""
    async with fake_graph() as fake, aiohttp.ClientSession() as http:
        line = Line(fake, http)
        line.page.sounds = AsyncLimiter(1, 3600)
        await line.page.sounds.acquire()
        yield line


async def moments(limiter: str, calls: int, rest: float) -> list[float]:
    """Make so many calls at once, and again after a rest; return when each was let through."""
    page, loop, let = Page(id="1", token="t"), asyncio.get_running_loop(), list[float]()

    async def call() -> None:
        await getattr(page, limiter).acquire()
        let.append(loop.time())

    for _ in range(2):
        await asyncio.gather(*(call() for _ in range(calls)))
        await asyncio.sleep(rest)
    return let


@pytest.mark.parametrize(("limiter", "rate", "limit"), LIMITERS, ids=[name for name, _, _ in LIMITERS])
@pytest.mark.parametrize("rest", [0.0, 0.3, 60.0])
def test_a_burst_waits_and_none_of_it_is_lost(limiter: str, rate: int, limit: tuple[int, float], rest: float) -> None:
    calls = 4 * rate
    let = run_virtually(0, moments(limiter, calls, rest))
    assert len(let) == 2 * calls
    most, seconds = limit
    busiest = max(sum(at <= other < at + seconds for other in let) for at in let)
    assert busiest <= most
    # And it waits no longer than it must.
    assert let[calls - 1] - let[0] <= calls / rate


async def goes(line: Line, message: dict[str, Any]) -> asyncio.Task[str]:
    """Begin to send a message, and send a text behind it; return what became of the first by then."""
    first = asyncio.create_task(line.graph.send(line.page, line.ada.psid, message, RESPONSE))
    await line.send("a text")
    return first


@pytest.mark.parametrize("message", [AUDIO, FILM], ids=["voice", "film"])
async def test_voices_and_films_wait_for_each_other_and_texts_do_not(line: Line, message: dict[str, Any]) -> None:
    waits = await goes(line, message)
    assert [call["message"] for call in line.messages()] == [{"text": "a text"}]
    assert not waits.done()
    waits.cancel()


async def test_pictures_do_not_wait_for_voices(line: Line) -> None:
    sent = await goes(line, IMAGE)
    await asyncio.wait([sent])
    assert {"message": IMAGE} in [{"message": call["message"]} for call in line.messages()]
    sent.exception()


async def test_what_is_read_waits_for_what_was_read_before(line: Line) -> None:
    line.page.reads = AsyncLimiter(1, 3600)
    read = Call(path="me/conversations", query={"platform": "messenger"}, limiter=line.page.reads)
    await line.graph.call(line.page, read)
    waits = asyncio.create_task(line.graph.call(line.page, read))
    await line.send("a text")
    assert [call.path for call in line.fake.calls] == ["me/conversations", "me/messages"]
    waits.cancel()
