"""Customers who wait: there, gone, back in time or too late, and those who need not stay on the page."""

import pytest

from bot.conversation.errors import Conflict
from bot.conversation.events import CUSTOMER, SYSTEM, OfferLapsed, Reopened
from bot.conversation.line_events import Abandoned, CustomerBack, CustomerLeft, MessageLeft
from bot.conversation.tracker import Owner
from bot.handoff.agent import Agent, Presence
from bot.handoff.ticket import TicketState
from tests.storage.stage import Stage

LEAVES = MessageLeft(client_id="leave-1", ticket_id="")


@pytest.fixture
async def ann(stage: Stage) -> Agent:
    """Ann, who is there and takes nothing yet."""
    return await stage.hires("ann", presence=Presence.BUSY)


async def gone(stage: Stage) -> list[object]:
    """Let the page be gone until that is noticed; return what is told then."""
    stage.later(seconds=stage.rules.left_after.total_seconds())
    return [entry.event for entry in await stage.offers()]


async def seen(stage: Stage, conversation_id: str = "c1") -> list[object]:
    """The customer's page is open."""
    return [entry.event for entry in await stage.patience.seen(conversation_id, now=stage.now)]


async def leaves(stage: Stage, client_id: str = "leave-1") -> int:
    """The customer will not wait on the page; return where that stands."""
    left = MessageLeft(client_id=client_id, ticket_id="")
    seq, _ = await stage.patience.leave_message("c1", left, now=stage.now)
    return seq


async def message_left(stage: Stage, conversation_id: str = "c1") -> bool:
    waiting = await stage.patience.waiting(conversation_id, rules=stage.rules, now=stage.now)
    assert waiting is not None
    return waiting.message_left


