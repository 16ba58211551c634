"""Customers who want to be called: at their time they stand where they would have stood."""

from datetime import datetime, timedelta

import pytest

from bot.conversation.errors import Conflict
from bot.conversation.events import CUSTOMER, SYSTEM, TicketOffered
from bot.conversation.line_events import CallbackCancelled, CallbackDue, CallbackRequested, CustomerLeft, MessageLeft
from bot.conversation.tracker import Owner
from bot.engine.patience import Waiting
from bot.handoff.agent import Agent, Presence
from bot.handoff.ticket import TicketState
from tests.storage.stage import Stage

HOUR = timedelta(hours=1)


@pytest.fixture
async def ann(stage: Stage) -> Agent:
    return await stage.hires("ann")


async def asks(stage: Stage, due_at: datetime, *, client_id: str = "call-1", conversation_id: str = "c1") -> int:
    """The customer wants to be called; return where that stands."""
    asked = CallbackRequested(client_id=client_id, ticket_id="", phone="+852 5555 0100", due_at=due_at)
    seq, _ = await stage.patience.call_back(conversation_id, asked, now=stage.now)
    return seq


async def cancels(stage: Stage, client_id: str = "cancel-1") -> int:
    cancelled = CallbackCancelled(client_id=client_id, ticket_id="")
    seq, _ = await stage.patience.cancel_callback("c1", cancelled, now=stage.now)
    return seq


async def waiting(stage: Stage) -> Waiting:
    found = await stage.patience.waiting("c1", rules=stage.rules, now=stage.now)
    assert found is not None
    return found


async def test_what_is_to_be_called_is_offered_to_nobody_before_its_time(stage: Stage, ann: Agent) -> None:
    await stage.waits()
    due_at = stage.now + HOUR
    await asks(stage, due_at)
    assert (await stage.log())[-1] == CallbackRequested(
        client_id="call-1", ticket_id="k-c1", phone="+852 5555 0100", due_at=due_at
    )
    stage.later(seconds=3599.999)
    assert await stage.offers() == ()
    (card,) = (await stage.view(ann)).callbacks
    assert (card.state, card.due_at, card.phone) == (TicketState.CALLBACK, due_at, "+852 5555 0100")


async def test_at_its_time_it_is_offered_in_the_same_look_with_the_number(stage: Stage, ann: Agent) -> None:
    await stage.waits()
    await asks(stage, stage.now + HOUR)
    stage.later(seconds=3600)
    due, offered = await stage.offers()
    assert (due.actor, due.event) == (SYSTEM, CallbackDue(ticket_id="k-c1"))
    assert isinstance(offered.event, TicketOffered)
    (card,) = (await stage.view(ann)).offers
    assert card.phone == "+852 5555 0100"
    await stage.accepts("k-c1", ann)
    assert (await stage.card()).phone == "+852 5555 0100"


async def test_at_its_time_it_stands_before_those_who_came_later(stage: Stage) -> None:
    await stage.waits("c1")
    await asks(stage, stage.now + HOUR)
    stage.later(seconds=60)
    await stage.waits("c2")
    stage.later(seconds=3540)
    await stage.offers()
    assert [(await stage.standing(c)).place for c in ("c1", "c2")] == [1, 2]


async def test_whose_offer_is_open_may_ask_for_a_call_instead(stage: Stage, ann: Agent) -> None:
    await stage.waits()
    await stage.offers()
    await asks(stage, stage.now + HOUR)
    assert await stage.offered_to(ann) == []
    with pytest.raises(Conflict):
        await stage.accepts("k-c1", ann)
    stage.later(seconds=31)
    assert await stage.offers() == ()


