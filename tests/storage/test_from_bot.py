"""A supervisor takes from the bot what the bot should no longer have."""

import pytest

from bot.conversation.errors import Conflict
from bot.conversation.events import AgentJoined, HandoffRequested
from bot.conversation.line_events import Supervised
from bot.conversation.tracker import Owner
from bot.engine.inbox import Receipt
from bot.engine.supervision import Direction, Taking
from bot.handoff.agent import Agent, Presence, Role
from bot.handoff.ticket import TicketState
from tests.storage.stage import Stage


@pytest.fixture
async def sue(stage: Stage) -> Agent:
    return await stage.hires("sue", role=Role.SUPERVISOR, presence=Presence.AWAY)


async def asks(stage: Stage) -> Receipt:
    """A customer comes and asks the bot, which is about to answer."""
    await stage.starts()
    return await stage.writes("where is it", turn_id="t1")


def taking(epoch: int) -> Taking:
    return Taking(epoch=epoch, ticket_id="k-taken", queue="general")


async def test_what_the_bot_has_a_supervisor_takes_with_why_beside_it(stage: Stage, sue: Agent) -> None:
    receipt = await asks(stage)
    why = Direction(supervisor=sue, why="it goes in circles")
    entries = await stage.supervision.take_from_bot("c1", taking(1), why, rules=stage.rules, now=stage.now)
    assert [type(entry.event) for entry in entries] == [HandoffRequested, Supervised, AgentJoined]
    assert {entry.actor for entry in entries} == {"agent:sue"}
    standing = await stage.standing()
    assert (standing.owner, standing.agent_id, standing.epoch) == (Owner.AGENT, "sue", 3)
    card = await stage.card("c1")
    assert (card.state, card.reason, card.unanswered_since) == (TicketState.ASSIGNED, "taken_from_bot", stage.now)
    # What the bot was about to say is void.
    with pytest.raises(Conflict, match="changed hands"):
        await stage.finishes(stage.outcome(receipt.seq, turn_id="t1", epoch=1))


async def test_what_was_taken_from_the_bot_comes_back_into_line_where_it_was(stage: Stage, sue: Agent) -> None:
    await asks(stage)
    why = Direction(supervisor=sue, why="it goes in circles")
    await stage.supervision.take_from_bot("c1", taking(1), why, rules=stage.rules, now=stage.now)
    stage.later(seconds=60)
    await stage.waits("c2")
    await stage.supervision.requeue("k-taken", why, now=stage.now)
    ann = await stage.hires("ann", capacity=1)
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-taken"]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("waits for a person", "in line"),
        ("changed since", "changed hands"),
        ("no room", "as much as they can take"),
        ("never again", "never to have"),
    ],
)
async def test_a_conversation_that_cannot_be_taken_from_the_bot_stays_where_it_is(
    stage: Stage, sue: Agent, case: str, said: str
) -> None:
    why, epoch = Direction(supervisor=sue, why="it goes in circles"), 1
    if case == "waits for a person":
        await stage.waits()
    else:
        await asks(stage)
    if case == "changed since":
        epoch = 7
    if case == "no room":
        await stage.agents.change("sue@example.com", capacity=0)
    if case == "never again":
        await stage.supervision.exclude("c1", "sue", why, now=stage.now)
    before = await stage.log()
    with pytest.raises(Conflict, match=said):
        await stage.supervision.take_from_bot("c1", taking(epoch), why, rules=stage.rules, now=stage.now)
    assert await stage.log() == before
