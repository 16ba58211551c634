"""Joins what looks after the pages at Meta: for the server, and for commands without one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.channels.messenger.graph import Graph
from bot.channels.messenger.marks import Marks
from bot.channels.messenger.page_id import PageIds
from bot.channels.messenger.pages import Page, Pages
from bot.channels.messenger.repair import Repairs
from bot.channels.messenger.watch import Watch
from bot.conversation.clock import Clock, SystemClock
from bot.conversation.errors import BadConfiguration
from bot.engine.arrivals import Arrivals, Kept
from bot.remote.http import open_session
from bot.settings import MessengerSettings, Settings
from bot.storage.arrivals import StoredArrivals
from bot.storage.database import Database
from bot.storage.repairs import StoredRepairs


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMeta:
    """The pages, and what they are reached with."""

    settings: Settings
    pages: Pages
    graph: Graph


def pages_of(settings: MessengerSettings, clock: Clock) -> Pages:
    """Return the pages that are set up."""
    return Pages([Page(id=i, token=t) for i, t in settings.tokens().items()], clock=clock)


def watch_over(
    settings: Settings, graph: Graph, pages: Pages, arrivals: Arrivals, *, database: Database, clock: Clock
) -> Watch:
    """Return what looks after the subscriptions and takes in what was missed."""
    stored = StoredRepairs(database)
    return Watch(
        graph,
        pages,
        Repairs(graph, arrivals, stored, clock=clock),
        store=stored,
        marks=Marks(settings.data / "messenger.json"),
        app_id=settings.messenger.app_id,
    )


async def with_page_id(settings: Settings, clock: Clock) -> Settings:
    """Return the settings with the id of the page whose token is given without one.

    Raises:
        BadConfiguration: nobody knows it.
    """
    messenger = settings.messenger
    if not messenger.is_on or messenger.nameless is None:
        return settings
    async with open_session() as session:
        graph = Graph(session, Pages([], clock=clock), url=messenger.graph_url, clock=clock)
        page_id = await PageIds(settings.data / "messenger_pages.json").of(messenger.nameless, graph)
    named = messenger.model_copy(update={"page_id": page_id})
    return settings.model_copy(update={"messenger": named})


@asynccontextmanager
async def at_meta(settings: Settings) -> AsyncIterator[AtMeta]:
    """Give the pages to a command.

    Raises:
        BadConfiguration: no page is set up, or not wholly.
    """
    if not settings.messenger.is_on:
        raise BadConfiguration(
            "Messenger is not set up: give BATON_MESSENGER__APP_SECRET, BATON_MESSENGER__VERIFY_TOKEN and "
            "BATON_MESSENGER__PAGE_ACCESS_TOKEN, or --credentials FILE"
        )
    clock = SystemClock()
    settings = await with_page_id(settings, clock)
    pages = pages_of(settings.messenger, clock)
    async with open_session() as session:
        graph = Graph(session, pages, url=settings.messenger.graph_url, clock=clock)
        yield AtMeta(settings=settings, pages=pages, graph=graph)


def keeping(database: Database, clock: Clock) -> Arrivals:
    """Return arrivals that are only kept: the server takes them in, now or when it starts."""

    async def nobody(_kept: Kept) -> str | None:
        raise NotImplementedError

    return Arrivals(StoredArrivals(database), nobody, clock=clock, may_take=lambda: False)
