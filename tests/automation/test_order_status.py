"""Where is my order: who may know, what is asked, and what is answered."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.automation.actions.order_status import OrderStatusAction
from bot.automation.call import ActionResult
from bot.automation.orders import Order, OrderStatus
from bot.automation.rasa import RasaActions
from bot.automation.responses import Responses
from bot.automation.runner import Runner
from bot.conversation.events import FormAsked, SlotSet
from bot.conversation.language import Language

from .talk import Book, Counter, SetClock, Talk, day

ANA = ("48213", "ana@example.com")


@pytest.fixture
def runner(book: Book, attempts: Counter, responses: Responses, clock: SetClock) -> Iterator[Runner]:
    book.orders = {
        ANA: Order(
            number="48213",
            status=OrderStatus.SHIPPED,
            carrier="GreenPost",
            tracking="GP7730154",
            expected_on=day(3),
        ),
        ("48214", "ben@example.com"): Order(number="48214", status=OrderStatus.PROCESSING),
        ("48299", "ana@example.com"): Order(number="48299", status=OrderStatus.DELAYED, expected_on=day(4)),
    }
    local = RasaActions(responses)
    local.register(OrderStatusAction(book, attempts, responses, clock))
    yield Runner(local, {}, responses, time_limit=timedelta(seconds=5))
    local.close()


@pytest.fixture
def talk(runner: Runner) -> Talk:
    return Talk(runner)


def said(result: ActionResult) -> str:
    return " / ".join(reply.text for reply in result.replies)


async def test_asks_for_the_number_then_for_the_email_then_answers(talk: Talk) -> None:
    first = await talk.says("where is my order")
    assert first.asks == FormAsked(form="order_status", slot="order_number")
    assert "order number" in said(first)
    second = await talk.says("48213", order_number="48213")
    assert second.asks == FormAsked(form="order_status", slot="email")
    assert "e-mail" in said(second)
    third = await talk.says("ana@example.com", email="ana@example.com")
    assert said(third) == (
        "Order 48213 is on its way. GreenPost is delivering it; the tracking number is GP7730154. "
        "It should arrive on Tuesday 24 November."
    )
    assert third.asks == FormAsked(form="order_status", slot=None)
    assert set(third.slots) == {
        SlotSet(name="order_number", value="48213", verified=True),
        SlotSet(name="email", value="ana@example.com", verified=True),
        SlotSet(name="order_status", value="shipped", verified=True),
    }
    assert [first.failed, second.failed, third.failed] == [False, False, False]
    assert [first.outcome, second.outcome, third.outcome] == ["asked", "asked", "found"]


async def test_one_message_may_hold_both(talk: Talk) -> None:
    result = await talk.says("where is 48213? ana@example.com", order_number="48213", email="ana@example.com")
    assert result.outcome == "found"


async def test_never_asks_for_what_the_first_message_said(talk: Talk) -> None:
    result = await talk.says("where is order 48213", order_number="48213")
    assert result.asks == FormAsked(form="order_status", slot="email")


async def test_an_answer_is_read_even_where_no_entity_was_found(talk: Talk) -> None:
    await talk.says("where is my order")
    await talk.says("it's 48213")
    assert (await talk.says("ana@example.com")).outcome == "found"


@pytest.mark.parametrize(("number", "email"), [("４８２１３", "ANA@Example.COM"), ("#48213", "ana＠example。com")])
async def test_full_width_and_capitals_are_the_same_order(talk: Talk, number: str, email: str) -> None:
    await talk.says("where is my order")
    await talk.says(number)
    assert (await talk.says(email)).outcome == "found"


async def test_a_wrong_email_and_an_unknown_number_get_the_very_same_answer(runner: Runner) -> None:
    wrong_email = await Talk(runner).says("x", order_number="48213", email="eve@example.com")
    unknown = await Talk(runner).says("x", order_number="99999", email="eve@example.com")
    assert (wrong_email.replies, wrong_email.asks, wrong_email.outcome) == (
        unknown.replies,
        unknown.asks,
        unknown.outcome,
    )
    assert (wrong_email.outcome, wrong_email.failed) == ("not_found", True)


async def test_another_customers_order_cannot_be_read_with_ones_own_email(talk: Talk) -> None:
    assert (await talk.says("x", order_number="48214", email="ana@example.com")).outcome == "not_found"


async def test_retries_kindly_twice_and_then_stops_asking(talk: Talk) -> None:
    await talk.says("x", order_number="11111", email="ana@example.com")
    second = await talk.says("sorry, 22222", order_number="22222")
    third = await talk.says("33333", order_number="33333")
    assert (second.outcome, second.failed) == ("not_found", True)
    assert second.asks == FormAsked(form="order_status", slot="order_number")
    assert (third.outcome, third.failed) == ("not_found", True)
    assert third.asks == FormAsked(form="order_status", slot=None)
    assert talk.tracker.stretch.failures == 3
    assert talk.tracker.slots == {}
    assert talk.tracker.stretch.repeats == 0


async def test_only_what_was_wrong_must_be_said_again(talk: Talk) -> None:
    await talk.says("x", order_number="48213", email="anna@example.com")
    assert (await talk.says("ana@example.com", email="ana@example.com")).outcome == "found"


async def test_an_answer_without_any_value_counts_as_a_failure(talk: Talk) -> None:
    await talk.says("where is my order")
    first = await talk.says("the blue one", intent="vague_problem")
    second = await talk.says("dunno", intent="vague_problem")
    assert (first.outcome, first.failed) == ("not_recognised", True)
    assert first.asks == FormAsked(form="order_status", slot="order_number")
    assert said(first) != said(second)
    third = await talk.says("??", intent="vague_problem")
    assert (third.outcome, third.failed, third.asks) == (
        "not_recognised",
        True,
        FormAsked(form="order_status", slot=None),
    )


async def test_a_known_number_is_no_answer_to_the_question_for_the_email(talk: Talk) -> None:
    await talk.says("x", order_number="48213")
    result = await talk.says("48213", order_number="48213")
    assert (result.outcome, result.asks) == ("not_recognised", FormAsked(form="order_status", slot="email"))


async def test_no_ends_the_questions_without_a_failure(talk: Talk) -> None:
    await talk.says("where is my order")
    result = await talk.says("never mind", intent="deny")
    assert (result.outcome, result.failed, result.asks) == ("stopped", False, FormAsked(form="order_status", slot=None))


async def test_verified_once_it_answers_at_once(talk: Talk, attempts: Counter) -> None:
    await talk.says("x", order_number="48213", email="ana@example.com")
    attempts.tries = ["order:48213"] * 9
    result = await talk.says("and now, any news?")
    assert result.outcome == "found"


async def test_a_new_number_replaces_the_old_one(talk: Talk) -> None:
    await talk.says("x", order_number="48213", email="ana@example.com")
    result = await talk.says("and 48299?", order_number="48299")
    assert said(result) == "I'm sorry, order 48299 is delayed. It is now expected on Wednesday 25 November."
    assert talk.tracker.slots["order_number"] == "48299"


async def test_a_proof_does_not_pass_on_to_another_number(talk: Talk) -> None:
    await talk.says("x", order_number="48213", email="ana@example.com")
    await talk.says("and 48214?", order_number="48214")
    assert talk.tracker.verified == set()


async def test_guessing_is_over_after_five_failures_whatever_the_conversation(runner: Runner, book: Book) -> None:
    for guess in range(5):
        await Talk(runner, name=f"c{guess}").says("x", order_number="48213", email=f"guess{guess}@example.com")
    looked = len(book.asked)
    result = await Talk(runner, name="c9").says("x", order_number="48213", email="ana@example.com")
    assert (result.outcome, result.failed, result.hand_off) == ("locked", True, True)
    assert len(book.asked) == looked


async def test_an_address_is_locked_too(runner: Runner) -> None:
    for guess in range(5):
        await Talk(runner, name=f"c{guess}").says("x", order_number=f"7000{guess}", email="eve@example.com")
    result = await Talk(runner).says("x", order_number="48213", email="eve@example.com")
    assert result.outcome == "locked"


async def test_look_ups_that_succeed_never_lock(runner: Runner) -> None:
    for n in range(8):
        result = await Talk(runner, name=f"c{n}").says("x", order_number="48213", email="ana@example.com")
        assert result.outcome == "found"


async def test_a_book_that_does_not_answer_is_not_the_customers_failure(
    talk: Talk, book: Book, attempts: Counter
) -> None:
    book.open = False
    result = await talk.says("x", order_number="48213", email="ana@example.com")
    assert (result.outcome, result.failed, attempts.tries) == ("unavailable", True, [])
    book.open = True
    assert (await talk.says("try again")).outcome == "found"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            Language.SIMPLIFIED,
            "订单 48213 已经发出，正在路上。由 GreenPost 配送，运单号 GP7730154。预计11月24日（星期二）送达。",
        ),
        (
            Language.TRADITIONAL,
            "訂單 48213 已經出貨，正在路上。由 GreenPost 配送，追蹤編號 GP7730154。預計11月24日（星期二）送達。",
        ),
    ],
)
async def test_answers_in_the_customers_language(runner: Runner, language: Language, expected: str) -> None:
    result = await Talk(runner, language=language).says("x", order_number="48213", email="ana@example.com")
    assert said(result) == expected


async def test_the_status_of_one_order_is_forgotten_when_another_is_only_claimed(talk: Talk) -> None:
    await talk.says("where is 48213? ana@example.com", order_number="48213", email="ana@example.com")
    other = await talk.says("and 99999?", order_number="99999")
    assert SlotSet(name="order_status", value=None) in other.slots
