"""What agents do at the end of a long day, and what becomes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.conversation.errors import Conflict
from bot.conversation.events import AgentLost, AgentReplied, NoteAdded
from bot.conversation.line_events import MessageLeft
from bot.engine.desk import Returning
from bot.handoff.agent import Agent, Presence
from bot.handoff.ticket import TicketState
from bot.storage.schema import agent as agent_table
from bot.storage.schema import passed_offer
from tests.storage.stage import GRACE, Stage, greeting
from tests.support.screens import all_seen

NIGHT = timedelta(hours=12)


async def gone(stage: Stage, agent: Agent) -> None:
    """The agent shuts the laptop, and is gone for a while."""
    await stage.agents.renew_lease(agent.id, ends_at=stage.now)
    stage.later(seconds=GRACE.total_seconds() + 1)
    await stage.offers()


async def snoozed(stage: Stage, agent: Agent) -> int:
    """A conversation is answered and put aside for the night; return its epoch."""
    epoch = await stage.takes_over(agent)
    replied = AgentReplied(client_id="r1", agent_name=agent.name, text="I'll see to it tomorrow")
    await stage.desk.reply("c1", agent, replied, shown=all_seen(epoch), now=stage.now)
    await stage.desk.snooze("c1", agent, stage.now + NIGHT, epoch=epoch, now=stage.now)
    return epoch


async def test_what_is_put_aside_for_the_night_stays_when_the_agent_goes_home(stage: Stage) -> None:
    ann = await stage.hires()
    epoch = await snoozed(stage, ann)
    await gone(stage, ann)
    standing = await stage.conversations.standing("c1")
    assert (standing.agent_id, standing.epoch) == ("ann", epoch)


async def test_a_customer_who_writes_in_the_night_is_given_to_others(stage: Stage) -> None:
    ann = await stage.hires()
    await snoozed(stage, ann)
    await gone(stage, ann)
    await stage.writes("are you there?", "m2")
    await stage.offers()
    assert isinstance((await stage.log())[-1], AgentLost)


async def test_what_was_put_aside_by_somebody_who_does_not_come_back_in_time_goes_to_others(stage: Stage) -> None:
    ann = await stage.hires()
    await snoozed(stage, ann)
    await gone(stage, ann)
    stage.later(seconds=NIGHT.total_seconds())
    await stage.offers()
    assert isinstance((await stage.log())[-1], AgentLost)


async def test_what_a_removed_agent_put_aside_goes_to_others_at_once(stage: Stage) -> None:
    ann = await stage.hires()
    await snoozed(stage, ann)
    await stage.agents.remove(ann.email, now=stage.now)
    await stage.offers()
    assert isinstance((await stage.log())[-1], AgentLost)


async def test_who_cannot_take_an_offer_because_their_customers_all_wrote_has_missed_nothing(stage: Stage) -> None:
    ann = await stage.hires(capacity=2)
    for name in ("c1", "c2"):
        epoch = await stage.takes_over(ann, name)
        replied = AgentReplied(client_id="r1", agent_name="Ann", text="one moment")
        await stage.desk.reply(name, ann, replied, shown=all_seen(epoch), now=stage.now)
    ticket_id = await stage.waits("c3")
    await stage.offers()
    for name in ("c1", "c2"):
        await stage.writes("hello?", "m2", conversation_id=name)
    with pytest.raises(Conflict, match="as much as you can take"):
        await stage.accepts(ticket_id, ann)
    stage.later(seconds=30)
    await stage.offers()
    missed = sa.select(agent_table.c.missed_offers, agent_table.c.presence)
    assert await stage.database.read(lambda c: tuple(c.execute(missed).one())) == (0, Presence.AVAILABLE)


async def test_an_offer_to_somebody_who_signs_out_goes_to_others_at_once(stage: Stage) -> None:
    ann = await stage.hires()
    await stage.waits()
    await stage.offers()
    bo = await stage.hires("bo")
    await stage.says(ann.id, Presence.OFFLINE)
    await stage.offers()
    assert await stage.offered_to(bo) == ["k-c1"]


async def test_what_the_customer_woke_does_not_sleep_again_when_it_is_answered(stage: Stage) -> None:
    ann = await stage.hires()
    epoch = await snoozed(stage, ann)
    await stage.writes("are you there?", "m2")
    replied = AgentReplied(client_id="r2", agent_name="Ann", text="yes")
    await stage.desk.reply("c1", ann, replied, shown=all_seen(epoch), now=stage.now)
    (mine,) = (await stage.view(ann)).mine
    assert mine.snoozed_until is None


async def test_a_colleague_may_take_what_the_queue_did_without_the_skill_for_already(stage: Stage) -> None:
    ann = await stage.hires()
    ticket_id = await stage.waits(queue="billing")
    await stage.offers()
    await stage.accepts(ticket_id, ann)
    await stage.hires("bo")
    epoch = (await stage.conversations.standing("c1")).epoch
    assert await stage.passes_on(ann, epoch=epoch, to="bo")


async def test_a_message_is_left_once_however_often_it_is_left(stage: Stage) -> None:
    await stage.hires()
    await stage.waits(may_leave=True)
    for number in range(3):
        left = MessageLeft(client_id=f"l{number}", ticket_id="")
        await stage.patience.leave_message("c1", left, now=stage.now)
    assert sum(isinstance(event, MessageLeft) for event in await stage.log()) == 1


async def test_a_hand_back_that_comes_too_late_leaves_no_word(stage: Stage) -> None:
    ann = await stage.hires()
    epoch = await stage.takes_over(ann)
    word = NoteAdded(client_id="n1", agent_name="Ann", text="only the invoice is missing")
    returning = Returning(shown=all_seen(epoch), greeting=greeting, note=word)
    with pytest.raises(Conflict):
        await stage.desk.hand_back("c1", ann, replace(returning, shown=all_seen(epoch - 1)), now=stage.now)
    assert word not in await stage.log()
    await stage.desk.hand_back("c1", ann, returning, now=stage.now)
    assert word in await stage.log()


async def test_offers_that_were_passed_long_ago_are_not_kept(stage: Stage) -> None:
    ann = await stage.hires()
    for name in ("c1", "c2"):
        await stage.waits(name)
        await stage.offers()
        for ticket_id in await stage.offered_to(ann):
            await stage.desk.decline(ticket_id, ann, "busy", now=stage.now)
        stage.later(seconds=3600)
    rows = sa.select(sa.func.count()).select_from(passed_offer)
    assert await stage.database.read(lambda c: c.execute(rows).scalar_one()) <= 2
    assert (await stage.views.card("c1")).state is TicketState.WAITING  # type: ignore[union-attr]
