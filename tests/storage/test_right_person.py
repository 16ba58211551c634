"""Who comes back into the line is looked for the right person again, however long ago they first came."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.conversation.language import Language
from bot.conversation.line_events import CallbackCancelled, CallbackRequested
from bot.engine.supervision import Direction
from bot.handoff.agent import Agent, Presence, Role
from tests.storage.stage import GRACE, Stage

DAY = timedelta(hours=16)


@pytest.fixture
async def mei(stage: Stage) -> Agent:
    """Mei, who speaks Chinese and knows of bills."""
    return await stage.hires("mei", languages=("en", "zh"), skills=("billing",))


async def waits_about_a_bill(stage: Stage) -> str:
    return await stage.waits(language=Language.SIMPLIFIED, queue="billing")


async def asks_for_a_call(stage: Stage) -> None:
    asked = CallbackRequested(client_id="call-1", ticket_id="", phone="123456", due_at=stage.now + DAY)
    await stage.patience.call_back("c1", asked, now=stage.now)


async def is_called(stage: Stage, mei: Agent) -> None:
    await waits_about_a_bill(stage)
    await asks_for_a_call(stage)
    stage.later(seconds=DAY.total_seconds())


async def would_rather_wait(stage: Stage, mei: Agent) -> None:
    await waits_about_a_bill(stage)
    await asks_for_a_call(stage)
    stage.later(seconds=DAY.total_seconds() - 60)
    cancelled = CallbackCancelled(client_id="cancel-1", ticket_id="")
    await stage.patience.cancel_callback("c1", cancelled, now=stage.now)


async def loses_their_agent(stage: Stage, mei: Agent) -> None:
    await is_taken(stage, mei)
    await stage.agents.renew_lease(mei.id, ends_at=stage.now - GRACE)
    await stage.offers()


async def is_put_back(stage: Stage, mei: Agent) -> None:
    sue = await stage.hires("sue", role=Role.SUPERVISOR, presence=Presence.AWAY)
    await is_taken(stage, mei)
    await stage.supervision.requeue("k-c1", Direction(supervisor=sue, why="she is ill"), now=stage.now)


async def is_taken(stage: Stage, mei: Agent) -> None:
    ticket_id = await waits_about_a_bill(stage)
    await stage.offers()
    await stage.accepts(ticket_id, mei)
    stage.later(seconds=DAY.total_seconds())


@pytest.mark.parametrize("comes_back", [is_called, would_rather_wait, loses_their_agent, is_put_back])
async def test_who_comes_back_into_the_line_wants_everything_again_and_keeps_the_place(
    stage: Stage, mei: Agent, comes_back: Callable[[Stage, Agent], Awaitable[None]]
) -> None:
    await comes_back(stage, mei)
    # Somebody else who has it all is there, but takes nothing now.
    lin = await stage.hires("lin", languages=("zh",), skills=("billing",), presence=Presence.BUSY)
    await stage.says(mei.id, Presence.AWAY)
    bo = await stage.hires("bo")
    await stage.offers()
    await stage.waits("c2")
    assert [await stage.offered_to(agent) for agent in (bo, lin)] == [[], []]
    assert [(await stage.standing(c)).place for c in ("c1", "c2")] == [1, 2]
    stage.later(seconds=300)
    await stage.offers()
    assert "k-c1" in await stage.offered_to(bo)


async def test_who_has_it_all_is_asked_before_a_less_busy_one_who_has_not(stage: Stage, mei: Agent) -> None:
    await stage.takes_over(mei, "c0")
    await stage.says(mei.id, Presence.BUSY)
    await waits_about_a_bill(stage)
    stage.later(seconds=600)
    bo = await stage.hires("bo")
    await stage.says(mei.id, Presence.AVAILABLE)
    await stage.offers()
    assert (await stage.offered_to(mei), await stage.offered_to(bo)) == (["k-c1"], [])
