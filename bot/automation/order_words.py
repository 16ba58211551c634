"""Says where an order is, sentence by sentence."""

from datetime import date
from typing import assert_never

from bot.automation.days import day_in_words
from bot.automation.orders import Order, OrderStatus
from bot.automation.responses import Responses, joined
from bot.conversation.language import Language
from bot.conversation.message import Reply

_TRAVELS = frozenset({OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.DELAYED})


def status_in_words(order: Order, responses: Responses, language: Language, *, today: date) -> Reply:
    """Return the answer to «where is my order»: its status, who carries it, and the day it should arrive."""
    day = day_in_words(order.expected_on, language) if order.expected_on else None
    values = {"number": order.number, "carrier": order.carrier, "tracking": order.tracking, "day": day}
    keys = (_status(order, today), _carrier(order), _day(order, today))
    return joined((responses.fill(f"utter_order/{key}", language, values) for key in keys if key), language)


def facts_in_words(order: Order, language: Language) -> str:
    """Return who carries an order, its tracking number and its day, for a card; empty where nothing is known."""
    day = day_in_words(order.expected_on, language) if order.expected_on else None
    travels = (order.carrier, order.tracking) if order.status in _TRAVELS else ()
    return " · ".join(fact for fact in (*travels, day) if fact)


def _status(order: Order, today: date) -> str:
    if order.status is OrderStatus.DELIVERED and order.expected_on and order.expected_on <= today:
        return "delivered_on"
    return order.status.value


def _carrier(order: Order) -> str | None:
    if order.status not in _TRAVELS or not order.carrier:
        return None
    return "tracking" if order.tracking else "carrier"


def _day(order: Order, today: date) -> str | None:
    match order.status:
        case OrderStatus.DELIVERED | OrderStatus.CANCELLED:
            return None
        case OrderStatus.DELAYED:
            return "new_day" if order.expected_on and today <= order.expected_on else "no_day"
        case OrderStatus.PROCESSING | OrderStatus.PACKED | OrderStatus.SHIPPED | OrderStatus.OUT_FOR_DELIVERY:
            if order.expected_on is None:
                return None
            return "expected" if today <= order.expected_on else "overdue"
    assert_never(order.status)
