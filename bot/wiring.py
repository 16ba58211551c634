"""Builds the parts that `app` starts: the actions' runner, the channels, the console's doors."""

import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import ClientSession

from bot.automation.actions.answer import AnswerAction
from bot.automation.actions.order_status import OrderStatusAction
from bot.automation.orders import OrderBook, OrderStatus
from bot.automation.rasa import RasaActions
from bot.automation.responses import Responses
from bot.automation.runner import Runner
from bot.channels.rest import Rest
from bot.console.desk_http import DeskHttp
from bot.console.desk_screen import DeskScreens
from bot.console.http import ConsoleHttp
from bot.console.sign_in import TRIES, TRIES_WITHIN, SignIn
from bot.console.socket import ConsoleSocket
from bot.console.supervisor_http import SupervisorHttp
from bot.conversation.clock import SystemClock
from bot.conversation.language import Language
from bot.conversation.line_rules import LineRules
from bot.conversation.message import Reply
from bot.engine.desk import Desk
from bot.engine.feed import Feed
from bot.engine.inbox import Inbox
from bot.engine.suggestion import suggestion
from bot.engine.supervision import Supervision
from bot.http.route import Route
from bot.remote.action_server import RemoteActions
from bot.remote.orders import RestOrderBook, RestOrders
from bot.routing.policy import Policy
from bot.settings import Settings
from bot.storage.agents import StoredAgents
from bot.storage.conversations import Conversations
from bot.storage.desk import StoredDesk
from bot.storage.desk_view import StoredDeskViews
from bot.storage.orders import StoredAttempts, StoredOrders
from bot.storage.sqlite import SqliteDatabase
from bot.storage.supervision import StoredSupervision
from bot.understanding.understanding import Understanding

#: Order look-ups that fail for one number or one e-mail within a time, before a person must look.
LOOKUPS, LOOKUPS_WITHIN = 5, timedelta(hours=1)


def new_id() -> str:
    """Return an id that nobody can guess (128 bits)."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What the business wrote and trained, loaded whole."""

    policy: Policy
    responses: Responses
    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What everything else stands on."""

    settings: Settings
    knowledge: Knowledge
    database: SqliteDatabase
    clock: SystemClock
    feed: Feed
    conversations: Conversations

    def rules(self) -> LineRules:
        """Return how the line is served now."""
        return self.knowledge.policy.line


def actions_runner(stack: AsyncExitStack, ground: Ground, session: ClientSession) -> Runner:
    """Return what runs actions, in process and on action servers."""
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


def rest_channel(ground: Ground, inbox: Inbox) -> Rest:
    """Return Rasa's REST channel."""
    token = ground.settings.rest_token
    return Rest(
        inbox=inbox,
        conversations=ground.conversations,
        feed=ground.feed,
        clock=ground.clock,
        new_id=new_id,
        token=token.get_secret_value() if token else None,
    )


def console_doors(ground: Ground, agents: StoredAgents) -> list[Route]:
    """Return the doors of the console: sign-in, acts, the live feed."""
    responses, clock, feed = ground.knowledge.responses, ground.clock, ground.feed

    def greeting(language: Language) -> Reply:
        return responses.say("utter_handed_back", language)

    desk = Desk(
        StoredDesk(ground.database), feed=feed, greeting=greeting, clock=clock, new_id=new_id, rules=ground.rules
    )
    supervision = Supervision(StoredSupervision(ground.database), feed=feed, clock=clock, rules=ground.rules)
    sign_in = SignIn(agents, StoredAttempts(ground.database, clock, most=TRIES, within=TRIES_WITHIN), clock=clock)
    screens = ConsoleSocket(
        conversations=ground.conversations,
        feed=feed,
        desks=DeskScreens(StoredDeskViews(ground.database), policy=lambda: ground.knowledge.policy, clock=clock),
        sign_in=sign_in,
        suggest=lambda tracker: suggestion(tracker, responses),
        clock=clock,
    )
    return [
        *ConsoleHttp(desk, sign_in, feed).routes(),
        *DeskHttp(desk, sign_in).routes(),
        *SupervisorHttp(supervision, sign_in).routes(),
        screens.route(),
    ]


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