async def test_who_leaves_the_page_is_offered_to_nobody_and_keeps_the_place(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    await stage.waits("c2")
    assert await gone(stage) == [CustomerLeft(ticket_id="k-c1")]
    assert not CustomerLeft.visible
    await stage.says(ann.id, Presence.AVAILABLE)
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c2"]
    assert (await stage.card()).state is TicketState.ABANDONED
    assert (await stage.standing()).owner is Owner.QUEUE


async def test_a_page_that_was_seen_in_time_is_there(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    stage.later(seconds=stage.rules.left_after.total_seconds() - 1)
    assert await seen(stage) == []
    stage.later(seconds=stage.rules.left_after.total_seconds() - 1)
    assert await stage.offers() == ()


async def test_who_comes_back_in_time_stands_where_they_stood(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    stage.later(seconds=1)
    await stage.waits("c2")
    await gone(stage)
    stage.later(seconds=stage.rules.keeps_place.total_seconds() - 1)
    assert await seen(stage) == [CustomerBack(ticket_id="k-c1")]
    assert [(await stage.standing(c)).place for c in ("c1", "c2")] == [1, 2]
    assert await seen(stage) == []


async def test_who_writes_is_back_whatever_was_seen_of_the_page(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    await gone(stage)
    receipt = await stage.writes("still here", "m2")
    assert [entry.event for entry in receipt.entries][-1] == CustomerBack(ticket_id="k-c1")
    assert receipt.entries[-1].actor == CUSTOMER
    assert (await stage.card()).state is TicketState.WAITING


async def test_who_comes_back_too_late_has_given_up_the_place(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    await gone(stage)
    stage.later(seconds=stage.rules.keeps_place.total_seconds())
    (entry,) = await stage.offers()
    assert (entry.actor, entry.event) == (SYSTEM, Abandoned(ticket_id="k-c1"))
    assert Abandoned.visible
    standing = await stage.standing()
    assert (standing.owner, standing.epoch, standing.place) == (Owner.CLOSED, 3, None)
    assert await seen(stage) == []
    assert await stage.views.card("c1") is None


async def test_what_they_write_after_that_goes_to_the_bot(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    await gone(stage)
    stage.later(seconds=stage.rules.keeps_place.total_seconds())
    await stage.offers()
    receipt = await stage.writes("hello?", "m2", turn_id="t2")
    assert receipt.turn_id == "t2"
    assert receipt.entries[0].event == Reopened()
    assert (await stage.standing()).owner is Owner.BOT


async def test_a_message_in_the_last_moment_is_not_lost_whoever_is_first(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    await gone(stage)
    stage.later(seconds=stage.rules.keeps_place.total_seconds())
    await stage.writes("wait for me", "m2")
    assert await stage.offers() == ()
    assert (await stage.standing()).owner is Owner.QUEUE


async def test_an_offer_of_who_left_is_taken_back_and_nobody_missed_it(stage: Stage) -> None:
    ann = await stage.hires("ann")
    await stage.waits(may_leave=True)
    stage.later(seconds=40)
    await stage.offers()
    stage.later(seconds=20)
    assert [entry.event for entry in await stage.offers()] == [CustomerLeft(ticket_id="k-c1")]
    with pytest.raises(Conflict, match="the customer has left"):
        await stage.accepts("k-c1", ann)
    stage.later(seconds=60)
    assert OfferLapsed(ticket_id="k-c1", agent_name="Ann") not in await stage.log()


async def test_an_agent_who_accepted_just_before_keeps_the_customer(stage: Stage) -> None:
    ann = await stage.hires("ann")
    await stage.waits(may_leave=True)
    await stage.offers()
    await stage.accepts("k-c1", ann)
    stage.later(seconds=3600)
    assert await stage.offers() == ()
    assert (await stage.standing()).agent_id == "ann"


async def test_on_a_channel_that_cannot_show_who_is_there_nobody_is_ever_gone(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=False)
    stage.later(seconds=23 * 3600)
    assert await stage.offers() == ()
    assert await seen(stage) == []
    assert (await stage.standing()).place == 1


async def test_with_nobody_on_duty_nobody_need_wait_on_the_page(stage: Stage) -> None:
    await stage.waits(may_leave=True)
    stage.later(seconds=3600)
    assert await stage.offers() == ()
    assert not await message_left(stage)
    ann = await stage.hires("ann")
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c1"]


async def test_who_leaves_a_message_may_go_and_keeps_the_place(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    stage.later(seconds=1)
    await stage.waits("c2")
    seq, (entry,) = await stage.patience.leave_message("c1", LEAVES, now=stage.now)
    assert (entry.seq, entry.actor) == (seq, CUSTOMER)
    assert entry.event == MessageLeft(client_id="leave-1", ticket_id="k-c1")
    assert entry.event.visible
    assert await gone(stage) == []
    assert await message_left(stage)
    assert (await stage.standing()).place == 1


async def test_the_same_choice_again_is_the_same_choice(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    first = await leaves(stage)
    assert await stage.patience.leave_message("c1", LEAVES, now=stage.now) == (first, ())
    await stage.says(ann.id, Presence.AVAILABLE)
    await stage.offers()
    await stage.accepts("k-c1", ann)
    assert await leaves(stage) == first
    assert len([event for event in await stage.log() if isinstance(event, MessageLeft)]) == 1


async def test_who_had_left_may_leave_a_message_within_the_grace(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    await gone(stage)
    await leaves(stage)
    stage.later(seconds=2 * stage.rules.keeps_place.total_seconds())
    assert await stage.offers() == ()
    assert (await stage.card()).state is TicketState.WAITING


async def test_an_offer_goes_on_when_a_message_is_left(stage: Stage) -> None:
    ann = await stage.hires("ann")
    await stage.waits(may_leave=True)
    await stage.offers()
    await leaves(stage)
    assert await stage.accepts("k-c1", ann)


@pytest.mark.parametrize("state", ["bot", "agent", "closed"])
async def test_who_does_not_stand_in_line_has_nothing_to_leave(stage: Stage, state: str) -> None:
    if state == "bot":
        await stage.starts()
    else:
        ann = await stage.hires("ann")
        epoch = await stage.takes_over(ann)
        if state == "closed":
            await stage.ends("c1", ann, epoch=epoch)
    before = await stage.log()
    with pytest.raises(Conflict, match="you are not waiting"):
        await leaves(stage)
    assert await stage.log() == before


async def test_a_page_of_nobody_in_line_changes_nothing(stage: Stage) -> None:
    await stage.starts()
    before = await stage.count()
    assert await seen(stage) == []
    assert await seen(stage, "c404") == []
    assert await stage.count() == before
