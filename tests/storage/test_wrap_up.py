"""The work after the end, and what an agent puts aside."""

from datetime import datetime, timedelta

import pytest

from bot.conversation.errors import Conflict, NotFound
from bot.conversation.events import SYSTEM, AgentReplied, Entry
from bot.conversation.line_events import CallbackRequested, Snoozed, WrappedUp
from bot.conversation.tracker import Owner
from bot.engine.desk import Returning
from bot.handoff.agent import Agent, Presence
from bot.handoff.ticket import TicketState
from tests.storage.stage import Stage, greeting
from tests.support.screens import all_seen

WRAP_UP = timedelta(seconds=30)


@pytest.fixture
async def ann(stage: Stage) -> Agent:
    return await stage.hires("ann", capacity=1)


async def ended(stage: Stage, ann: Agent, conversation_id: str = "c1", *, wrap_up: timedelta = WRAP_UP) -> None:
    """A customer is served, and the conversation ends."""
    epoch = await stage.takes_over(ann, conversation_id)
    await stage.desk.end(conversation_id, ann, shown=all_seen(epoch), wrap_up=wrap_up, now=stage.now)


async def notes(stage: Stage, ann: Agent, disposition: str = "solved", ticket_id: str = "k-c1") -> tuple[Entry, ...]:
    return await stage.desk.wrap_up(ticket_id, ann, disposition, now=stage.now)


async def asleep(stage: Stage, ann: Agent, until: datetime | None, *, epoch: int) -> tuple[Entry, ...]:
    return await stage.desk.snooze("c1", ann, until, epoch=epoch, now=stage.now)


async def test_after_the_end_the_place_stays_taken_until_it_is_noted_how_it_ended(stage: Stage, ann: Agent) -> None:
    await ended(stage, ann)
    (card,) = (await stage.view(ann)).wrap_up
    assert (card.state, card.wrap_up_ends_at) == (TicketState.WRAP_UP, stage.now + WRAP_UP)
    await stage.waits("c2")
    assert await stage.offers() == ()
    (noted,) = await notes(stage, ann)
    assert (noted.actor, noted.event) == (
        "agent:ann",
        WrappedUp(ticket_id="k-c1", agent_name="Ann", disposition="solved"),
    )
    assert not noted.event.visible
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c2"]


async def test_a_time_that_runs_out_frees_the_place_by_itself(stage: Stage, ann: Agent) -> None:
    await ended(stage, ann)
    await stage.waits("c2")
    stage.later(seconds=WRAP_UP.total_seconds() - 0.001)
    assert await stage.offers() == ()
    stage.later(seconds=0.001)
    over, offered = await stage.offers()
    assert (over.actor, over.event) == (SYSTEM, WrappedUp(ticket_id="k-c1", agent_name="Ann", disposition=""))
    assert offered.conversation_id == "c2"
    assert (await stage.view(ann)).wrap_up == ()


async def test_late_is_better_than_never(stage: Stage, ann: Agent) -> None:
    await ended(stage, ann)
    stage.later(seconds=3600)
    await stage.offers()
    (noted,) = await notes(stage, ann, "follow_up")
    assert noted.event == WrappedUp(ticket_id="k-c1", agent_name="Ann", disposition="follow_up")


async def test_where_no_time_is_given_it_can_be_noted_all_the_same(stage: Stage, ann: Agent) -> None:
    await ended(stage, ann, wrap_up=timedelta())
    assert (await stage.view(ann)).wrap_up == ()
    assert await notes(stage, ann)


async def test_the_same_again_is_nothing_and_something_else_is_refused(stage: Stage, ann: Agent) -> None:
    await ended(stage, ann)
    await notes(stage, ann)
    assert await notes(stage, ann) == ()
    with pytest.raises(Conflict, match="noted already: solved"):
        await notes(stage, ann, "spam")


async def test_only_who_ended_it_can_note_how(stage: Stage, ann: Agent) -> None:
    await ended(stage, ann)
    bo = await stage.hires("bo")
    with pytest.raises(Conflict, match="another agent ended this conversation"):
        await notes(stage, bo)
    with pytest.raises(NotFound):
        await notes(stage, ann, ticket_id="k404")


async def test_what_has_not_ended_has_no_ending(stage: Stage, ann: Agent) -> None:
    await stage.waits()
    with pytest.raises(Conflict):
        await notes(stage, ann)
    await stage.offers()
    await stage.accepts("k-c1", ann)
    with pytest.raises(Conflict, match="has not ended"):
        await notes(stage, ann)


@pytest.mark.parametrize("state", ["waiting", "offered", "callback", "taken_back"])
async def test_what_nobody_has_is_not_said_to_be_somebody_elses(stage: Stage, ann: Agent, state: str) -> None:
    bo = await stage.hires("bo", presence=Presence.BUSY)
    if state == "taken_back":
        epoch = await stage.takes_over(ann)
        await stage.passes_on(ann, epoch=epoch, queue="general")
    else:
        await stage.waits()
    if state == "offered":
        await stage.offers()
    if state == "callback":
        due_at = stage.now + timedelta(hours=1)
        asked = CallbackRequested(client_id="call-1", ticket_id="", phone="+852 5555 0100", due_at=due_at)
        await stage.patience.call_back("c1", asked, now=stage.now)
    before = await stage.log()
    for one in (ann, bo):
        with pytest.raises(Conflict, match="nobody has this conversation now, and it has not ended; it waits in line"):
            await notes(stage, one)
    assert await stage.log() == before


