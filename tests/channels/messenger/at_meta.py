"""A page at the fake Meta, as our own parts see it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.channels.messenger.graph import Graph
from bot.channels.messenger.pages import Page, Pages
from bot.conversation.clock import SystemClock
from bot.remote.http import open_session
from tests.support.graph import FakeGraph
from tests.support.graph.clock import Clock


class MetasClock(SystemClock):
    """Ours shows what Meta's does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now(), UTC)


@dataclass(frozen=True)
class Reached:
    """A page and the way to it."""

    graph: Graph
    page: Page
    pages: Pages


@asynccontextmanager
async def reached(fake: FakeGraph) -> AsyncIterator[Reached]:
    """Give the fake's first page."""
    clock = MetasClock(fake.clock)
    page = Page(id=fake.shop.id, token=fake.shop.token)
    pages = Pages([page], clock=clock)
    async with open_session() as session:
        yield Reached(graph=Graph(session, pages, url=fake.url, clock=clock), page=page, pages=pages)
