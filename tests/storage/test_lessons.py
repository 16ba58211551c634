"""Lessons stand in the log of their conversation, beside what the bot had said, and only where something is new."""

import pytest

from bot.conversation.errors import NotFound
from bot.conversation.events import BotReplied, Understood
from bot.conversation.interpretation import Interpretation
from bot.conversation.line_events import IntentCorrected, Tagged
from bot.storage.lessons import StoredLessons
from tests.storage.stage import Stage


@pytest.fixture
def lessons(stage: Stage) -> StoredLessons:
    return StoredLessons(stage.database)


async def understood(stage: Stage) -> None:
    await stage.starts()
    receipt = await stage.writes("money gone")
    meant = Interpretation(text="money gone", intent="price_question", confidence=0.9)
    heard = Understood(message_seq=receipt.seq, meant=meant, frustration=0.0)
    await stage.finishes(stage.outcome(receipt.seq, heard, BotReplied(text="it costs 4.90")))


async def test_a_correction_is_kept_with_what_the_bot_had_said(stage: Stage, lessons: StoredLessons) -> None:
    await understood(stage)
    agent = await stage.hires()
    (entry,) = await lessons.correct("c1", agent, message_seq=2, intent="double_charge", now=stage.now)
    corrected = IntentCorrected(agent_name="Ann", message_seq=2, was="price_question", intent="double_charge")
    assert (entry.event, entry.actor) == (corrected, "agent:ann")
    assert (await stage.log())[-1] == corrected


async def test_a_second_correction_follows_the_first_and_the_same_again_is_none(
    stage: Stage, lessons: StoredLessons
) -> None:
    await understood(stage)
    agent = await stage.hires()
    for intent in ("price_question", "double_charge", "double_charge", "fraud_report"):
        await lessons.correct("c1", agent, message_seq=2, intent=intent, now=stage.now)
    told = [event for event in await stage.log() if isinstance(event, IntentCorrected)]
    assert [(event.was, event.intent) for event in told] == [
        ("price_question", "double_charge"),
        ("double_charge", "fraud_report"),
    ]


async def test_a_message_that_nobody_has_read_can_be_taught_too(stage: Stage, lessons: StoredLessons) -> None:
    await stage.starts()
    await stage.writes("money gone")
    (entry,) = await lessons.correct("c1", await stage.hires(), message_seq=2, intent="double_charge", now=stage.now)
    assert isinstance(entry.event, IntentCorrected)
    assert entry.event.was == ""


@pytest.mark.parametrize(("conversation_id", "seq"), [("c1", 1), ("c1", 99), ("nothing", 2)])
async def test_only_a_message_of_the_customer_can_be_corrected(
    stage: Stage, lessons: StoredLessons, conversation_id: str, seq: int
) -> None:
    await understood(stage)
    agent = await stage.hires()
    with pytest.raises(NotFound):
        await lessons.correct(conversation_id, agent, message_seq=seq, intent="double_charge", now=stage.now)


async def test_tags_replace_those_before_and_the_same_again_are_nothing_new(
    stage: Stage, lessons: StoredLessons
) -> None:
    await stage.starts()
    agent = await stage.hires()
    for tags in ((), ("refund",), ("refund",), ("vip", "refund"), ()):
        await lessons.tag("c1", agent, tags, now=stage.now)
    told = [event.tags for event in await stage.log() if isinstance(event, Tagged)]
    assert told == [("refund",), ("vip", "refund"), ()]


@pytest.mark.parametrize("tags", [(), ("refund",)])
async def test_a_conversation_that_is_not_there_gets_no_tags(
    stage: Stage, lessons: StoredLessons, tags: tuple[str, ...]
) -> None:
    with pytest.raises(NotFound):
        await lessons.tag("nothing", await stage.hires(), tags, now=stage.now)
