"""Passing a conversation on: to whom it may go, what is kept of it, and what is refused without a trace."""

import asyncio
from dataclasses import replace

import pytest

from bot.conversation.errors import BadInput, BotError, Conflict, NotFound
from bot.conversation.events import AgentReplied, NoteAdded, TicketOffered
from bot.conversation.line_events import Transferred
from bot.conversation.line_rules import QueueRules
from bot.conversation.tracker import Owner
from bot.engine.desk import Returning
from bot.handoff.agent import Agent, Presence, Role
from bot.storage.transfer import NOT_BACK
from tests.storage.stage import Stage, greeting
from tests.support.screens import all_seen

BILLING = frozenset({"billing"})


@pytest.fixture
async def ann(stage: Stage) -> Agent:
    return await stage.hires("ann")


def for_ever(stage: Stage) -> None:
    """Let the billing queue want its skill for ever."""
    stage.rules = replace(
        stage.rules, queues={"general": QueueRules(), "billing": QueueRules(skills=BILLING, relax=())}
    )


async def test_passed_to_a_queue_the_conversation_waits_there_in_a_new_epoch(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    stage.later(seconds=60)
    (told,) = await stage.passes_on(ann, epoch=epoch, queue="billing")
    assert told.event == Transferred(ticket_id="k-c1", agent_id="ann", agent_name="Ann", queue="billing", to_name=None)
    assert (told.actor, told.epoch) == ("agent:ann", epoch + 1)
    standing, card = await stage.standing(), await stage.card()
    assert (standing.owner, standing.agent_id, standing.epoch) == (Owner.QUEUE, None, epoch + 1)
    assert (card.queue, card.agent_id, card.wanted_agent_id) == ("billing", None, None)


async def test_who_is_passed_on_stands_where_they_stood(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    stage.later(seconds=60)
    await stage.says("ann", Presence.BUSY)
    await stage.waits("c2")
    await stage.passes_on(ann, epoch=epoch, queue="billing")
    assert [(await stage.standing(c)).place for c in ("c1", "c2")] == [1, 2]


async def test_what_a_queue_wants_is_wanted_anew_from_the_transfer_on(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    bo, kim = await stage.hires("bo"), await stage.hires("kim", skills=("billing",), presence=Presence.BUSY)
    stage.later(seconds=600)
    await stage.passes_on(ann, epoch=epoch, queue="billing")
    assert await stage.offers() == ()
    await stage.says(kim.id, Presence.AVAILABLE)
    await stage.offers()
    assert (await stage.offered_to(bo), await stage.offered_to(kim)) == ([], ["k-c1"])


async def test_who_passed_it_on_is_not_asked_for_it_again_for_a_while(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.passes_on(ann, epoch=epoch, queue="billing")
    stage.later(seconds=NOT_BACK.total_seconds() - 1)
    assert await stage.offers() == ()
    stage.later(seconds=1)
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c1"]


async def test_passed_to_a_colleague_only_they_are_asked_while_they_are_there(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    bo, cy = await stage.hires("bo"), await stage.hires("cy")
    (told,) = await stage.passes_on(ann, epoch=epoch, to="bo")
    assert isinstance(told.event, Transferred)
    assert told.event.to_name == "Bo"
    assert (await stage.card()).wanted_agent_id == "bo"
    await stage.offers()
    assert (await stage.offered_to(bo), await stage.offered_to(cy)) == (["k-c1"], [])
    await stage.accepts("k-c1", bo)
    assert (await stage.card()).wanted_agent_id is None


async def test_a_colleague_who_says_no_is_not_waited_for(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    bo, cy = await stage.hires("bo"), await stage.hires("cy")
    await stage.passes_on(ann, epoch=epoch, to="bo")
    await stage.offers()
    await stage.desk.decline("k-c1", bo, "lunch", now=stage.now)
    await stage.offers()
    assert await stage.offered_to(cy) == ["k-c1"]


async def test_a_colleague_who_is_full_is_waited_for_and_then_anybody_is_asked(stage: Stage, ann: Agent) -> None:
    bo = await stage.hires("bo", capacity=1)
    await stage.says("ann", Presence.BUSY)
    await stage.takes_over(bo, "c9")
    await stage.says("ann", Presence.AVAILABLE)
    epoch = await stage.takes_over(ann)
    await stage.passes_on(ann, epoch=epoch, to="bo")
    cy = await stage.hires("cy")
    stage.later(seconds=stage.rules.wanted.total_seconds() - 1)
    assert await stage.offers() == ()
    stage.later(seconds=1)
    await stage.offers()
    assert await stage.offered_to(cy) == ["k-c1"]


async def test_a_note_goes_along_under_the_epoch_that_is_left(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    noted, told = await stage.passes_on(ann, epoch=epoch, queue="billing", note="refund her")
    assert noted.event == NoteAdded(client_id="n-passing", agent_name="Ann", text="refund her")
    assert (noted.epoch, told.epoch) == (epoch, epoch + 1)
    assert not noted.event.visible
    assert told.event.visible


@pytest.mark.parametrize("off", [-1, 1])
async def test_a_screen_of_another_epoch_passes_nothing_on(stage: Stage, ann: Agent, off: int) -> None:
    epoch = await stage.takes_over(ann)
    before = await stage.log()
    with pytest.raises(Conflict, match="look again"):
        await stage.passes_on(ann, epoch=epoch + off, queue="billing", note="a word")
    assert await stage.log() == before
    assert (await stage.standing()).owner is Owner.AGENT


async def test_of_two_transfers_at_once_one_counts(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.hires("bo")
    both = (stage.passes_on(ann, epoch=epoch, queue="billing"), stage.passes_on(ann, epoch=epoch, to="bo"))
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(isinstance(one, Conflict) for one in done) == [False, True]
    assert len([event for event in await stage.log() if isinstance(event, Transferred)]) == 1


async def test_only_who_has_it_can_pass_it_on(stage: Stage, ann: Agent) -> None:
    bo = await stage.hires("bo", presence=Presence.BUSY)
    epoch = await stage.takes_over(ann)
    with pytest.raises(Conflict, match="Ann has this conversation now"):
        await stage.passes_on(bo, epoch=epoch, queue="billing")
    with pytest.raises(NotFound):
        await stage.passes_on(ann, "c404", epoch=1, queue="billing")


async def test_what_has_ended_or_gone_back_cannot_be_passed_on(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.ends("c1", ann, epoch=epoch)
    with pytest.raises(Conflict, match="is closed"):
        await stage.passes_on(ann, epoch=epoch, queue="billing")
    epoch = await stage.takes_over(ann, "c2")
    await stage.desk.hand_back("c2", ann, Returning(shown=all_seen(epoch), greeting=greeting), now=stage.now)
    with pytest.raises(Conflict, match="the bot has"):
        await stage.passes_on(ann, "c2", epoch=epoch, queue="billing")


@pytest.mark.parametrize("to", ["bo", "nobody", "ann"])
@pytest.mark.parametrize("presence", [Presence.BUSY, Presence.AWAY, Presence.OFFLINE])
async def test_nobody_who_takes_nothing_is_passed_anything(
    stage: Stage, ann: Agent, to: str, presence: Presence
) -> None:
    epoch = await stage.takes_over(ann)
    await stage.hires("bo", presence=presence)
    before = await stage.log()
    refused = {"bo": Conflict, "nobody": NotFound, "ann": BadInput}
    with pytest.raises(refused[to]):
        await stage.passes_on(ann, epoch=epoch, to=to, note="a word")
    assert await stage.log() == before
    assert (await stage.standing()).agent_id == "ann"


async def test_a_colleague_without_an_open_screen_is_passed_nothing(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.hires("bo", at_the_desk=False)
    with pytest.raises(Conflict, match="Bo is not at the desk"):
        await stage.passes_on(ann, epoch=epoch, to="bo")


async def test_a_colleague_without_the_skill_is_passed_nothing_of_that_queue(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    bo = await stage.hires("bo")
    with pytest.raises(Conflict, match="does not have the skill that is wanted: billing"):
        await stage.passes_on(ann, epoch=epoch, queue="billing", to="bo")
    await stage.agents.change(bo.email, skills=("billing",))
    assert await stage.passes_on(ann, epoch=epoch, queue="billing", to="bo")


async def test_a_queue_that_is_not_there_is_refused_by_name_with_those_that_are(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    with pytest.raises(BadInput, match="there is no queue `refunds`; there are general, billing"):
        await stage.passes_on(ann, epoch=epoch, queue="refunds", note="a word")
    assert (await stage.standing()).agent_id == "ann"


async def test_a_queue_whose_skill_nobody_has_takes_nothing_that_would_wait_for_ever(stage: Stage, ann: Agent) -> None:
    for_ever(stage)
    epoch = await stage.takes_over(ann)
    with pytest.raises(Conflict, match="nobody here has the skill"):
        await stage.passes_on(ann, epoch=epoch, queue="billing")
    kim = await stage.hires("kim", skills=("billing",), at_the_desk=False)
    assert await stage.passes_on(ann, epoch=epoch, queue="billing")
    await stage.agents.remove(kim.email, now=stage.now)
    again = await stage.takes_over(ann, "c2")
    with pytest.raises(Conflict, match="it would wait for ever"):
        await stage.passes_on(ann, "c2", epoch=again, queue="billing")


async def test_a_queue_that_the_policy_no_longer_names_keeps_nobody_from_passing_to_a_colleague(
    stage: Stage, ann: Agent
) -> None:
    epoch = await stage.takes_over(ann)
    await stage.hires("bo")
    stage.rules = replace(stage.rules, queues={"billing": QueueRules(skills=BILLING)})
    assert await stage.passes_on(ann, epoch=epoch, to="bo")


async def test_who_is_never_to_have_this_customer_is_not_passed_them(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.hires("bo")
    sue = await stage.hires("sue", role=Role.SUPERVISOR, presence=Presence.AWAY)
    await stage.keeps_apart(sue, "bo")
    with pytest.raises(Conflict, match="Bo is never to have this customer again"):
        await stage.passes_on(ann, epoch=epoch, to="bo")


async def test_who_had_it_can_say_nothing_more_until_they_have_it_again(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.passes_on(ann, epoch=epoch, queue="billing")
    late = AgentReplied(client_id="r1", agent_name="Ann", text="one more thing")
    for under in (epoch, epoch + 1):
        with pytest.raises(BotError, match="back in line"):
            await stage.desk.reply("c1", ann, late, shown=all_seen(under), now=stage.now)


async def test_who_has_been_with_an_agent_need_not_stay_on_the_page(stage: Stage, ann: Agent) -> None:
    await stage.waits(may_leave=True)
    await stage.offers()
    await stage.accepts("k-c1", ann)
    await stage.passes_on(ann, epoch=3, queue="billing")
    stage.later(seconds=2 * stage.rules.keeps_place.total_seconds())
    await stage.hires("bo")
    assert [type(entry.event) for entry in await stage.offers()] == [TicketOffered]
