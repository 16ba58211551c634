"""What agents do: each act in one guarded statement, so that of two who are fast one wins."""

import asyncio

import pytest

from bot.conversation.errors import BotError, Conflict, NotFound, OfferExpired
from bot.conversation.events import (
    AgentJoined,
    AgentReplied,
    NoteAdded,
    OfferDeclined,
)
from bot.conversation.tracker import Owner
from bot.engine.desk import Returning
from bot.handoff.agent import Agent, Presence
from bot.handoff.ticket import TicketState
from tests.storage.stage import Stage, greeting
from tests.support.screens import all_seen


def says(text: str = "hello, Ann here", client_id: str = "r1") -> AgentReplied:
    return AgentReplied(client_id=client_id, agent_name="Ann", text=text)


def notes(text: str = "look at the invoice", client_id: str = "n1") -> NoteAdded:
    return NoteAdded(client_id=client_id, agent_name="Ann", text=text)


@pytest.fixture
async def ann(stage: Stage) -> Agent:
    return await stage.hires("ann")


async def offered(stage: Stage, conversation_id: str = "c1") -> str:
    """Put a customer in line and offer them to whoever is there."""
    ticket_id = await stage.waits(conversation_id)
    await stage.offers()
    return ticket_id


async def test_who_accepts_owns_the_conversation_in_a_new_epoch(stage: Stage, ann: Agent) -> None:
    ticket_id = await offered(stage)
    (joined,) = await stage.accepts(ticket_id, ann)
    assert joined.event == AgentJoined(ticket_id=ticket_id, agent_id="ann", agent_name="Ann")
    assert (joined.epoch, joined.actor) == (3, "agent:ann")
    standing = await stage.conversations.standing("c1")
    assert (standing.owner, standing.epoch, standing.agent_id) == (Owner.AGENT, 3, "ann")


async def test_accepting_twice_is_accepting_once(stage: Stage, ann: Agent) -> None:
    ticket_id = await offered(stage)
    await stage.accepts(ticket_id, ann)
    assert await stage.accepts(ticket_id, ann) == ()
    assert (await stage.conversations.standing("c1")).epoch == 3


async def test_of_two_accepts_at_once_one_counts(stage: Stage, ann: Agent) -> None:
    ticket_id = await offered(stage)
    taken = await asyncio.gather(*(stage.accepts(ticket_id, ann) for _ in range(10)))
    assert sorted(map(len, taken)) == [0] * 9 + [1]


async def test_an_offer_cannot_be_accepted_once_it_has_run_out(stage: Stage, ann: Agent) -> None:
    ticket_id = await offered(stage)
    stage.later(seconds=30)
    with pytest.raises(OfferExpired):
        await stage.accepts(ticket_id, ann)
    assert (await stage.conversations.standing("c1")).owner is Owner.QUEUE


async def test_an_offer_can_be_accepted_to_the_last_moment(stage: Stage, ann: Agent) -> None:
    ticket_id = await offered(stage)
    stage.later(seconds=29.999)
    assert await stage.accepts(ticket_id, ann)


async def test_an_offer_to_one_agent_is_none_to_another(stage: Stage, ann: Agent) -> None:
    bo = await stage.hires("bo", presence=Presence.AWAY)
    ticket_id = await offered(stage)
    with pytest.raises(OfferExpired):
        await stage.accepts(ticket_id, bo)
    await stage.accepts(ticket_id, ann)
    with pytest.raises(Conflict, match="another agent has this conversation"):
        await stage.accepts(ticket_id, bo)


async def test_what_waits_but_is_not_offered_cannot_be_taken(stage: Stage, ann: Agent) -> None:
    ticket_id = await stage.waits()
    with pytest.raises(OfferExpired):
        await stage.accepts(ticket_id, ann)


async def test_a_ticket_that_does_not_exist_is_not_found(stage: Stage, ann: Agent) -> None:
    with pytest.raises(NotFound):
        await stage.accepts("k404", ann)


async def test_capacity_is_checked_in_the_claim_itself(stage: Stage) -> None:
    ann = await stage.hires("ann", capacity=2)
    tickets = [await stage.waits(f"c{n}") for n in range(2)]
    await stage.offers()
    # Lowered since Ann signed in: what her session remembers does not count.
    await stage.agents.change(ann.email, capacity=1)
    results = await asyncio.gather(*(stage.accepts(ticket_id, ann) for ticket_id in tickets), return_exceptions=True)
    refused = [result for result in results if isinstance(result, BotError)]
    assert len(refused) == 1
    assert isinstance(refused[0], Conflict)
    assert refused[0].message == "you have as much as you can take (1 at once); end or pass on one first"


async def test_who_was_removed_meanwhile_takes_nothing(stage: Stage, ann: Agent) -> None:
    ticket_id = await offered(stage)
    await stage.agents.remove(ann.email, now=stage.now)
    with pytest.raises(Conflict, match="you are not an agent here any more"):
        await stage.accepts(ticket_id, ann)
    assert (await stage.standing()).owner is Owner.QUEUE


async def test_what_is_declined_goes_back_to_its_place_with_the_reason(stage: Stage, ann: Agent) -> None:
    ticket_id = await offered(stage)
    stage.later(seconds=10)
    await stage.waits("c2")
    (declined,) = await stage.desk.decline(ticket_id, ann, "I speak no Dutch", now=stage.now)
    assert declined.event == OfferDeclined(ticket_id=ticket_id, agent_name="Ann", reason="I speak no Dutch")
    card = await stage.views.card("c1")
    assert card is not None
    assert (card.state, card.agent_id, card.offer_ends_at) == (TicketState.WAITING, None, None)
    assert (await stage.conversations.standing("c1")).place == 1


