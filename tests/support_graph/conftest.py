"""A fake of Meta, a webhook that listens to it, and a client."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.support.graph import FakeGraph, HandClock, Person, fake_graph
from tests.support_graph.sink import Sink


@pytest.fixture
def clock() -> HandClock:
    """Give the fake's time."""
    return HandClock()


@pytest.fixture
async def fake(clock: HandClock) -> AsyncIterator[FakeGraph]:
    """Give a fake of Meta."""
    async with fake_graph(clock) as running:
        yield running


@pytest.fixture
async def sink(fake: FakeGraph) -> AsyncIterator[Sink]:
    """Give a webhook to which the fake sends."""
    async with Sink(fake.app.verify_token).running() as listening:
        await fake.set_webhook(listening.url)
        yield listening


@pytest.fixture
async def http(fake: FakeGraph) -> AsyncIterator[aiohttp.ClientSession]:
    """Give a plain HTTP client."""
    async with aiohttp.ClientSession(f"{fake.url}/v25.0/") as session:
        yield session


@pytest.fixture
def ada(fake: FakeGraph) -> Person:
    """Give a person who has just written."""
    person = fake.person()
    fake.person_says(person, "hello")
    return person


class Caller:
    """Calls as the shop's Page."""

    def __init__(self, fake: FakeGraph, http: aiohttp.ClientSession) -> None:
        self._fake = fake
        self._http = http

    async def __call__(self, method: str, path: str, body: Any = None, **query: str) -> tuple[int, dict[str, Any]]:
        """Return the status and what was answered."""
        params = {"access_token": self._fake.shop.token} | query
        async with self._http.request(method, path, params=params, json=body) as response:
            return response.status, await response.json()

    async def send(self, person: Person, message: dict[str, Any] | str, **more: Any) -> tuple[int, dict[str, Any]]:
        """Send a message within 24 hours, or as `more` says."""
        whole = {"text": message} if isinstance(message, str) else message
        body = {"messaging_type": "RESPONSE", "recipient": {"id": person.psid}, "message": whole} | more
        return await self("POST", "me/messages", body)

    async def refused(self, person: Person, message: dict[str, Any] | str, **more: Any) -> tuple[int, int | None]:
        """Send a message that is refused; return code and subcode."""
        status, answer = await self.send(person, message, **more)
        assert status == 400, answer
        assert answer["error"]["fbtrace_id"]
        return answer["error"]["code"], answer["error"].get("error_subcode")


@pytest.fixture
def call(fake: FakeGraph, http: aiohttp.ClientSession) -> Caller:
    """Give a caller with the shop's token."""
    return Caller(fake, http)
