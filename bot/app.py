"""The composition root: builds every object, starts and stops them. The only wiring."""

import asyncio
import fcntl
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from aiohttp import ClientSession, web

from bot.automation.actions.answer import AnswerAction
from bot.automation.actions.order_status import OrderStatusAction
from bot.automation.orders import OrderBook, OrderStatus
from bot.automation.rasa import RasaActions
from bot.automation.runner import Runner
from bot.channels.rest import Rest
from bot.channels.website import Website
from bot.channels.website_http import WebsiteHttp
from bot.console.http import ConsoleHttp
from bot.console.policy_http import PolicyHttp
from bot.console.sign_in import TRIES, TRIES_WITHIN, SignIn
from bot.console.socket import ConsoleSocket
from bot.conversation.clock import SystemClock
from bot.conversation.errors import BadConfiguration
from bot.conversation.events import Entry
from bot.conversation.language import Language
from bot.conversation.message import Reply
from bot.engine.desk import Desk
from bot.engine.feed import LINE, Feed
from bot.engine.inbox import Inbox
from bot.engine.lease import Leases
from bot.engine.policies import Policies
from bot.engine.suggestion import suggestion
from bot.engine.turn import Bot, Turns
from bot.engine.wording import check_wording
from bot.engine.worker import Worker
from bot.handoff.dispatcher import Dispatcher
from bot.http.docs import Docs
from bot.http.pages import DIST, Pages, load_assets
from bot.http.route import Route
from bot.http.server import application
from bot.insight.apart import ReplayApart
from bot.knowledge import Knowledge
from bot.remote.action_server import RemoteActions
from bot.remote.http import open_session
from bot.remote.orders import RestOrderBook, RestOrders
from bot.settings import Settings
from bot.storage.agents import StoredAgents
from bot.storage.conversations import Conversations
from bot.storage.desk import StoredDesk
from bot.storage.desk_view import StoredDeskViews
from bot.storage.line import StoredLine
from bot.storage.migrate import migrate
from bot.storage.orders import StoredAttempts, StoredOrders, read_demo_orders, seed
from bot.storage.policies import StoredPolicies
from bot.storage.sqlite import SqliteDatabase, sqlite_engine
from bot.storage.turns import StoredTurns

#: Order look-ups that fail for one number or one e-mail within a time, before a person must look.
LOOKUPS, LOOKUPS_WITHIN = 5, timedelta(hours=1)
#: How long a stop waits for turns under way.
DRAIN = timedelta(seconds=5)

log = structlog.get_logger()


def new_id() -> str:
    """Return an id that nobody can guess (128 bits)."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baton:
    """The running parts that commands and tests reach for."""

    web: web.Application
    website: Website
    agents: StoredAgents
    clock: SystemClock


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What everything else stands on."""

    settings: Settings
    knowledge: Knowledge
    database: SqliteDatabase
    clock: SystemClock
    feed: Feed
    conversations: Conversations
    policies: Policies