async def test_a_reason_is_kept_short(stage: Stage, ann: Agent) -> None:
    ticket_id = await offered(stage)
    (declined,) = await stage.desk.decline(ticket_id, ann, "x" * 5000, now=stage.now)
    assert isinstance(declined.event, OfferDeclined)
    assert len(declined.event.reason) == 200


async def test_only_an_offer_of_ones_own_can_be_declined(stage: Stage, ann: Agent) -> None:
    bo = await stage.hires("bo", presence=Presence.AWAY)
    ticket_id = await offered(stage)
    with pytest.raises(OfferExpired):
        await stage.desk.decline(ticket_id, bo, "", now=stage.now)
    await stage.accepts(ticket_id, ann)
    with pytest.raises(OfferExpired):
        await stage.desk.decline(ticket_id, ann, "", now=stage.now)
    assert (await stage.conversations.standing("c1")).owner is Owner.AGENT


async def test_a_reply_is_in_the_log_when_it_is_acknowledged(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    seq, (entry,) = await stage.desk.reply("c1", ann, says(), shown=all_seen(epoch), now=stage.now)
    assert (entry.seq, entry.actor, entry.event) == (seq, "agent:ann", says())
    assert (await stage.log())[-1] == says()


async def test_the_same_reply_again_stands_where_it_stood_whatever_it_says(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    seq, _ = await stage.desk.reply("c1", ann, says("first"), shown=all_seen(epoch), now=stage.now)
    assert await stage.desk.reply("c1", ann, says("second"), shown=all_seen(epoch), now=stage.now) == (seq, ())
    assert (await stage.log())[-1] == says("first")


async def test_a_repeat_is_known_even_after_the_conversation_has_moved_on(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    seq, _ = await stage.desk.reply("c1", ann, says(), shown=all_seen(epoch), now=stage.now)
    await stage.ends("c1", ann, epoch=epoch)
    assert await stage.desk.reply("c1", ann, says(), shown=all_seen(epoch), now=stage.now) == (seq, ())


async def test_two_agents_may_choose_the_same_id(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    bo = await stage.hires("bo")
    first, _ = await stage.desk.note("c1", bo, notes(client_id="x"), now=stage.now)
    second, _ = await stage.desk.reply("c1", ann, says(client_id="x"), shown=all_seen(epoch), now=stage.now)
    assert second == first + 1


@pytest.mark.parametrize("off", [-1, 1])
async def test_a_reply_under_another_epoch_is_refused(stage: Stage, ann: Agent, off: int) -> None:
    epoch = await stage.takes_over(ann)
    before = await stage.log()
    with pytest.raises(Conflict, match="has changed hands"):
        await stage.desk.reply("c1", ann, says(), shown=all_seen(epoch + off), now=stage.now)
    assert await stage.log() == before


async def test_a_reply_by_an_agent_who_does_not_own_it_is_refused(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    bo = await stage.hires("bo")
    with pytest.raises(Conflict):
        await stage.desk.reply("c1", bo, says(), shown=all_seen(epoch), now=stage.now)


async def test_a_reply_that_comes_too_late_is_told_who_has_it_now(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.desk.hand_back("c1", ann, Returning(shown=all_seen(epoch), greeting=greeting), now=stage.now)
    with pytest.raises(Conflict, match="the bot has this conversation now"):
        await stage.desk.reply("c1", ann, says(), shown=all_seen(epoch), now=stage.now)


async def test_nobody_replies_before_they_accept_or_after_the_end(stage: Stage, ann: Agent) -> None:
    ticket_id = await offered(stage)
    with pytest.raises(Conflict, match="back in line"):
        await stage.desk.reply("c1", ann, says(), shown=all_seen(2), now=stage.now)
    await stage.accepts(ticket_id, ann)
    await stage.ends("c1", ann, epoch=3)
    with pytest.raises(Conflict, match="is closed"):
        await stage.desk.reply("c1", ann, says(), shown=all_seen(4), now=stage.now)


async def test_a_reply_to_nobody_is_not_found(stage: Stage, ann: Agent) -> None:
    with pytest.raises(NotFound):
        await stage.desk.reply("c404", ann, says(), shown=all_seen(1), now=stage.now)
    with pytest.raises(NotFound):
        await stage.desk.note("c404", ann, notes(), now=stage.now)


async def test_a_note_needs_no_ownership_and_changes_no_owner(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    bo = await stage.hires("bo")
    seq, (entry,) = await stage.desk.note("c1", bo, notes(), now=stage.now)
    assert (entry.seq, entry.epoch, entry.actor) == (seq, epoch, "agent:bo")
    standing = await stage.conversations.standing("c1")
    assert (standing.owner, standing.agent_id, standing.epoch) == (Owner.AGENT, "ann", epoch)


@pytest.mark.parametrize("state", ["bot", "queue", "closed"])
async def test_a_note_can_be_added_whoever_has_the_conversation(stage: Stage, ann: Agent, state: str) -> None:
    if state == "bot":
        await stage.starts()
    elif state == "queue":
        await stage.waits()
    else:
        await stage.ends("c1", ann, epoch=await stage.takes_over(ann))
    assert await stage.desk.note("c1", ann, notes(), now=stage.now)
    assert (await stage.conversations.standing("c1")).owner == state


async def test_a_note_does_not_answer_the_customer(stage: Stage, ann: Agent) -> None:
    await stage.starts()
    await stage.writes()
    await stage.desk.note("c1", ann, notes(), now=stage.now)
    stage.later(seconds=60)
    assert await stage.turns.take_due(now=stage.now, lease=stage.lease("t2"), limit=1) == ["c1"]
