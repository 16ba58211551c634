"""What users of other support software complain about their queues: see `test_complaints`."""

import pytest

from bot.conversation.events import AgentReplied, TicketOffered
from bot.handoff.agent import Presence, Role
from bot.handoff.matching import HeldUp
from bot.handoff.ticket import TicketState
from tests.storage.stage import Stage
from tests.support.screens import all_seen


async def test_who_waited_while_nobody_was_there_is_offered_as_soon_as_somebody_is(stage: Stage) -> None:
    """chatwoot #15786, chatwoot #10685: what came while nobody was there is not tried again when somebody comes."""
    ann = await stage.hires("ann", presence=Presence.OFFLINE, at_the_desk=False)
    await stage.waits()
    stage.later(seconds=8 * 3600)
    assert await stage.offers() == ()
    await stage.comes_to_desk(ann)
    assert await stage.offers() == ()
    await stage.says("ann", Presence.AVAILABLE)
    assert [type(entry.event) for entry in await stage.offers()] == [TicketOffered]


async def test_why_nobody_is_asked_stands_on_the_card(stage: Stage) -> None:
    """chatwoot #11018: some customers are never assigned, and nobody can say why."""
    looks = await stage.hires("zoe", at_the_desk=False)
    reasons = []

    async def look() -> None:
        assert await stage.offers() == ()
        reasons.append((await stage.view(looks)).waiting[0].held_up)

    await stage.waits()
    await look()
    ann = await stage.hires("ann", presence=Presence.BUSY)
    await look()
    await stage.says("ann", Presence.AVAILABLE)
    await stage.offers()
    await stage.desk.decline("k-c1", ann, "lunch", now=stage.now)
    await look()
    assert reasons == [HeldUp.NOBODY_THERE, HeldUp.NO_ROOM, HeldUp.PASSED]


@pytest.mark.parametrize("role", list(Role))
async def test_whoever_gets_a_conversation_can_answer_in_it(stage: Stage, role: Role) -> None:
    """libredesk #634: a conversation is given to somebody who may not reply."""
    ann = await stage.hires("ann", role=role)
    epoch = await stage.takes_over(ann)
    assert await stage.desk.reply(
        "c1", ann, AgentReplied(client_id="r1", agent_name="Ann", text="hi"), shown=all_seen(epoch), now=stage.now
    )


@pytest.mark.parametrize("through", [(Presence.AWAY,), (Presence.BUSY, Presence.OFFLINE), tuple(Presence)])
async def test_no_conversation_vanishes_when_its_agent_changes_their_presence(
    stage: Stage, through: tuple[Presence, ...]
) -> None:
    """RocketChat #29402, RocketChat #22105, RocketChat #23642: a status is toggled, and conversations are lost."""
    ann = await stage.hires("ann", capacity=2)
    await stage.takes_over(ann)
    await stage.waits("c2")
    await stage.waits("c3")
    await stage.offers()
    for presence in (*through, Presence.AVAILABLE):
        await stage.says("ann", presence)
        await stage.offers()
        view = await stage.view(ann)
        assert [card.id for card in view.mine] == ["k-c1"]
        assert {card.id for card in (*view.offers, *view.waiting)} == {"k-c2", "k-c3"}


async def test_nothing_but_missing_offers_changes_what_an_agent_says_of_themselves(stage: Stage) -> None:
    """flex-project-template #290: an offer that ends flips an agent who is offline to available."""
    ann = await stage.hires("ann")
    sue = await stage.hires("sue", role=Role.SUPERVISOR, presence=Presence.AWAY)
    for number, presence in enumerate((Presence.BUSY, Presence.AWAY, Presence.OFFLINE)):
        # Whoever is off duty is given nothing.
        for end in ("declined", "lapsed", "given")[: 2 if presence is Presence.OFFLINE else 3]:
            await stage.says("ann", Presence.AVAILABLE)
            ticket = await stage.waits(f"{end}-{number}")
            await stage.offers()
            assert (await stage.card(f"{end}-{number}")).state is TicketState.OFFERED
            await stage.says("ann", presence)
            if end == "declined":
                await stage.desk.decline(ticket, ann, "", now=stage.now)
            elif end == "given":
                await stage.assigns(sue, "ann", ticket)
                await stage.ends(f"{end}-{number}", ann, epoch=3)
            stage.later(seconds=31)
            await stage.offers()
            assert (await stage.view(ann)).agent.presence is presence
            if end != "given":
                await stage.assigns(sue, "sue", ticket)
                await stage.ends(f"{end}-{number}", sue, epoch=3)
