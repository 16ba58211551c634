"""The line as an agent's screen shows it."""

import pytest

from bot.conversation.events import AgentReplied
from bot.handoff.agent import Agent
from bot.handoff.ticket import Reason, Ticket, TicketState
from bot.storage import desk_view
from bot.storage.desk_view import SNIPPET
from tests.storage.stage import OFFER_LASTS, Stage, new_ticket
from tests.support.screens import all_seen


@pytest.fixture
async def ann(stage: Stage) -> Agent:
    return await stage.hires("ann", capacity=1)


async def card(stage: Stage, conversation_id: str = "c1") -> Ticket:
    found = await stage.views.card(conversation_id)
    assert found is not None
    return found


async def test_a_screen_of_nobody_shows_nothing(stage: Stage) -> None:
    assert await stage.views.of("nobody", rules=stage.rules, now=stage.now) is None


async def test_an_empty_line_is_empty(stage: Stage, ann: Agent) -> None:
    view = await stage.views.of("ann", rules=stage.rules, now=stage.now)
    assert view is not None
    assert (view.agent.id, view.offers, view.mine, view.waiting, view.waiting_count) == ("ann", (), (), (), 0)


async def test_a_ticket_shows_everything_that_an_agent_needs_to_choose(stage: Stage, ann: Agent) -> None:
    await stage.waits()
    view = await stage.views.of("ann", rules=stage.rules, now=stage.now)
    assert view is not None
    assert view.waiting == (
        Ticket(
            id="k-c1",
            conversation_id="c1",
            state=TicketState.WAITING,
            queue="general",
            reason=Reason.ASKED_FOR_PERSON,
            intent="request_human",
            language="en",
            channel="website",
            frustration=0.3,
            created_at=stage.now,
            place=1,
            agent_id=None,
            offer_ends_at=None,
            last_message="a person, please",
            unanswered_since=stage.now,
        ),
    )


async def test_ones_own_offer_stands_apart_from_the_line(stage: Stage, ann: Agent) -> None:
    for conversation_id in ("c1", "c2"):
        await stage.waits(conversation_id)
        stage.later(seconds=1)
    await stage.offers()
    view = await stage.views.of("ann", rules=stage.rules, now=stage.now)
    assert view is not None
    assert [(ticket.id, ticket.place, ticket.offer_ends_at) for ticket in view.offers] == [
        ("k-c1", 1, stage.now + OFFER_LASTS)
    ]
    assert [(ticket.id, ticket.place) for ticket in view.waiting] == [("k-c2", 2)]
    assert view.waiting_count == 1


async def test_what_another_agent_is_offered_still_waits_for_everyone_else(stage: Stage, ann: Agent) -> None:
    await stage.waits()
    await stage.offers()
    bo = await stage.hires("bo")
    view = await stage.view(bo)
    assert view is not None
    assert (view.offers, [ticket.state for ticket in view.waiting]) == ((), [TicketState.OFFERED])
    assert view.waiting_count == 1


async def test_ones_own_conversations_are_there_until_they_end(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    view = await stage.views.of("ann", rules=stage.rules, now=stage.now)
    assert view is not None
    assert [(ticket.id, ticket.state, ticket.place) for ticket in view.mine] == [("k-c1", TicketState.ASSIGNED, None)]
    assert (view.offers, view.waiting, view.waiting_count) == ((), (), 0)
    await stage.ends("c1", ann, epoch=epoch)
    view = await stage.views.of("ann", rules=stage.rules, now=stage.now)
    assert view is not None
    assert view.mine == ()


async def test_nobody_sees_anothers_conversations(stage: Stage, ann: Agent) -> None:
    await stage.takes_over(ann)
    await stage.hires("bo")
    view = await stage.views.of("bo", rules=stage.rules, now=stage.now)
    assert view is not None
    assert (view.offers, view.mine, view.waiting) == ((), (), ())


async def test_of_a_long_line_the_first_are_shown_and_all_are_counted(
    stage: Stage, ann: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_view, "SHOWN", 4)
    for number in range(7):
        await stage.waits(f"c{number:03}")
        stage.later(seconds=1)
    view = await stage.views.of("ann", rules=stage.rules, now=stage.now)
    assert view is not None
    assert [ticket.place for ticket in view.waiting] == [1, 2, 3, 4]
    assert view.waiting[0].conversation_id == "c000"
    assert view.waiting_count == 7


async def test_the_last_thing_that_the_customer_wrote_is_shown_in_short(stage: Stage) -> None:
    await stage.waits()
    await stage.writes("x" * 1000, "m2")
    assert (await card(stage)).last_message == "x" * SNIPPET


async def test_the_longest_wait_for_an_agents_answer_is_known(stage: Stage, ann: Agent) -> None:
    waits_since = stage.now
    epoch = await stage.takes_over(ann)
    stage.later(seconds=60)
    await stage.writes("hello?", "m2")
    stage.later(seconds=60)
    await stage.writes("anyone?", "m3")
    assert (await card(stage)).unanswered_since == waits_since
    replied = AgentReplied(client_id="r1", agent_name="Ann", text="hi")
    await stage.desk.reply("c1", ann, replied, shown=all_seen(epoch), now=stage.now)
    assert (await card(stage)).unanswered_since is None
    stage.later(seconds=60)
    again_at = stage.now
    await stage.writes("and another thing", "m4")
    stage.later(seconds=60)
    await stage.writes("are you there?", "m5")
    assert (await card(stage)).unanswered_since == again_at


async def test_what_is_not_in_line_has_no_card(stage: Stage, ann: Agent) -> None:
    await stage.starts("c9")
    assert await stage.views.card("c9") is None
    assert await stage.views.card("c404") is None
    epoch = await stage.takes_over(ann)
    assert (await card(stage)).agent_id == "ann"
    await stage.ends("c1", ann, epoch=epoch)
    assert await stage.views.card("c1") is None


async def test_a_second_handoff_has_a_card_of_its_own(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.ends("c1", ann, epoch=epoch)
    receipt = await stage.writes("it broke again", "m2", turn_id="t2")
    ticket = new_ticket("k-again")
    await stage.finishes(stage.outcome(receipt.seq, turn_id="t2", epoch=receipt.entries[-1].epoch, ticket=ticket))
    again = await card(stage)
    assert (again.id, again.last_message, again.state) == ("k-again", "it broke again", TicketState.WAITING)
