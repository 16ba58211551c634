"""What is known of waits, and what customers were promised."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.hours import Hours
from bot.conversation.line_events import Abandoned, CallbackRequested
from bot.engine.patience import Waiting
from bot.handoff.agent import Agent, Presence, Role
from bot.handoff.expected_wait import ACCEPTING, HANDLING, Outlook, outlook
from tests.storage.stage import Stage


async def waiting(stage: Stage, conversation_id: str = "c1") -> Waiting:
    found = await stage.patience.waiting(conversation_id, rules=stage.rules, now=stage.now)
    assert found is not None
    return found


async def told(stage: Stage, conversation_id: str = "c1") -> Outlook:
    """Return what a customer in line is told now."""
    return outlook((await waiting(stage, conversation_id)).view, stage.rules, stage.now)


async def served(stage: Stage, ann: Agent, conversation_id: str, *, waits: float, takes: float) -> None:
    """A customer waits, is served, and the conversation ends."""
    await stage.waits(conversation_id)
    stage.later(seconds=waits)
    await stage.offers()
    await stage.accepts(f"k-{conversation_id}", ann)
    stage.later(seconds=takes)
    await stage.ends(conversation_id, ann, epoch=3)


async def test_who_does_not_stand_in_line_waits_for_nothing(stage: Stage) -> None:
    ann = await stage.hires("ann")
    await stage.starts("c0")
    await stage.takes_over(ann)
    for conversation_id in ("c0", "c1", "c404"):
        assert await stage.patience.waiting(conversation_id, rules=stage.rules, now=stage.now) is None


async def test_the_place_and_who_is_on_duty_are_known(stage: Stage) -> None:
    await stage.hires("ann", capacity=2, skills=("billing",))
    await stage.hires("bo", presence=Presence.BUSY)
    await stage.hires("cy", presence=Presence.AWAY)
    await stage.hires("di", at_the_desk=False)
    await stage.waits("c1")
    stage.later(seconds=1)
    await stage.waits("c2")
    view = (await waiting(stage, "c2")).view
    assert (view.number, view.place.id, view.place.queue) == (2, "k-c2", "general")
    desk = {seat.agent_id: (seat.takes, seat.capacity, seat.load) for seat in view.desk}
    assert desk == {"ann": (True, 2, 0.0), "bo": (False, 2, 0.0)}


async def test_how_long_conversations_took_is_taken_from_those_that_ended(stage: Stage) -> None:
    ann = await stage.hires("ann", capacity=1)
    for number, takes in enumerate((100, 300)):
        await served(stage, ann, f"c{number}", waits=10, takes=takes)
    await stage.takes_over(ann, "c8")
    await stage.waits("c9")
    assert sorted((await waiting(stage, "c9")).view.handled) == [100.0, 300.0]
    found = (await told(stage, "c9")).wait
    assert found is not None
    assert found.middle == 200.0 + ACCEPTING


async def test_promises_are_kept_with_what_came_of_them(stage: Stage) -> None:
    ann = await stage.hires("ann", capacity=1)
    await served(stage, ann, "c1", waits=10, takes=60)
    await stage.waits("c2")
    assert (await waiting(stage, "c2")).view.kept == ((ACCEPTING, 10.0),)


async def test_a_wait_ends_with_the_first_agent_however_often_it_changes_hands(stage: Stage) -> None:
    ann = await stage.hires("ann", capacity=1)
    await stage.waits("c1")
    stage.later(seconds=7)
    await stage.offers()
    await stage.accepts("k-c1", ann)
    stage.later(seconds=600)
    bo = await stage.hires("bo")
    await stage.passes_on(ann, epoch=3, to="bo")
    stage.later(seconds=60)
    await stage.offers()
    await stage.accepts("k-c1", bo)
    await stage.waits("c2")
    assert (await waiting(stage, "c2")).view.kept == ((ACCEPTING, 7.0),)


async def test_who_chose_to_be_called_says_nothing_of_how_long_it_takes(stage: Stage) -> None:
    ann = await stage.hires("ann", capacity=1)
    await stage.waits("c1")
    asked = CallbackRequested(client_id="b", ticket_id="", phone="123456", due_at=stage.now + timedelta(hours=1))
    await stage.patience.call_back("c1", asked, now=stage.now)
    stage.later(seconds=3600)
    await stage.offers()
    await stage.accepts("k-c1", ann)
    await stage.waits("c2")
    assert (await waiting(stage, "c2")).view.kept == ()


@pytest.mark.parametrize("waits", [60, 600])
async def test_who_gave_up_after_the_promised_time_counts_as_having_waited_so_long_and_no_one_else(
    stage: Stage, waits: float
) -> None:
    ann = await stage.hires("ann", capacity=1)
    await served(stage, ann, "c0", waits=10, takes=60)
    await stage.says("ann", Presence.BUSY)
    await stage.waits("c1", may_leave=True)
    stage.later(seconds=waits)
    await stage.patience.seen("c1", now=stage.now)
    left_after = stage.rules.left_after.total_seconds()
    stage.later(seconds=left_after)
    await stage.offers()
    stage.later(seconds=stage.rules.keeps_place.total_seconds())
    await stage.offers()
    assert isinstance((await stage.log())[-1], Abandoned)
    await stage.waits("c2")
    gave_up = ((60 + ACCEPTING, waits + left_after),) if waits == 600 else ()
    assert (await waiting(stage, "c2")).view.kept == ((ACCEPTING, 10.0), *gave_up)


async def test_what_was_promised_to_nobody_on_duty_is_no_promise(stage: Stage) -> None:
    await stage.waits("c1")
    assert (await told(stage)).wait is None
    ann = await stage.hires("ann", capacity=1)
    stage.later(seconds=1)
    await stage.offers()
    await stage.accepts("k-c1", ann)
    await stage.waits("c2")
    assert (await waiting(stage, "c2")).view.kept == ()


async def test_a_customer_sees_at_once_that_somebody_came_to_the_desk(stage: Stage) -> None:
    await stage.waits("c1")
    assert not (await told(stage)).is_staffed
    await stage.hires("ann")
    assert (await told(stage)).is_staffed


async def test_the_line_moves_for_those_behind(stage: Stage) -> None:
    ann = await stage.hires("ann", capacity=1)
    await stage.takes_over(ann, "c1")
    for number in (2, 3):
        stage.later(seconds=1)
        await stage.waits(f"c{number}")
    before = (await told(stage, "c3")).wait
    await stage.ends("c1", ann, epoch=3)
    after = (await told(stage, "c3")).wait
    assert before is not None
    assert after is not None
    assert (before.middle, after.middle) == (ACCEPTING + 2 * HANDLING, ACCEPTING + HANDLING)


async def test_outside_hours_it_is_told_when_people_are_back(stage: Stage) -> None:
    zone = ZoneInfo("Asia/Hong_Kong")
    hours = Hours(zone=zone, week={0: ((time(9), time(18)),)}, is_holiday=lambda _day: False)
    stage.rules = replace(stage.rules, hours=hours)
    await stage.hires("ann")
    await stage.waits("c1", may_leave=True)
    found = await told(stage)
    assert (found.wait, found.opens_at) == (None, datetime(2026, 11, 23, 9, tzinfo=zone))
    stage.later(seconds=2 * stage.rules.keeps_place.total_seconds())
    await stage.says("ann", Presence.BUSY)
    await stage.offers()
    assert (await stage.standing()).place == 1


async def test_who_is_never_to_have_them_counts_as_nobody(stage: Stage) -> None:
    await stage.hires("ann")
    sue = await stage.hires("sue", role=Role.SUPERVISOR, presence=Presence.AWAY)
    await stage.waits("c1")
    await stage.keeps_apart(sue, "ann")
    assert not (await told(stage)).is_staffed


async def test_who_has_just_said_no_still_counts(stage: Stage) -> None:
    ann = await stage.hires("ann")
    await stage.waits("c1")
    await stage.offers()
    await stage.desk.decline("k-c1", ann, "lunch", now=stage.now)
    assert (await told(stage)).is_staffed


async def test_hours_in_which_nobody_works_are_no_part_of_a_wait(stage: Stage) -> None:
    # A Saturday noon; people leave at one and are back on Sunday at nine.
    span = ((time(9), time(13)),)
    hours = Hours(zone=ZoneInfo("UTC"), week=dict.fromkeys(range(7), span), is_holiday=lambda _day: False)
    stage.rules = replace(stage.rules, hours=hours)
    ann = await stage.hires("ann", presence=Presence.BUSY)
    await stage.waits("c1")
    stage.later(seconds=22 * 3600)
    await stage.comes_to_desk(ann)
    await stage.says(ann.id, Presence.AVAILABLE)
    await stage.offers()
    await stage.accepts("k-c1", ann)
    await stage.waits("c2")
    ((_, was),) = (await waiting(stage, "c2")).view.kept
    assert was == 2 * 3600
