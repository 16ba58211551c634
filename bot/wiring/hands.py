"""Joins what the bot acts with: its own actions, the business's, and action servers."""

from contextlib import AsyncExitStack
from datetime import timedelta

from aiohttp import ClientSession

from bot.automation.actions.answer import AnswerAction
from bot.automation.actions.order_status import OrderStatusAction
from bot.automation.orders import OrderBook, OrderStatus
from bot.automation.rasa import RasaActions
from bot.automation.runner import Runner
from bot.remote.action_server import RemoteActions
from bot.remote.orders import RestOrderBook, RestOrders
from bot.settings import Settings
from bot.storage.orders import StoredAttempts, StoredOrders
from bot.wiring.ground import Ground

#: Order look-ups that fail for one number or one e-mail within a time, before a person must look.
LOOKUPS, LOOKUPS_WITHIN = 5, timedelta(hours=1)


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
