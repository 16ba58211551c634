"""A running Baton that serves a page of the fake Meta."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.channels.messenger.webhook import PATH
from tests.support.graph import FakeGraph, Person, WallClock, fake_graph
from tests.support.live import Live, live


def settings_of(fake: FakeGraph, **more: object) -> dict[str, object]:
    """Return what Baton must know of the fake's first page."""
    page = fake.shop
    return {
        "app_secret": page.app.secret,
        "app_id": page.app.id,
        "verify_token": page.app.verify_token,
        "page_id": page.id,
        "page_access_token": page.token,
        "graph_url": fake.url,
        # The fake serves what people send from this machine.
        "attachment_hosts": fake.url.removeprefix("http://"),
        **more,
    }


@dataclass(frozen=True)
class Shop:
    """A shop with a page: Meta on one side, Baton on the other."""

    fake: FakeGraph
    baton: Live

    async def until(self, found: Callable[[], bool]) -> None:
        """Return once that is so; fails after twenty seconds."""
        async with asyncio.timeout(20):
            while not found():  # noqa: ASYNC110 — it is Meta's side that changes
                await asyncio.sleep(0.01)

    async def told(self, person: Person, count: int) -> list[str]:
        """Return what our side has told the person, once there are so many messages."""
        await self.until(lambda: len(heard(person)) >= count)
        return heard(person)


def heard(person: Person) -> list[str]:
    """Return the texts that a person was sent, oldest first."""
    return [m.text or "" for m in person.thread.messages if m.sender != person.psid]


@pytest.fixture
async def meta() -> AsyncIterator[FakeGraph]:
    async with fake_graph(WallClock(), automatic=True) as fake:
        yield fake


@pytest.fixture
async def shop(meta: FakeGraph, tmp_path: Path) -> AsyncIterator[Shop]:
    async with live(tmp_path, messenger=settings_of(meta)) as baton:
        await meta.set_webhook(baton.url + PATH)
        yield Shop(fake=meta, baton=baton)