@asynccontextmanager
async def opened(settings: Settings, knowledge: Knowledge) -> AsyncIterator[Baton]:
    """Build and start everything on a database that is prepared; stop and close it at the end of the block."""
    async with AsyncExitStack() as stack:
        database = SqliteDatabase(settings.database_file)
        stack.push_async_callback(database.close)
        stack.push_async_callback(knowledge.understanding.close)
        clock = SystemClock()
        ground = _Ground(
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
        runner = _runner(stack, ground, session)
        leases = Leases(clock=ground.clock, new_id=new_id, lasts=settings.turn_lasts)
        turns_kept = StoredTurns(database)
        # This process is the only one: whatever turn was under way died with the one before.
        await turns_kept.end_leases()
        faculties = Bot(
            mind=knowledge.understanding, hands=runner, voice=knowledge.responses, curve=knowledge.understanding.curve
        )
        turns = Turns(turns_kept, bot=faculties, policy=ground.policies.current, feed=ground.feed, leases=leases)
        worker = Worker(turns, turns_kept, leases=leases)
        inbox = Inbox(ground.conversations, feed=ground.feed, taker=worker, leases=leases)
        website = Website(
            inbox=inbox, conversations=ground.conversations, feed=ground.feed, clock=ground.clock, new_id=new_id
        )
        agents = StoredAgents(database)
        api = [*WebsiteHttp(website).routes(), *_rest(ground, inbox).routes(), *_console(ground, agents)]
        app = application([*api, *Docs(api).routes(), *Pages(load_assets(DIST)).routes()])
        dispatcher = Dispatcher(
            StoredLine(database), clock=ground.clock, offer_lasts=settings.offer_lasts, tell=_teller(ground.feed)
        )
        stack.push_async_callback(worker.drain, DRAIN)
        await _start(stack, "policy", ground.policies.watch)
        await _start(stack, "sweep", worker.run)
        await _start(stack, "dispatch", lambda: _dispatch(dispatcher, ground.feed))
        yield Baton(web=app, website=website, agents=agents, clock=ground.clock)


def _policies(settings: Settings, knowledge: Knowledge, database: SqliteDatabase, clock: SystemClock) -> Policies:
    return Policies(
        settings.training_data / "policy.yml",
        knowledge.policy,
        store=StoredPolicies(database),
        clock=clock,
        check=lambda policy: check_wording(policy, knowledge.responses),
    )


def _runner(stack: AsyncExitStack, ground: _Ground, session: ClientSession) -> Runner:
    settings, responses = ground.settings, ground.knowledge.responses
    attempts = StoredAttempts(ground.database, ground.clock, most=LOOKUPS, within=LOOKUPS_WITHIN)
    book: OrderBook = _order_book(settings, session) or StoredOrders(ground.database)
    actions = RasaActions(responses)
    stack.callback(actions.close)
    actions.register(AnswerAction(responses))
    actions.register(OrderStatusAction(book, attempts, responses, ground.clock))
    if settings.actions.module:
        actions.register_module(settings.actions.module)
    limit = settings.actions.time_limit
    remote = {
        name: RemoteActions(session, url, responses=responses, time_limit=limit)
        for name, url in settings.actions.remote.items()
    }
    return Runner(actions, remote, responses, time_limit=limit)


def _rest(ground: _Ground, inbox: Inbox) -> Rest:
    token = ground.settings.rest_token
    return Rest(
        inbox=inbox,
        conversations=ground.conversations,
        feed=ground.feed,
        clock=ground.clock,
        new_id=new_id,
        token=token.get_secret_value() if token else None,
    )


def _console(ground: _Ground, agents: StoredAgents) -> list[Route]:
    responses, clock, feed = ground.knowledge.responses, ground.clock, ground.feed

    def greeting(language: Language) -> Reply:
        return responses.say("utter_handed_back", language)

    desk = Desk(StoredDesk(ground.database), feed=feed, greeting=greeting, clock=clock, new_id=new_id)
    sign_in = SignIn(agents, StoredAttempts(ground.database, clock, most=TRIES, within=TRIES_WITHIN), clock=clock)
    screens = ConsoleSocket(
        conversations=ground.conversations,
        feed=feed,
        views=StoredDeskViews(ground.database),
        sign_in=sign_in,
        suggest=lambda tracker: suggestion(tracker, responses),
        clock=clock,
    )
    policy = PolicyHttp(ground.policies, sign_in, replay=ReplayApart(ground.settings.database_file))
    return [*ConsoleHttp(desk, sign_in, feed).routes(), *policy.routes(), screens.route()]


def _order_book(settings: Settings, session: ClientSession) -> OrderBook | None:
    orders = settings.orders
    if orders.url is None:
        return None
    shop = RestOrders(
        url=orders.url,
        token=orders.token.get_secret_value() if orders.token else None,
        fields=orders.fields,
        statuses={theirs: OrderStatus(ours) for theirs, ours in orders.statuses.items()},
    )
    return RestOrderBook(session, shop)


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
        task.cancel()
        await asyncio.wait([task])

    stack.push_async_callback(end)
