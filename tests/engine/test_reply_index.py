"""Replies for an agent: in the customer's language, filled, found by what is asked; never slower than the customer."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from bot.automation.canned import CannedReply
from bot.conversation.errors import Unavailable
from bot.conversation.events import Event, SlotSet
from bot.conversation.language import Language
from bot.conversation.tracker import Tracker
from bot.engine.past_answers import PastAnswer
from bot.engine.replies import Vectors
from bot.engine.reply_index import ReplyIndex
from tests.support.told import log_of, read, said

WORDS = ("refund", "parcel", "wash", "退款")


class Letters:
    """An encoder that knows a few words."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = False

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self.fails:
            raise Unavailable("closing")
        self.asked += texts
        rows = np.array([[0.1, *(float(word in text.lower()) for word in WORDS)] for text in texts], np.float32)
        rows[:, 1] += rows[:, 4]
        rows[:, 4] = 0.0
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


class Past:
    """Answers that were given before."""

    def __init__(self, *answers: PastAnswer) -> None:
        self.answers = list(answers)

    async def newest(self, limit: int) -> list[PastAnswer]:
        return self.answers[:limit]


def canned(name: str, text: str, *asked: str) -> CannedReply:
    every = dict.fromkeys(Language, text)
    return CannedReply(id=name, title=dict.fromkeys(Language, name), text=every, asked=asked)


def answer(asked: str, text: str, conversation_id: str = "other", language: Language = Language.ENGLISH) -> PastAnswer:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return PastAnswer(conversation_id=conversation_id, seq=5, at=at, language=language, asked=asked, text=text)


SHIPPED = (canned("parcel", "{agent_name} looks for {order_number} and {day}"), canned("refund", "money", "退款"))


def tracked(*events: Event) -> Tracker:
    return Tracker("c1").apply(log_of(*events))


async def ready(*past: PastAnswer) -> ReplyIndex:
    index = ReplyIndex(SHIPPED, Past(*past), Letters())
    await index.refresh()
    return index


async def test_what_fits_the_last_need_comes_first() -> None:
    index = await ready()
    found = await index.best(tracked(said("my refund please"), read(2, "refund_overdue")), "Ann")
    assert [reply.id for reply in found] == ["refund", "parcel"]
    assert found[0].score is not None


async def test_an_example_in_another_language_finds_a_reply_too() -> None:
    assert (await (await ready()).best(tracked(said("退款")), "Ann"))[0].id == "refund"


async def test_what_is_written_to_the_agent_counts_before_what_the_bot_understood() -> None:
    talk = (said("my refund please"), read(2, "refund_overdue"), said("and where is the parcel?"), said("48213"))
    assert (await (await ready()).best(tracked(*talk), "Ann"))[0].id == "parcel"


async def test_what_is_known_is_filled_in() -> None:
    tracker = tracked(said("parcel"), SlotSet(name="order_number", value="48213"))
    found = {reply.id: reply.text for reply in await (await ready()).best(tracker, "Ann")}
    assert found["parcel"] == "Ann looks for 48213 and {day}"


async def test_past_answers_come_from_other_conversations_in_the_same_language_each_once() -> None:
    index = await ready(
        answer("can I wash it?", "By hand, gently."),
        answer("may I wash this?", "By hand, gently.", "third"),
        answer("wash it?", "Mine.", "c1"),
        answer("wash?", "只能手洗。", language=Language.SIMPLIFIED),
    )
    found = [reply for reply in await index.best(tracked(said("wash?")), "Ann") if reply.source == "past"]
    assert [(reply.id, reply.title, reply.text) for reply in found] == [
        ("other:5", "By hand, gently.", "By hand, gently.")
    ]


async def test_a_customers_words_are_never_shown_not_even_as_a_title() -> None:
    asked = "wash it, I am Ana of Rose Lane"
    index = await ready(answer(asked, "By hand. " * 20), answer(asked, "By hand. " * 20, "third"))
    (past,) = [reply for reply in await index.best(tracked(said("wash?")), "Ann") if reply.source == "past"]
    assert "Ana" not in past.title
    assert len(past.title) == 60


async def test_what_was_said_in_one_conversation_alone_is_shown_in_no_other() -> None:
    alone = await ready(answer("wash it?", "We sent the wheelchair to Rose Lane."))
    assert {reply.source for reply in await alone.best(tracked(said("wash?")), "Ann")} == {"canned"}
    assert await alone.first(tracked(said("wash?")), "Ann") is None


async def test_the_nearest_of_ready_replies_and_past_answers_comes_first() -> None:
    shared = await ready(
        answer("wash it?", "By hand, gently."),
        answer("wash?", "By hand, gently.", "third"),
        answer("wash the refund?", "Never so, please."),
        answer("wash a refund?", "Never so, please.", "third"),
    )

    async def first(text: str) -> tuple[str, str] | None:
        found = await shared.first(tracked(said(text)), "Ann")
        return None if found is None else (found.source, found.text)

    assert await first("can I wash it?") == ("past", "By hand, gently.")
    assert await first("my refund") == ("canned", "money")
    assert await first("wash my refund") == ("past", "Never so, please.")
    # The nearest has words still open; the next is too far away.
    assert await first("my parcel") is None


async def test_without_an_encoder_replies_come_in_the_order_of_the_file() -> None:
    index = ReplyIndex(SHIPPED, Past(answer("wash?", "By hand.")), None)
    await index.refresh()
    found = await index.best(tracked(said("my refund")), "Ann")
    assert [(reply.id, reply.score) for reply in found] == [("parcel", None), ("refund", None)]


async def test_an_encoder_that_does_not_answer_costs_the_order_and_nothing_else() -> None:
    letters = Letters()
    index = ReplyIndex(SHIPPED, Past(), letters)
    await index.refresh()
    letters.fails = True
    assert [reply.id for reply in await index.best(tracked(said("my refund")), "Ann")] == ["parcel", "refund"]


async def test_where_nothing_was_asked_the_order_of_the_file_stands() -> None:
    assert [reply.id for reply in await (await ready()).best(tracked(), "Ann")] == ["parcel", "refund"]


async def test_a_text_is_embedded_once_and_let_go_when_nothing_needs_it() -> None:
    letters, past = Letters(), Past(answer("wash?", "By hand, gently."))
    index = ReplyIndex(SHIPPED, past, letters)
    await index.refresh()
    count = len(letters.asked)
    await index.refresh()
    await index.best(tracked(said("a parcel")), "Ann")
    await index.best(tracked(said("a parcel")), "Ann")
    assert len(letters.asked) == count + 1
    past.answers.clear()
    await index.refresh()
    assert all(reply.source == "canned" for reply in await index.best(tracked(said("wash?")), "Ann"))


async def test_an_agent_may_begin_with_a_reply_that_is_near_enough_and_ready_to_send() -> None:
    index = await ready()
    assert (await index.first(tracked(said("where is my refund")), "Ann") or SHIPPED[0]).id == "refund"
    # Nothing is known of the day: the agent would have to fill it in first.
    assert await index.first(tracked(said("where is my parcel")), "Ann") is None
    assert await index.first(tracked(said("something else")), "Ann") is None
    assert await index.first(tracked(), "Ann") is None
