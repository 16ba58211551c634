"""One turn, from the customer's message to its outcome."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.automation.call import ActionResult
from bot.conversation.events import (
    ActionRan,
    BotReplied,
    CustomerMessaged,
    Decided,
    Event,
    FormAsked,
    HandoffRequested,
    SlotSet,
    Understood,
)
from bot.conversation.language import Language
from bot.conversation.message import Reply
from bot.conversation.tracker import Owner
from bot.engine.feed import LINE
from bot.handoff.ticket import Reason
from bot.routing.policy import Rule
from tests.engine.small_bot import SmallShop, in_shop, shipped_texts

SIMPLE, STAKES, UNCLEAR = "how much is shipping", "you charged me twice", "blub"

#: What a handoff leaves in the log: that a person comes, how long it may take, the promise, the request.
HANDED_OFF = ("BotReplied", "BotReplied", "WaitPromised", "HandoffRequested")


def kinds(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def said(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, BotReplied)]


def test_a_simple_need_is_understood_decided_done_and_answered() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        after = await shop.answers(SIMPLE)
        assert kinds(after) == ["Understood", "Decided", "ActionRan", "BotReplied"]
        assert said(after) == ["it costs 4.90"]
        assert [(action, meant.intent) for action, meant in shop.hands.ran] == [("action_answer", "shipping_cost")]

    in_shop(story)


def test_a_decision_is_kept_with_everything_that_it_was_made_of() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        (decided,) = (event for event in await shop.answers(SIMPLE) if isinstance(event, Decided))
        assert (decided.kind, decided.rule, decided.reason) == ("automate", "simple_need", "action_answer")
        assert (decided.facts["intent"], decided.facts["frustration"]) == ("shipping_cost", 0.0)
        assert len(decided.policy) == 12

    in_shop(story)


def test_high_stakes_get_a_place_in_line_and_the_customer_is_told_which() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts("c0")
        await shop.answers("agent", conversation_id="c0")
        await shop.starts()
        after = await shop.answers(STAKES)
        assert kinds(after) == ["Understood", "Decided", *HANDED_OFF]
        # Stakes are worth ten minutes: they stand ahead of who came a moment before.
        texts = {v.text for v in _variants("utter_handoff/high_stakes", place=1)}
        assert said(after)[0] in texts
        assert isinstance(after[-1], HandoffRequested)
        assert (after[-1].queue, after[-1].reason) == ("billing", "high_stakes")
        standing = await shop.conversations.standing("c1")
        assert (standing.owner, standing.place) == (Owner.QUEUE, 1)
        assert shop.hands.ran == []

    in_shop(story)


def _variants(key: str, **values: object) -> list[Reply]:
    texts = shipped_texts()
    return [texts.varied(n).say(key, Language.ENGLISH, **values) for n in range(12)]


def test_every_screen_hears_of_a_handoff() -> None:
    async def story(shop: SmallShop) -> tuple[list[str], list[str]]:
        await shop.starts()
        with shop.feed.subscribed("c1") as customer, shop.feed.subscribed(LINE) as agents:
            await shop.answers("agent")
            return [type(entry.event).__name__ for entry in customer.look()[0]], agents.look()[1]

    heard, line = in_shop(story)
    assert heard == ["CustomerMessaged", "Understood", "Decided", *HANDED_OFF]
    assert line == [LINE]


def test_what_is_not_understood_is_asked_then_offered_a_person_then_handed_off() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        turns = [await shop.answers(UNCLEAR, f"m{n}") for n in range(3)]
        reasons = [event.reason for events in turns for event in events if isinstance(event, Decided)]
        assert reasons == ["ask", "offer_person", "not_understood"]
        assert said(turns[0])[0] in {reply.text for reply in _variants("utter_clarify")}
        assert said(turns[1])[0] in {reply.text for reply in _variants("utter_offer_person")}

    in_shop(story)


def test_a_burst_is_one_turn_about_the_message_that_matters() -> None:
    async def story(shop: SmallShop) -> None:
        shop.mind.thinking = lambda: asyncio.sleep(10)
        await shop.starts()
        for number, text in enumerate((SIMPLE, STAKES, "thanks")):
            await shop.hears(text, f"m{number}")
        await shop.worker.drain(timedelta(hours=1))
        assert shop.mind.asked == [[SIMPLE], [STAKES, "thanks"]]
        *_, first, second, decided, _spoken, _wait, _promised, requested = await shop.log()
        assert [about.message_seq for about in (first, second) if isinstance(about, Understood)] == [3, 4]
        assert isinstance(decided, Decided)
        assert isinstance(requested, HandoffRequested)
        assert (decided.rule, requested.queue) == ("high_stakes", "billing")

    in_shop(story)


def test_what_comes_while_the_bot_thinks_is_answered_next_by_the_same_turn() -> None:
    async def story(shop: SmallShop) -> list[list[str]]:
        async def another_message() -> None:
            shop.mind.thinking = _still
            await shop.hears("thanks", "m2")

        await shop.starts()
        shop.mind.thinking = another_message
        await shop.answers(SIMPLE)
        log = await shop.log()
        assert [event.message_seq for event in log if isinstance(event, Understood)] == [2, 3]
        assert await shop.worker.sweep() == 0
        return shop.mind.asked

    assert in_shop(story) == [[SIMPLE], ["thanks"]]


async def _still() -> None:
    """Think about nothing in particular."""


def test_where_a_person_has_it_the_turn_gives_way() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.answers("agent")
        before = await shop.log()
        await shop.turns.take("c1", "t9")
        assert await shop.log() == before
        assert shop.mind.asked == [["agent"]]

    in_shop(story)


def test_where_nothing_is_unanswered_the_bot_says_nothing() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.turns.take("c1", "t9")
        assert kinds(await shop.log()) == ["ConversationStarted"]

    in_shop(story)


FAILED = ActionResult(replies=(Reply(text="no such order"),), outcome="not_found", failed=True)
#: Two failures are enough, and nothing else counts.
IMPATIENT = (
    Rule(name="enough", when={"failures_at_least": 2}, verb="hand_off", what="automation_failed"),
    Rule(name="rest", when={}, verb="automate", what="by_intent"),
)


def test_a_failure_too_many_hands_off_in_the_same_turn_and_says_why() -> None:
    async def story(shop: SmallShop) -> None:
        shop.policy, shop.hands.result = replace(shop.policy, rules=IMPATIENT), FAILED
        await shop.starts()
        first = await shop.answers("where is my order", "m1")
        assert kinds(first) == ["Understood", "Decided", "ActionRan", "BotReplied"]
        second = await shop.answers("where is my order", "m2")
        assert kinds(second) == ["Understood", "Decided", "ActionRan", "Decided", *HANDED_OFF]
        assert isinstance(second[3], Decided)
        assert (second[3].rule, second[3].facts["failures"]) == ("enough", 2)
        assert isinstance(second[-1], HandoffRequested)
        assert second[-1].reason == "automation_failed"

    in_shop(story)


def test_an_action_can_ask_for_a_person_itself() -> None:
    async def story(shop: SmallShop) -> None:
        shop.hands.result = ActionResult(hand_off=True, outcome="paused")
        await shop.starts()
        after = await shop.answers(SIMPLE)
        assert isinstance(after[-1], HandoffRequested)
        assert after[-1].reason == "by_action"
        assert ActionRan(action="action_answer", outcome="paused", failed=False) in after

    in_shop(story)


def test_what_an_action_found_out_is_remembered() -> None:
    async def story(shop: SmallShop) -> None:
        slots = (SlotSet(name="order_number", value="48213", verified=True),)
        asks = FormAsked(form="order_status", slot="email")
        shop.hands.result = ActionResult(replies=(Reply(text="which e-mail?"),), slots=slots, asks=asks)
        await shop.starts()
        after = await shop.answers("where is my order")
        assert kinds(after) == ["Understood", "Decided", "SlotSet", "FormAsked", "ActionRan", "BotReplied"]
        assert after[2:4] == [slots[0], asks]

    in_shop(story)


def test_after_a_question_in_between_the_form_asks_once_more() -> None:
    async def story(shop: SmallShop) -> None:
        asks = FormAsked(form="order_status", slot="email")
        shop.hands.result = ActionResult(replies=(Reply(text="which e-mail?"),), asks=asks)
        await shop.starts()
        await shop.answers("where is my order")
        shop.hands.result = ActionResult(replies=(Reply(text="it costs 4.90"),))
        between = said(await shop.answers(SIMPLE, "m2"))
        assert between[0] == "it costs 4.90"
        assert between[1] in {reply.text for reply in _variants("utter_ask_email")}

    in_shop(story)


# Where a supervisor takes it from the bot, the bot says nothing.
@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.TAKEN_FROM_BOT])
@pytest.mark.parametrize("language", list(Language))
def test_there_are_words_for_every_reason_of_a_handoff(reason: Reason, language: Language) -> None:
    text = shipped_texts().say(f"utter_handoff/{reason}", language, place=7).text
    assert text
    assert "{" not in text


def test_the_bot_says_nothing_while_it_is_asked_nothing_new() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.answers(SIMPLE)
        before = await shop.log()
        await shop.answers(SIMPLE)
        assert await shop.log() == before, "the same id again is the same message"
        assert sum(isinstance(event, CustomerMessaged) for event in before) == 1

    in_shop(story)
