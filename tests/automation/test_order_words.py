"""What the answer says for each state of an order."""

from datetime import date

import pytest

from bot.automation.order_words import status_in_words
from bot.automation.orders import Order, OrderStatus
from bot.automation.responses import Responses
from bot.conversation.language import Language

from .talk import day

CARRIED = {"carrier": "GreenPost", "tracking": "GP1"}


def words(responses: Responses, status: OrderStatus, expected_on: date | None, **carried: str) -> str:
    order = Order(number="1234", status=status, expected_on=expected_on, **carried)
    return status_in_words(order, responses, Language.ENGLISH, today=day(0)).text


@pytest.mark.parametrize("status", OrderStatus)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("expected_on", [None, day(-2), day(0), day(2)])
def test_every_state_has_an_answer_in_every_language(
    responses: Responses, status: OrderStatus, language: Language, expected_on: date | None
) -> None:
    order = Order(number="1234", status=status, expected_on=expected_on)
    reply = status_in_words(order, responses, language, today=day(0))
    assert "1234" in reply.text
    assert "None" not in reply.text
    assert "{" not in reply.text


def test_says_who_carries_it_only_while_it_travels(responses: Responses) -> None:
    assert "GreenPost" in words(responses, OrderStatus.SHIPPED, None, **CARRIED)
    assert "GreenPost" not in words(responses, OrderStatus.PROCESSING, None, **CARRIED)


def test_an_order_that_is_late_is_not_promised_for_yesterday(responses: Responses) -> None:
    late = words(responses, OrderStatus.SHIPPED, day(-1))
    assert "was due on Friday 20 November" in late
    assert "should arrive" not in late


def test_delayed_without_a_day_says_that_there_is_none(responses: Responses) -> None:
    assert words(responses, OrderStatus.DELAYED, None) == (
        "I'm sorry, order 1234 is delayed. There is no new delivery day yet."
    )


def test_delivered_says_when_and_offers_to_disagree(responses: Responses) -> None:
    order = Order(number="1234", status=OrderStatus.DELIVERED, expected_on=day(-1))
    reply = status_in_words(order, responses, Language.ENGLISH, today=day(0))
    assert reply.text == "The courier tells us that order 1234 was delivered on Friday 20 November."
    assert [button.title for button in reply.buttons] == ["It never arrived"]
