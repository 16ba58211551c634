"""How an agent lets a conversation go, and who may."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.errors import Conflict
from bot.conversation.events import (
    AgentReplied,
    BotReplied,
    Closed,
    Event,
    HandedBack,
)
from bot.conversation.language import Language
from bot.conversation.tracker import Owner, Tracker
from bot.engine.desk import Returning, Shown
from bot.handoff.agent import Agent, Presence
from tests.storage.stage import Stage, greeting
from tests.support.screens import all_seen


def says(text: str = "hello, Ann here", client_id: str = "r1") -> AgentReplied:
    return AgentReplied(client_id=client_id, agent_name="Ann", text=text)


@pytest.fixture
async def ann(stage: Stage) -> Agent:
    return await stage.hires("ann")


async def offered(stage: Stage, conversation_id: str = "c1") -> str:
    """Put a customer in line and offer them to whoever is there."""
    ticket_id = await stage.waits(conversation_id)
    await stage.offers()
    return ticket_id


async def test_handed_back_the_bot_says_that_it_is_one(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    entries = await stage.desk.hand_back("c1", ann, Returning(shown=all_seen(epoch), greeting=greeting), now=stage.now)
    assert [(entry.actor, entry.epoch, entry.event) for entry in entries] == [
        ("agent:ann", epoch + 1, HandedBack(agent_name="Ann", answered_seq=2)),
        ("bot", epoch + 1, BotReplied(text="the bot again (en)")),
    ]
    standing = await stage.conversations.standing("c1")
    assert (standing.owner, standing.epoch, standing.agent_id) == (Owner.BOT, epoch + 1, None)


async def test_the_bot_comes_back_in_the_customers_language(stage: Stage, ann: Agent) -> None:
    ticket_id = await stage.waits(language=Language.TRADITIONAL)
    await stage.offers()
    await stage.accepts(ticket_id, ann)
    entries = await stage.desk.hand_back("c1", ann, Returning(shown=all_seen(3), greeting=greeting), now=stage.now)
    assert entries[-1].event == BotReplied(text="the bot again (zh-Hant)")


async def test_what_the_agent_had_before_them_is_no_turn_of_the_bots(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.writes("thanks!", "m2")
    await stage.desk.hand_back("c1", ann, Returning(shown=all_seen(epoch), greeting=greeting), now=stage.now)
    stage.later(seconds=3600)
    assert await stage.turns.take_due(now=stage.now, lease=stage.lease("t2"), limit=1) == []
    assert (await stage.writes("how much is shipping?", "m3", turn_id="t3")).turn_id == "t3"


async def test_what_crossed_with_the_hand_back_is_a_turn_of_the_bots(stage: Stage, ann: Agent) -> None:
    shown = Shown(epoch=await stage.takes_over(ann), seen=(await stage.standing()).seq)
    parcel = await stage.writes("where is my parcel?", "m2")
    await stage.desk.hand_back("c1", ann, Returning(shown=shown, greeting=greeting), now=stage.now)
    assert await stage.turns.take_due(now=stage.now, lease=stage.lease("t2"), limit=1) == ["c1"]
    tracker = Tracker("c1").apply(await stage.conversations.entries_after("c1", 0))
    assert [entry.seq for entry in tracker.unanswered] == [parcel.seq]


async def test_a_screen_that_shows_nothing_leaves_the_bot_a_turn_that_ends(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.desk.hand_back("c1", ann, Returning(shown=Shown(epoch=epoch, seen=0), greeting=greeting), now=stage.now)
    due = await stage.turns.take_due(now=stage.now, lease=stage.lease("t2"), limit=1)
    tracker = Tracker("c1").apply(await stage.conversations.entries_after("c1", 0))
    assert bool(due) == bool(tracker.unanswered)


async def test_nobody_closes_what_the_customer_has_just_written(stage: Stage, ann: Agent) -> None:
    shown = Shown(epoch=await stage.takes_over(ann), seen=(await stage.standing()).seq)
    parcel = await stage.writes("where is my parcel?", "m2")
    with pytest.raises(Conflict, match="the customer has written meanwhile; look again"):
        await stage.desk.end("c1", ann, shown=shown, wrap_up=timedelta(), now=stage.now)
    assert (await stage.standing()).owner is Owner.AGENT
    # The screen shows it by now, and the agent closes all the same.
    looked = replace(shown, seen=parcel.seq)
    assert await stage.desk.end("c1", ann, shown=looked, wrap_up=timedelta(), now=stage.now)


async def test_a_reply_answers_what_its_agent_saw(stage: Stage, ann: Agent) -> None:
    shown = Shown(epoch=await stage.takes_over(ann), seen=(await stage.standing()).seq)
    stage.later(seconds=5)
    parcel = await stage.writes("where is my parcel?", "m2")
    await stage.desk.reply("c1", ann, says(), shown=shown, now=stage.now)
    assert (await stage.card()).unanswered_since == stage.now
    await stage.desk.reply("c1", ann, says(client_id="r2"), shown=replace(shown, seen=parcel.seq), now=stage.now)
    assert (await stage.card()).unanswered_since is None
    # Sent earlier, and arrived later: what is answered stays so.
    await stage.desk.reply("c1", ann, says(client_id="r3"), shown=shown, now=stage.now)
    assert (await stage.card()).unanswered_since is None


async def test_closing_ends_it_for_everyone(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    (closed,) = await stage.ends("c1", ann, epoch=epoch)
    assert (closed.event, closed.epoch) == (Closed(agent_name="Ann"), epoch + 1)
    assert (await stage.conversations.standing("c1")).owner is Owner.CLOSED
    assert await stage.views.card("c1") is None


async def test_nobody_ends_or_hands_back_what_is_not_theirs(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    bo = await stage.hires("bo")
    before = await stage.log()
    for agent, under in ((bo, epoch), (ann, epoch - 1), (ann, epoch + 1)):
        with pytest.raises(Conflict):
            await stage.ends("c1", agent, epoch=under)
        with pytest.raises(Conflict):
            await stage.desk.hand_back("c1", agent, Returning(shown=all_seen(under), greeting=greeting), now=stage.now)
    assert await stage.log() == before


async def test_of_a_reply_and_a_hand_back_at_once_no_reply_stands_behind(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await asyncio.gather(
        stage.desk.hand_back("c1", ann, Returning(shown=all_seen(epoch), greeting=greeting), now=stage.now),
        *(
            stage.desk.reply("c1", ann, says(client_id=f"r{n}"), shown=all_seen(epoch), now=stage.now)
            for n in range(10)
        ),
        return_exceptions=True,
    )
    log = await stage.log()
    assert not replies_in(log[[isinstance(event, HandedBack) for event in log].index(True) :])


def replies_in(log: list[Event]) -> list[Event]:
    return [event for event in log if isinstance(event, AgentReplied)]


async def test_a_freed_place_can_be_taken_again(stage: Stage) -> None:
    ann = await stage.hires("ann", capacity=1)
    epoch = await stage.takes_over(ann)
    await stage.ends("c1", ann, epoch=epoch)
    ticket_id = await offered(stage, "c2")
    assert await stage.accepts(ticket_id, ann)


async def test_presence_is_what_the_agent_says(stage: Stage, ann: Agent) -> None:
    await stage.says("ann", Presence.AWAY)
    assert [agent.presence for agent in await stage.agents.all()] == [Presence.AWAY]
    await offered(stage)
    assert await stage.offered_to(ann) == []
