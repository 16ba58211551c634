"""What supervisors do: each act with who and why beside it, and nobody is given what they cannot have."""

import asyncio

import pytest

from bot.conversation.errors import Conflict, NotFound
from bot.conversation.events import AgentJoined, AgentReplied
from bot.conversation.line_events import CallbackRequested, Requeued, Supervised
from bot.conversation.tracker import Owner
from bot.engine.supervision import Direction
from bot.handoff.agent import Agent, Presence, Role
from bot.handoff.ticket import TicketState
from bot.storage.offers import PASSED
from tests.storage.stage import GRACE, Stage
from tests.support.screens import all_seen


@pytest.fixture
async def sue(stage: Stage) -> Agent:
    return await stage.hires("sue", role=Role.SUPERVISOR, presence=Presence.AWAY)


@pytest.fixture
async def ann(stage: Stage) -> Agent:
    return await stage.hires("ann")


async def requeues(stage: Stage, sue: Agent, ticket_id: str = "k-c1", why: str = "she is ill") -> list[object]:
    entries = await stage.supervision.requeue(ticket_id, Direction(supervisor=sue, why=why), now=stage.now)
    return [entry.event for entry in entries]


async def lets_again(stage: Stage, sue: Agent, agent_id: str) -> list[object]:
    direction = Direction(supervisor=sue, why="they made up")
    return [e.event for e in await stage.supervision.include("c1", agent_id, direction, now=stage.now)]


async def test_a_conversation_is_given_to_an_agent_with_who_and_why_beside_it(
    stage: Stage, sue: Agent, ann: Agent
) -> None:
    await stage.waits()
    noted, joined = await stage.assigns(sue, "ann", why="an old friend")
    assert noted.event == Supervised(
        ticket_id="k-c1", act="assign", supervisor_name="Sue", agent_name="Ann", why="an old friend"
    )
    assert joined.event == AgentJoined(ticket_id="k-c1", agent_id="ann", agent_name="Ann")
    assert {noted.actor, joined.actor} == {"agent:sue"}
    assert not noted.event.visible
    standing = await stage.standing()
    assert (standing.owner, standing.agent_id, standing.epoch) == (Owner.AGENT, "ann", joined.epoch)
    assert joined.epoch == noted.epoch + 1


async def test_an_offer_to_another_agent_is_void_then(stage: Stage, sue: Agent, ann: Agent) -> None:
    await stage.waits()
    await stage.offers()
    bo = await stage.hires("bo")
    await stage.assigns(sue, "bo")
    with pytest.raises(Conflict, match="another agent has this conversation"):
        await stage.accepts("k-c1", ann)
    assert (await stage.standing()).agent_id == bo.id
    stage.later(seconds=30)
    assert await stage.offers() == ()


async def test_taken_from_an_agent_what_their_screen_still_sends_is_refused(
    stage: Stage, sue: Agent, ann: Agent
) -> None:
    epoch = await stage.takes_over(ann)
    noted, _ = await stage.assigns(sue, "sue")
    assert isinstance(noted.event, Supervised)
    assert (noted.event.act, noted.event.agent_name) == ("take_over", "Sue")
    late = AgentReplied(client_id="r1", agent_name="Ann", text="still me")
    with pytest.raises(Conflict, match="Sue has this conversation now"):
        await stage.desk.reply("c1", ann, late, shown=all_seen(epoch), now=stage.now)
    with pytest.raises(Conflict):
        await stage.desk.reply("c1", ann, late, shown=all_seen(epoch + 1), now=stage.now)


@pytest.mark.parametrize("state", ["waiting", "offered", "assigned", "abandoned", "callback", "callback_due"])
async def test_a_supervisor_can_take_a_conversation_in_whatever_state_it_is(
    stage: Stage, sue: Agent, ann: Agent, state: str
) -> None:
    await stage.waits(may_leave=True)
    if state in {"offered", "assigned"}:
        await stage.offers()
    if state == "assigned":
        await stage.accepts("k-c1", ann)
    if state == "abandoned":
        stage.later(seconds=stage.rules.left_after.total_seconds())
        await stage.offers()
    if state.startswith("callback"):
        asked = CallbackRequested(client_id="b", ticket_id="", phone="123456", due_at=stage.now)
        await stage.patience.call_back("c1", asked, now=stage.now)
    if state == "callback_due":
        await stage.offers()
    await stage.assigns(sue, "sue")
    assert (await stage.standing()).agent_id == "sue"
    card = await stage.card()
    assert (card.state, card.offer_ends_at) == (TicketState.ASSIGNED, None)


