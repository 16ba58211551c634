"""The composition root: builds what runs, with the parts of `wiring`, starts and stops it."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from aiohttp import web

from bot.channels.rest import Rest
from bot.channels.website import Website
from bot.channels.website_http import WebsiteHttp
from bot.console.reach import OwnPages
from bot.conversation.clock import SystemClock
from bot.conversation.errors import BadConfiguration
from bot.conversation.events import Entry
from bot.engine.feed import LINE, Feed
from bot.engine.inbox import Inbox
from bot.engine.lease import Leases
from bot.engine.patience import Patience
from bot.engine.policies import Policies
from bot.engine.reply_index import ReplyIndex
from bot.engine.turn import Bot, Turns
from bot.engine.worker import Worker
from bot.handoff.dispatcher import Dispatcher
from bot.http.docs import Docs
from bot.http.pages import DIST, Pages, load_assets
from bot.http.server import application
from bot.knowledge import Knowledge, known_here
from bot.remote.http import open_session
from bot.settings import Settings
from bot.storage.agents import StoredAgents
from bot.storage.conversations import Conversations
from bot.storage.line import StoredLine
from bot.storage.migrate import migrate
from bot.storage.orders import read_demo_orders, seed
from bot.storage.past_answers import StoredPastAnswers
from bot.storage.policies import StoredPolicies
from bot.storage.sqlite import SqliteDatabase, sqlite_engine
from bot.storage.turns import StoredTurns
from bot.storage.waiting import StoredPatience
from bot.wiring.console import console_routes
from bot.wiring.files import kept_files, sweep_always
from bot.wiring.ground import Ground, new_id
from bot.wiring.hands import actions_runner
from bot.wiring.messenger import Messenger, messenger

#: How long a stop waits for turns under way.
DRAIN = timedelta(seconds=5)
#: What works in the background and does not end within this is told so again, in seconds.
ENDS = 3.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Baton:
    """The running parts that commands and tests reach for."""

    web: web.Application
    website: Website
    agents: StoredAgents
    replies: ReplyIndex
    clock: SystemClock
    messenger: Messenger | None = None


@contextmanager
def only_process(folder: Path) -> Iterator[None]:
    """Hold a data folder: one process works on it at a time.

    Raises:
        BadConfiguration: another one does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BadConfiguration(f"{folder}: another Baton works on this folder; stop it or choose --data") from error
        yield


def prepare_database(settings: Settings, *, tell: Callable[[str], None]) -> None:
    """Bring the tables up to date, with the demo orders in new ones.

    Raises:
        BadConfiguration: the database cannot be used.
    """
    settings.database_file.parent.mkdir(parents=True, exist_ok=True)
    engine = sqlite_engine(settings.database_file)
    migrate(engine, tell=tell)
    orders = settings.training_data / "orders.csv"
    if settings.orders.url is None and orders.exists():
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("BEGIN")
            seed(connection, read_demo_orders(orders), SystemClock().now().date())


@asynccontextmanager
async def opened(settings: Settings, knowledge: Knowledge, clock: SystemClock | None = None) -> AsyncIterator[Baton]:
    """Build and start everything on a database that is prepared; stop and close it at the end of the block."""
    async with AsyncExitStack() as stack:
        database = SqliteDatabase(settings.database_file)
        stack.push_async_callback(database.close)
        stack.push_async_callback(knowledge.understanding.close)
        clock = clock or SystemClock()
        ground = Ground(
            settings=settings,
            knowledge=knowledge,
            database=database,
            clock=clock,
            feed=Feed(),
            conversations=Conversations(database),
            policies=_policies(settings, knowledge, database, clock),
        )
        await ground.policies.begin()
        session = await stack.enter_async_context(open_session())
        hands = actions_runner(stack, ground, session)
        leases = Leases(clock=ground.clock, new_id=new_id, lasts=settings.turn_lasts)
        turns_kept = StoredTurns(database)
        # This process is the only one: whatever turn was under way died with the one before.
        await turns_kept.end_leases()
        faculties = Bot(
            mind=knowledge.understanding, hands=hands, voice=knowledge.responses, curve=knowledge.understanding.curve
        )
        turns = Turns(turns_kept, bot=faculties, policy=ground.policies.current, feed=ground.feed, leases=leases)
        worker = Worker(turns, turns_kept, leases=leases)
        inbox = Inbox(ground.conversations, feed=ground.feed, taker=worker, leases=leases)
        patience = Patience(StoredPatience(database), feed=ground.feed, clock=ground.clock, rules=ground.rules)
        website = Website(
            inbox=inbox,
            conversations=ground.conversations,
            patience=patience,
            feed=ground.feed,
            clock=ground.clock,
            new_id=new_id,
        )
        agents = StoredAgents(database)
        replies = ReplyIndex(knowledge.canned, StoredPastAnswers(database), knowledge.understanding)
        pushed = await messenger(stack, ground, session, website=website, inbox=inbox, worker=worker)
        api = [
            *WebsiteHttp(website).routes(),
            *_rest(ground, inbox).routes(),
            *console_routes(ground, agents, replies, pushed.reach if pushed else OwnPages()),
            *(pushed.routes if pushed else ()),
        ]
        app = application([*api, *Docs(api).routes(), *Pages(load_assets(DIST)).routes()])
        dispatcher = Dispatcher(
            StoredLine(database),
            clock=ground.clock,
            offer_lasts=settings.offer_lasts,
            rules=ground.rules,
            tell=_teller(ground.feed),
        )
        stack.push_async_callback(worker.drain, DRAIN)
        work = {
            "policy": ground.policies.watch,
            "sweep": worker.run,
            "dispatch": lambda: _dispatch(dispatcher, ground.feed),
            "replies": replies.run,
            "files": lambda: sweep_always(kept_files(ground)),
            **(pushed.work if pushed else {}),
        }
        for name, does in work.items():
            await _start(stack, name, does)
        yield Baton(web=app, website=website, agents=agents, replies=replies, clock=ground.clock, messenger=pushed)


def _policies(settings: Settings, knowledge: Knowledge, database: SqliteDatabase, clock: SystemClock) -> Policies:
    return Policies(
        settings.training_data / "policy.yml",
        knowledge.policy,
        store=StoredPolicies(database),
        clock=clock,
        check=known_here(settings, knowledge.responses).problems,
    )


def _rest(ground: Ground, inbox: Inbox) -> Rest:
    token = ground.settings.rest_token
    return Rest(
        inbox=inbox,
        conversations=ground.conversations,
        feed=ground.feed,
        clock=ground.clock,
        new_id=new_id,
        token=token.get_secret_value() if token else None,
    )


def _teller(feed: Feed) -> Callable[[tuple[Entry, ...]], None]:
    def tell(entries: tuple[Entry, ...]) -> None:
        feed.publish(entries)
        feed.line_changed()

    return tell


async def _dispatch(dispatcher: Dispatcher, feed: Feed) -> None:
    with feed.subscribed(LINE) as subscription:

        async def changed() -> None:
            await subscription.wait()
            subscription.look()

        await dispatcher.run(changed)


async def _start(stack: AsyncExitStack, name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run work in the background for as long as the stack is open; an error in it is logged, and it starts again."""

    async def keep_on() -> None:
        while True:
            try:
                await work()
            except Exception:  # the last owner: without it the line would stand still unseen
                log.exception("background_failed", work=name)
                await asyncio.sleep(1)

    task = asyncio.create_task(keep_on(), name=name)

    async def end() -> None:
        # A library may swallow a cancellation: one is not enough to be sure that this ends.
        while not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=ENDS)

    stack.push_async_callback(end)