async def test_nobody_waits_on_a_page_for_a_call(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    await asks(stage, stage.now + HOUR)
    stage.later(seconds=3599)
    assert await stage.offers() == ()
    found = await waiting(stage)
    assert (found.message_left, found.due_at, found.phone) == (
        False,
        stage.now + timedelta(seconds=1),
        "+852 5555 0100",
    )


async def test_another_moment_replaces_the_first(stage: Stage, ann: Agent) -> None:
    await stage.waits()
    await asks(stage, stage.now + HOUR)
    later = stage.now + 2 * HOUR
    await asks(stage, later, client_id="call-2")
    stage.later(seconds=3600)
    assert await stage.offers() == ()
    assert (await waiting(stage)).due_at == later


async def test_the_same_wish_again_is_the_same_wish_whatever_it_says(stage: Stage) -> None:
    await stage.waits()
    due_at = stage.now + HOUR
    first = await asks(stage, due_at)
    assert await asks(stage, due_at + HOUR) == first
    assert (await waiting(stage)).due_at == due_at


async def test_who_would_rather_wait_stands_where_they_stood(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    stage.later(seconds=1)
    await stage.agents.renew_lease("ann", ends_at=stage.now)
    await stage.waits("c2")
    await asks(stage, stage.now + HOUR)
    seq = await cancels(stage)
    assert (await stage.log())[-1] == CallbackCancelled(client_id="cancel-1", ticket_id="k-c1")
    assert await cancels(stage) == seq
    found = await waiting(stage)
    assert (found.due_at, found.phone, found.view.number) == (None, None, 1)


async def test_who_need_not_wait_on_the_page_before_need_not_after_a_call_is_cancelled(stage: Stage) -> None:
    await stage.waits(may_leave=True)  # nobody is on duty
    await asks(stage, stage.now + HOUR)
    await cancels(stage)
    stage.later(seconds=2 * stage.rules.keeps_place.total_seconds())
    assert await stage.offers() == ()
    assert (await stage.card()).state is TicketState.WAITING


async def test_who_waited_on_the_page_waits_there_again_after_a_call_is_cancelled(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    await asks(stage, stage.now + HOUR)
    stage.later(seconds=3599)
    await stage.says(ann.id, Presence.BUSY)
    await cancels(stage)
    assert await stage.offers() == ()
    stage.later(seconds=stage.rules.left_after.total_seconds())
    assert [type(entry.event) for entry in await stage.offers()] == [CustomerLeft]


async def test_whose_call_has_come_due_is_not_given_up_because_no_page_is_open(stage: Stage) -> None:
    ann = await stage.hires("ann", presence=Presence.BUSY)
    await stage.waits(may_leave=True)
    await asks(stage, stage.now + HOUR)
    stage.later(seconds=3600)
    await stage.offers()
    stage.later(seconds=2 * stage.rules.keeps_place.total_seconds())
    await stage.says(ann.id, Presence.AVAILABLE)
    assert [type(entry.event) for entry in await stage.offers()] == [TicketOffered]


async def test_without_a_call_there_is_none_to_cancel(stage: Stage) -> None:
    await stage.waits()
    before = await stage.log()
    with pytest.raises(Conflict, match="no call to cancel; you are waiting") as refused:
        await cancels(stage)
    assert refused.value.reason == "no_call"
    assert await stage.log() == before


async def test_who_waits_for_a_call_is_told_so_when_they_leave_a_message_and_how_they_can(stage: Stage) -> None:
    await stage.waits(may_leave=True)
    await asks(stage, stage.now + HOUR)
    left, before = MessageLeft(client_id="leave-1", ticket_id=""), await stage.log()
    with pytest.raises(Conflict, match="you are waiting for a call; cancel it first") as refused:
        await stage.patience.leave_message("c1", left, now=stage.now)
    assert refused.value.reason == "call_agreed"
    assert await stage.log() == before
    await cancels(stage)
    assert await stage.patience.leave_message("c1", left, now=stage.now)


@pytest.mark.parametrize("state", ["bot", "agent", "closed"])
async def test_who_does_not_stand_in_line_is_not_called(stage: Stage, state: str) -> None:
    if state == "bot":
        await stage.starts()
    else:
        ann = await stage.hires("ann")
        epoch = await stage.takes_over(ann)
        if state == "closed":
            await stage.ends("c1", ann, epoch=epoch)
    before = await stage.log()
    with pytest.raises(Conflict, match="you are not waiting"):
        await asks(stage, stage.now + HOUR)
    assert await stage.log() == before


async def test_what_they_write_meanwhile_waits_for_the_agent_and_calls_nobody_earlier(stage: Stage, ann: Agent) -> None:
    await stage.waits()
    await asks(stage, stage.now + HOUR)
    receipt = await stage.writes("my order is 1042", "m2")
    assert receipt.turn_id is None
    assert receipt.entries[-1].actor == CUSTOMER
    assert await stage.offers() == ()
    assert (await stage.standing()).owner is Owner.QUEUE


async def test_a_call_whose_offer_runs_out_is_offered_again_and_keeps_its_number(stage: Stage, ann: Agent) -> None:
    await stage.waits()
    await asks(stage, stage.now + HOUR)
    bo = await stage.hires("bo")
    stage.later(seconds=3600)
    await stage.offers()
    stage.later(seconds=30)
    await stage.offers()
    (card,) = (await stage.view(bo)).offers
    assert (card.id, card.phone) == ("k-c1", "+852 5555 0100")
    assert len([event for event in await stage.log() if isinstance(event, CallbackDue)]) == 1