async def test_giving_it_to_who_has_it_already_is_nothing(stage: Stage, sue: Agent, ann: Agent) -> None:
    await stage.takes_over(ann)
    before = await stage.log()
    assert await stage.assigns(sue, "ann") == ()
    assert await stage.log() == before


async def test_nobody_is_given_more_than_they_can_take_not_even_the_supervisor(stage: Stage) -> None:
    sue = await stage.hires("sue", role=Role.SUPERVISOR, capacity=1)
    await stage.takes_over(sue)
    await stage.waits("c2")
    before = await stage.log("c2")
    with pytest.raises(Conflict, match=r"Sue has as much as they can take \(1 at once\)"):
        await stage.assigns(sue, "sue", "k-c2")
    assert await stage.log("c2") == before


async def test_of_two_supervisors_at_once_the_agent_gets_no_more_than_they_can_take(stage: Stage, sue: Agent) -> None:
    await stage.hires("bo", capacity=1)
    tickets = [await stage.waits(f"c{n}") for n in range(5)]
    done = await asyncio.gather(*(stage.assigns(sue, "bo", ticket) for ticket in tickets), return_exceptions=True)
    assert sum(isinstance(one, Conflict) for one in done) == len(tickets) - 1


async def test_who_is_not_at_the_desk_is_given_nothing(stage: Stage, sue: Agent) -> None:
    await stage.waits()
    await stage.hires("bo", at_the_desk=False)
    with pytest.raises(Conflict, match="Bo is not at the desk"):
        await stage.assigns(sue, "bo")


async def test_who_is_not_there_any_more_is_given_nothing(stage: Stage, sue: Agent, ann: Agent) -> None:
    await stage.waits()
    await stage.agents.remove(ann.email, now=stage.now)
    for nobody in ("ann", "a404"):
        with pytest.raises(NotFound):
            await stage.assigns(sue, nobody)


