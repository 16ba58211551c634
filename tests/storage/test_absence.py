"""Agents who are gone: laptop shut, tab frozen, signed out, and what becomes of their customers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.errors import Conflict
from bot.conversation.events import SYSTEM, AgentJoined, AgentLost, AgentReplied, Closed, TicketOffered
from bot.conversation.line_rules import LineRules
from bot.conversation.tracker import Owner
from bot.handoff.agent import LEASE, Agent, Presence
from tests.storage.stage import GRACE, Stage, new_ticket
from tests.support.screens import all_seen

LOST = AgentLost(ticket_id="k-c1", agent_id="ann", agent_name="Ann")


@pytest.fixture
async def ann(stage: Stage) -> Agent:
    """Ann, whose screen was open a moment ago."""
    agent = await stage.hires("ann")
    await is_there(stage, agent)
    return agent


async def is_there(stage: Stage, agent: Agent) -> None:
    await stage.agents.renew_lease(agent.id, ends_at=stage.now + LEASE)


async def test_who_is_gone_for_a_moment_keeps_the_customer(stage: Stage, ann: Agent) -> None:
    await stage.takes_over(ann)
    stage.later(seconds=(LEASE + GRACE).total_seconds() - 1)
    assert await stage.offers() == ()
    assert (await stage.conversations.standing("c1")).agent_id == "ann"


async def test_who_is_gone_for_good_leaves_the_customer_to_the_line_who_is_told(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    stage.later(seconds=(LEASE + GRACE).total_seconds())
    (entry,) = await stage.offers()
    assert (entry.actor, entry.epoch, entry.event) == (SYSTEM, epoch + 1, LOST)
    assert LOST.visible
    standing = await stage.conversations.standing("c1")
    assert (standing.owner, standing.agent_id, standing.place) == (Owner.QUEUE, None, 1)
    assert await stage.offers() == ()


async def test_the_customer_stands_where_they_stood_and_not_at_the_end(stage: Stage, ann: Agent) -> None:
    await stage.takes_over(ann)
    stage.later(seconds=60)
    await stage.waits("c2")
    stage.later(seconds=60)
    bo = await stage.hires("bo", capacity=1)
    await stage.offers()
    assert await stage.offered_to(bo) == ["k-c1"]
    assert (await stage.conversations.standing("c2")).place == 2


async def test_what_a_lost_screen_still_sends_is_refused(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    stage.later(seconds=(LEASE + GRACE).total_seconds())
    await stage.offers()
    late = AgentReplied(client_id="r1", agent_name="Ann", text="still me")
    with pytest.raises(Conflict, match="back in line"):
        await stage.desk.reply("c1", ann, late, shown=all_seen(epoch), now=stage.now)
    with pytest.raises(Conflict, match="back in line"):
        await stage.ends("c1", ann, epoch=epoch)
    assert late not in await stage.log()


async def test_who_comes_back_first_is_offered_the_customer_again(stage: Stage, ann: Agent) -> None:
    await stage.takes_over(ann)
    stage.later(seconds=(LEASE + GRACE).total_seconds())
    await stage.offers()
    await stage.hires("a-colleague-before-her-by-name")
    await is_there(stage, ann)
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c1"]
    await stage.accepts("k-c1", ann)
    assert [type(event) for event in (await stage.log())[-4:]] == [AgentJoined, AgentLost, TicketOffered, AgentJoined]


async def test_who_is_not_back_is_not_waited_for(stage: Stage, ann: Agent) -> None:
    await stage.takes_over(ann)
    stage.later(seconds=(LEASE + GRACE).total_seconds())
    bo = await stage.hires("bo")
    await stage.offers()
    assert await stage.offered_to(bo) == ["k-c1"]


async def test_signing_out_leaves_customers_to_others_at_once(stage: Stage, ann: Agent) -> None:
    await stage.agents.open_session("ann", "session", ends_at=stage.now + timedelta(hours=8))
    await stage.takes_over(ann)
    await stage.agents.close_session("session", now=stage.now)
    assert [entry.event for entry in await stage.offers()] == [LOST]


async def test_an_agent_who_is_away_but_there_keeps_their_customers(stage: Stage, ann: Agent) -> None:
    await stage.takes_over(ann)
    await stage.says("ann", Presence.AWAY)
    stage.later(seconds=40)
    assert await stage.offers() == ()
    assert (await stage.conversations.standing("c1")).agent_id == "ann"


async def test_who_is_off_duty_is_gone_though_the_screen_is_open(stage: Stage, ann: Agent) -> None:
    await stage.takes_over(ann)
    await stage.says("ann", Presence.OFFLINE)
    stage.later(seconds=40)
    await is_there(stage, ann)
    assert await stage.offers() == ()
    stage.later(seconds=(LEASE + GRACE).total_seconds() - 40)
    await is_there(stage, ann)
    assert [entry.event for entry in await stage.offers()] == [LOST]


async def test_who_comes_back_on_duty_at_once_keeps_the_customer(stage: Stage, ann: Agent) -> None:
    await stage.takes_over(ann)
    await stage.says("ann", Presence.OFFLINE)
    stage.later(seconds=70)
    await stage.says("ann", Presence.BUSY)
    stage.later(seconds=70)
    assert await stage.offers() == ()
    assert (await stage.conversations.standing("c1")).agent_id == "ann"


async def test_a_conversation_that_was_closed_in_the_meantime_stays_closed(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.ends("c1", ann, epoch=epoch)
    stage.later(seconds=(LEASE + GRACE).total_seconds())
    assert await stage.offers() == ()
    assert isinstance((await stage.log())[-1], Closed)


async def test_who_gave_up_waiting_once_is_still_offered_to_the_agent_they_had(stage: Stage) -> None:
    zoe = await stage.hires("zoe")
    epoch = await stage.takes_over(zoe)
    await stage.ends("c1", zoe, epoch=epoch)
    receipt = await stage.writes("it is broken again", "m2", turn_id="t2")
    await stage.says("zoe", Presence.BUSY)
    await stage.finishes(
        stage.outcome(receipt.seq, turn_id="t2", epoch=epoch + 2, ticket=replace(new_ticket("k-2"), may_leave=True))
    )
    for passed in (stage.rules.left_after, stage.rules.keeps_place):
        stage.later(seconds=passed.total_seconds())
        await stage.offers()
    assert (await stage.standing()).owner is Owner.CLOSED
    epoch = (await stage.standing()).epoch
    await stage.hires("bo")
    receipt = await stage.writes("and again", "m3", turn_id="t3")
    await stage.says("zoe", Presence.AVAILABLE)
    await stage.asks_for_a_person(receipt.seq, turn_id="t3", epoch=epoch + 1)
    await stage.offers()
    assert await stage.offered_to(zoe) == ["k-again"]


@pytest.mark.parametrize(
    ("away", "again"), [(timedelta(hours=1), "zoe"), (LineRules().sticky + timedelta(hours=1), "bo")]
)
async def test_a_customer_who_comes_back_is_offered_to_the_agent_they_had_for_a_day(
    stage: Stage, away: timedelta, again: str
) -> None:
    zoe = await stage.hires("zoe")
    epoch = await stage.takes_over(zoe)
    await stage.ends("c1", zoe, epoch=epoch)
    bo = await stage.hires("bo")
    stage.later(seconds=away.total_seconds())
    for agent in (zoe, bo):
        await is_there(stage, agent)
    receipt = await stage.writes("it is broken again", "m2", turn_id="t2")
    await stage.asks_for_a_person(receipt.seq, turn_id="t2", epoch=epoch + 2)
    assert {agent.id for agent in (zoe, bo) if await stage.offered_to(agent)} == set()
    await stage.offers()
    assert {agent.id for agent in (zoe, bo) if await stage.offered_to(agent)} == {again}
