"""Joins the Messenger channel, where it is set up."""

import random
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from aiohttp import ClientSession

from bot.channels.messenger.app_people import AppPeople
from bot.channels.messenger.channel import MessengerChannel
from bot.channels.messenger.compose import LOG_IN, TEXTS, Composer
from bot.channels.messenger.elsewhere import Elsewhere
from bot.channels.messenger.graph import Graph
from bot.channels.messenger.intake import Intake, Means
from bot.channels.messenger.names import Names
from bot.channels.messenger.pages import Pages
from bot.channels.messenger.people import GraphPeople
from bot.channels.messenger.personas import GraphPersonas
from bot.channels.messenger.routing import Routing
from bot.channels.messenger.typing import Typing
from bot.channels.messenger.uploads import Uploads
from bot.channels.messenger.watch import Watch
from bot.channels.messenger.webhook import Webhook
from bot.channels.website import Website
from bot.conversation.errors import BadConfiguration
from bot.engine.arrivals import Arrivals, Places
from bot.engine.inbox import Inbox
from bot.engine.outbox import Echoes, Outbox
from bot.engine.worker import Worker
from bot.http.route import Route
from bot.settings import MessengerSettings
from bot.storage.arrivals import StoredArrivals
from bot.storage.outbox import StoredOutbox
from bot.storage.threads import StoredThreads
from bot.wiring.files import keeper, kept_files
from bot.wiring.ground import Ground, new_id
from bot.wiring.joining import deletion_routes, deletions_of, joining_of, joining_routes
from bot.wiring.messenger_reach import MessengerReach
from bot.wiring.pages import pages_of, watch_over, with_page_id

#: Turns under way beyond which what arrived waits: a burst on Messenger must not make the website slow, nor the answer
#: to Meta (with 64, and 16 arrivals at once, its p99 is three times as long; `tests/bench/hooking.py`).
MOST_TURNS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Messenger:
    """The channel's running parts.

    Attributes:
        work: what runs in the background, by name.
    """

    routes: tuple[Route, ...]
    work: dict[str, Callable[[], Awaitable[None]]]
    pages: Pages
    graph: Graph
    routing: Routing
    threads: StoredThreads
    outbox: Outbox
    arrivals: Arrivals
    watch: Watch
    reach: MessengerReach


async def messenger(
    stack: AsyncExitStack, ground: Ground, session: ClientSession, *, website: Website, inbox: Inbox, worker: Worker
) -> Messenger | None:
    """Return the channel; None where no page is set up."""
    settings = (await with_page_id(ground.settings, ground.clock)).messenger
    if not settings.is_on:
        return None
    wanted = TEXTS | {LOG_IN} if settings.login_url else TEXTS
    missing = sorted(key for key in wanted if key not in ground.knowledge.responses)
    if missing:
        raise BadConfiguration("responses.yml: Messenger needs " + ", ".join(f"`{key}`" for key in missing))
    pages = pages_of(settings, ground.clock)
    graph = Graph(session, pages, url=settings.graph_url, clock=ground.clock)
    people, routing = GraphPeople(graph), Routing(graph, clock=ground.clock)
    stack.push_async_callback(people.close)
    files = kept_files(ground)
    threads, stored = StoredThreads(ground.database), StoredOutbox(ground.database)
    names = Names(graph, threads, feed=ground.feed, clock=ground.clock)
    elsewhere = Elsewhere(
        threads=threads,
        deliveries=Echoes(store=stored, feed=ground.feed, clock=ground.clock),
        routing=routing,
        app_id=settings.app_id,
        feed=ground.feed,
        clock=ground.clock,
    )
    joining, places = joining_of(ground), Places()
    intake = Intake(
        Means(
            inbox=inbox,
            conversations=ground.conversations,
            threads=threads,
            elsewhere=elsewhere,
            pages=pages,
            greeter=people,
            meet=names.meet,
            keep_file=keeper(files, settings.attachment_hosts.split(), places),
            link=joining.take,
            feed=ground.feed,
            clock=ground.clock,
            new_id=new_id,
        )
    )
    arrivals = Arrivals(
        StoredArrivals(ground.database),
        intake.take,
        clock=ground.clock,
        may_take=lambda: worker.busy < MOST_TURNS,
        places=places,
    )
    personas = GraphPersonas(graph, picture_url=settings.agent_picture)
    channel = MessengerChannel(
        composer=Composer(lambda: ground.knowledge.responses, login_url=settings.login_url),
        uploads=Uploads(graph, files),
        pages=pages,
        personas=personas,
        routing=routing,
        lost=elsewhere.lost,
        clock=ground.clock,
    )
    typing = Typing(ground.feed, threads, graph, pages, conversations=ground.conversations, personas=personas)
    watch = watch_over(ground.settings, graph, pages, arrivals, database=ground.database, clock=ground.clock)
    outbox = Outbox(stored, channel, feed=ground.feed, clock=ground.clock, chance=random.Random())  # noqa: S311
    deletions = deletions_of(ground, AppPeople(graph, pages), forget=worker.forget)
    return Messenger(
        routes=(
            *_doors(settings, arrivals, pages, ground),
            *joining_routes(ground, joining, website, settings),
            *deletion_routes(ground, deletions),
        ),
        work={
            "arrivals": arrivals.run,
            "outbox": outbox.run,
            "typing": typing.run,
            "names": names.run,
            "watch": lambda: watch.run(ground.clock),
            "deletions": deletions.run,
        },
        pages=pages,
        graph=graph,
        routing=routing,
        threads=threads,
        outbox=outbox,
        arrivals=arrivals,
        watch=watch,
        reach=MessengerReach(
            threads=threads,
            conversations=ground.conversations,
            outbox=stored,
            pages=pages,
            elsewhere=elsewhere,
            feed=ground.feed,
            clock=ground.clock,
        ),
    )


def _doors(settings: MessengerSettings, arrivals: Arrivals, pages: Pages, ground: Ground) -> Iterable[Route]:
    webhook = Webhook(
        arrivals,
        serves=pages.serves,
        secrets=settings.secrets(),
        verify_token=settings.verify_token.get_secret_value() if settings.verify_token else "",
        clock=ground.clock,
    )
    yield from webhook.routes()