async def test_what_has_ended_or_never_was_is_given_to_nobody(stage: Stage, sue: Agent, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.ends("c1", ann, epoch=epoch)
    with pytest.raises(Conflict, match="has ended"):
        await stage.assigns(sue, "ann")
    with pytest.raises(NotFound):
        await stage.assigns(sue, "ann", "k404")


async def test_back_in_line_it_stands_where_it_stood_and_others_are_asked_first(
    stage: Stage, sue: Agent, ann: Agent
) -> None:
    epoch = await stage.takes_over(ann)
    await stage.waits("c2")
    noted, back = await requeues(stage, sue)
    assert isinstance(noted, Supervised)
    assert (noted.act, noted.agent_name, noted.why) == ("requeue", "Ann", "she is ill")
    assert back == Requeued(ticket_id="k-c1", agent_id="ann", agent_name="Ann")
    standing = await stage.standing()
    assert (standing.owner, standing.place, standing.epoch) == (Owner.QUEUE, 1, epoch + 1)
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c2"]
    stage.later(seconds=PASSED.total_seconds())
    bo = await stage.hires("bo", capacity=1)
    await stage.offers()
    assert await stage.offered_to(bo) == ["k-c1"]


async def test_an_offer_can_be_put_back_too_without_the_customer_hearing_of_it(
    stage: Stage, sue: Agent, ann: Agent
) -> None:
    await stage.waits()
    await stage.offers()
    (noted,) = await requeues(stage, sue)
    assert isinstance(noted, Supervised)
    assert (await stage.card()).state is TicketState.WAITING
    assert await stage.offers() == ()
    assert await stage.offered_to(ann) == []


async def test_what_waits_already_is_put_back_without_a_word(stage: Stage, sue: Agent) -> None:
    await stage.waits()
    assert await requeues(stage, sue) == []


async def test_what_nobody_has_cannot_be_put_back(stage: Stage, sue: Agent, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.ends("c1", ann, epoch=epoch)
    with pytest.raises(Conflict, match="nobody has this conversation now"):
        await requeues(stage, sue)
    with pytest.raises(NotFound):
        await requeues(stage, sue, "k404")


async def test_who_is_kept_apart_is_never_offered_this_customer_again(stage: Stage, sue: Agent, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.keeps_apart(sue, "ann")
    await stage.ends("c1", ann, epoch=epoch)
    receipt = await stage.writes("again", "m2", turn_id="t2")
    await stage.asks_for_a_person(receipt.seq, turn_id="t2", epoch=epoch + 2)
    stage.later(seconds=3600)
    assert await stage.offers() == ()
    bo = await stage.hires("bo")
    await stage.offers()
    assert await stage.offered_to(bo) == ["k-again"]


async def test_what_they_have_already_they_keep(stage: Stage, sue: Agent, ann: Agent) -> None:
    await stage.takes_over(ann)
    (noted,) = await stage.keeps_apart(sue, "ann")
    assert isinstance(noted.event, Supervised)
    assert (noted.event.act, noted.event.agent_name) == ("never_again", "Ann")
    assert (await stage.standing()).agent_id == "ann"


async def test_an_open_offer_is_taken_back(stage: Stage, sue: Agent, ann: Agent) -> None:
    await stage.waits()
    await stage.offers()
    await stage.keeps_apart(sue, "ann")
    assert await stage.offered_to(ann) == []
    with pytest.raises(Conflict):
        await stage.accepts("k-c1", ann)


async def test_who_is_kept_apart_is_not_given_them_by_a_supervisor_either(stage: Stage, sue: Agent, ann: Agent) -> None:
    await stage.waits()
    await stage.keeps_apart(sue, "ann")
    with pytest.raises(Conflict, match="Ann is never to have this customer again"):
        await stage.assigns(sue, "ann")


async def test_they_may_meet_again_when_that_is_taken_back(stage: Stage, sue: Agent, ann: Agent) -> None:
    await stage.waits()
    await stage.keeps_apart(sue, "ann")
    assert await stage.keeps_apart(sue, "ann") == ()
    assert await stage.views.kept_apart("c1") == [("ann", "Ann")]
    assert [type(event) for event in await lets_again(stage, sue, "ann")] == [Supervised]
    assert await lets_again(stage, sue, "ann") == []
    assert await stage.views.kept_apart("c1") == []
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c1"]


async def test_nobody_is_kept_apart_who_is_not_there(stage: Stage, sue: Agent) -> None:
    await stage.starts()
    with pytest.raises(NotFound, match="no such agent"):
        await stage.keeps_apart(sue, "a404")
    with pytest.raises(NotFound, match="no such conversation"):
        await stage.keeps_apart(sue, "sue", "c404")


async def test_what_a_supervisor_took_is_taken_back_when_their_screen_is_gone(stage: Stage) -> None:
    sue = await stage.hires("sue", role=Role.SUPERVISOR, at_the_desk=False)
    await stage.waits()
    await stage.assigns(sue, "sue")
    await stage.agents.renew_lease("sue", ends_at=stage.now)
    stage.later(seconds=GRACE.total_seconds())
    await stage.offers()
    assert (await stage.standing()).owner is Owner.QUEUE


async def test_nothing_is_given_to_who_is_off_duty(stage: Stage, sue: Agent, ann: Agent) -> None:
    ticket_id = await stage.waits()
    await stage.says(ann.id, Presence.OFFLINE)
    with pytest.raises(Conflict, match="off duty"):
        await stage.assigns(sue, ann.id, ticket_id)
    assert (await stage.standing()).owner is Owner.QUEUE


async def test_whoever_takes_over_is_on_duty_from_then_on(stage: Stage, sue: Agent) -> None:
    ticket_id = await stage.waits()
    await stage.says(sue.id, Presence.OFFLINE)
    stage.later(seconds=24 * 3600)
    await stage.assigns(sue, sue.id, ticket_id)
    assert await stage.offers() == ()
    assert (await stage.view(sue)).agent.presence is Presence.BUSY
    assert (await stage.standing()).agent_id == "sue"