async def test_what_a_colleague_still_has_is_said_to_be_theirs(stage: Stage, ann: Agent) -> None:
    await stage.takes_over(ann)
    with pytest.raises(Conflict, match="Ann has this conversation now, and it has not ended"):
        await notes(stage, await stage.hires("bo"))


async def test_who_left_before_anybody_came_has_no_ending_to_note(stage: Stage, ann: Agent) -> None:
    await stage.says(ann.id, Presence.BUSY)
    await stage.waits(may_leave=True)
    for seconds in (stage.rules.left_after, stage.rules.keeps_place):
        stage.later(seconds=seconds.total_seconds())
        await stage.offers()
    assert (await stage.standing()).owner is Owner.CLOSED
    with pytest.raises(Conflict, match="the customer left before anybody had this conversation"):
        await notes(stage, ann)


async def test_a_customer_who_writes_during_the_work_after_the_end_goes_to_the_bot(stage: Stage, ann: Agent) -> None:
    await ended(stage, ann)
    receipt = await stage.writes("one more thing", "m2", turn_id="t2")
    assert receipt.turn_id == "t2"
    assert (await stage.standing()).owner is Owner.BOT
    assert len((await stage.view(ann)).wrap_up) == 1
    assert await notes(stage, ann)


async def test_who_comes_back_during_the_work_after_the_end_counts_once_in_line(stage: Stage, ann: Agent) -> None:
    await ended(stage, ann)
    await stage.waits("ahead", bonus=10.0)
    receipt = await stage.writes("it broke again", "m2", turn_id="t2")
    await stage.asks_for_a_person(receipt.seq, turn_id="t2", epoch=5)
    assert (await stage.standing()).place == 2
    assert (await stage.card()).place == 2


async def test_handed_back_there_is_no_work_after_the_end_but_it_may_be_noted(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.desk.hand_back("c1", ann, Returning(shown=all_seen(epoch), greeting=greeting), now=stage.now)
    assert (await stage.view(ann)).wrap_up == ()
    assert await notes(stage, ann)


async def test_what_is_put_aside_is_told_and_shown_until_its_time(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    until = stage.now + timedelta(hours=1)
    (told,) = await asleep(stage, ann, until, epoch=epoch)
    assert told.event == Snoozed(agent_name="Ann", until=until)
    assert (told.epoch, told.event.visible) == (epoch, False)
    assert (await stage.card()).snoozed_until == until
    await asleep(stage, ann, None, epoch=epoch)
    assert (await stage.card()).snoozed_until is None


async def test_what_is_put_aside_wakes_when_the_customer_writes(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    replied = AgentReplied(client_id="r1", agent_name="Ann", text="I will look")
    await stage.desk.reply("c1", ann, replied, shown=all_seen(epoch), now=stage.now)
    await asleep(stage, ann, stage.now + timedelta(hours=1), epoch=epoch)
    # Asleep is what lies in the future and has nothing unanswered.
    assert (await stage.card()).unanswered_since is None
    stage.later(seconds=60)
    await stage.writes("anything new?", "m2")
    assert (await stage.card()).unanswered_since == stage.now


async def test_what_is_put_aside_wakes_by_itself_when_its_time_has_come(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await asleep(stage, ann, stage.now + timedelta(hours=1), epoch=epoch)
    stage.later(seconds=3600)
    (card,) = (await stage.view(ann)).mine
    assert card.snoozed_until == stage.now
    assert await stage.offers() == ()


@pytest.mark.parametrize("off", [-1, 1])
async def test_a_screen_of_another_epoch_puts_nothing_aside(stage: Stage, ann: Agent, off: int) -> None:
    epoch = await stage.takes_over(ann)
    before = await stage.log()
    with pytest.raises(Conflict, match="look again"):
        await asleep(stage, ann, stage.now + timedelta(hours=1), epoch=epoch + off)
    assert await stage.log() == before
    assert (await stage.card()).snoozed_until is None


async def test_nobody_puts_aside_what_is_not_theirs(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    bo = await stage.hires("bo")
    with pytest.raises(Conflict, match="Ann has this conversation now"):
        await asleep(stage, bo, None, epoch=epoch)
    with pytest.raises(NotFound):
        await stage.desk.snooze("c404", ann, None, epoch=1, now=stage.now)


async def test_who_gets_what_was_put_aside_finds_it_awake(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await asleep(stage, ann, stage.now + timedelta(hours=1), epoch=epoch)
    await stage.passes_on(ann, epoch=epoch, queue="billing")
    assert (await stage.card()).snoozed_until is None
