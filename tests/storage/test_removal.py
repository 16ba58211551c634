"""An agent who is removed: signed out at once, and their customers back in line, told, with nothing lost."""

from datetime import timedelta

import pytest

from bot.conversation.errors import Conflict, NotFound
from bot.conversation.events import AgentLost, AgentReplied, CustomerMessaged
from bot.conversation.tracker import Owner
from bot.handoff.agent import Agent
from tests.storage.stage import Stage
from tests.support.screens import all_seen

HOUR = timedelta(hours=1)


@pytest.fixture
async def ann(stage: Stage) -> Agent:
    return await stage.hires("ann")


async def test_their_customers_are_back_in_line_at_their_places_and_told(stage: Stage, ann: Agent) -> None:
    for conversation_id in ("c1", "c2"):
        await stage.takes_over(ann, conversation_id)
        stage.later(seconds=1)
    await stage.waits("c3")
    await stage.writes("are you there?", "m2", conversation_id="c2")
    await stage.agents.remove(ann.email, now=stage.now)
    lost = [entry.event for entry in await stage.offers()]
    assert lost == [AgentLost(ticket_id=f"k-{c}", agent_id="ann", agent_name="Ann") for c in ("c1", "c2")]
    assert [(await stage.standing(c)).place for c in ("c1", "c2", "c3")] == [1, 2, 3]
    assert CustomerMessaged(client_id="m2", text="are you there?") in await stage.log("c2")
    bo = await stage.hires("bo", capacity=3)
    await stage.offers()
    assert await stage.offered_to(bo) == ["k-c1", "k-c2", "k-c3"]


async def test_what_they_said_keeps_their_name(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    said = AgentReplied(client_id="r1", agent_name="Ann", text="one moment")
    await stage.desk.reply("c1", ann, said, shown=all_seen(epoch), now=stage.now)
    await stage.agents.remove(ann.email, now=stage.now)
    await stage.offers()
    assert said in await stage.log()


async def test_what_their_open_screen_still_sends_is_refused(stage: Stage, ann: Agent) -> None:
    epoch = await stage.takes_over(ann)
    await stage.agents.remove(ann.email, now=stage.now)
    await stage.offers()
    late = AgentReplied(client_id="r1", agent_name="Ann", text="still me")
    with pytest.raises(Conflict, match="back in line"):
        await stage.desk.reply("c1", ann, late, shown=all_seen(epoch), now=stage.now)
    assert (await stage.standing()).owner is Owner.QUEUE


async def test_their_open_screen_keeps_nothing_alive(stage: Stage, ann: Agent) -> None:
    await stage.takes_over(ann)
    await stage.agents.remove(ann.email, now=stage.now)
    await stage.agents.renew_lease("ann", ends_at=stage.now + HOUR)
    assert [type(entry.event) for entry in await stage.offers()] == [AgentLost]
    await stage.says("ann", ann.presence)
    assert await stage.offers() == ()
    assert await stage.views.of("ann", rules=stage.rules, now=stage.now) is None


async def test_they_are_signed_out_and_cannot_sign_in_again(stage: Stage, ann: Agent) -> None:
    await stage.agents.open_session("ann", "session", ends_at=stage.now + HOUR)
    await stage.agents.add_code("ann", "code", ends_at=stage.now + HOUR)
    await stage.agents.remove(ann.email, now=stage.now)
    assert await stage.agents.by_session("session", now=stage.now) is None
    assert await stage.agents.redeem("code", "argon2-of-new", now=stage.now) is None
    assert await stage.agents.by_email(ann.email) is None


async def test_a_sign_in_that_was_under_way_opens_nothing(stage: Stage, ann: Agent) -> None:
    # The password was compared before the removal; the session is begun after it.
    await stage.agents.remove(ann.email, now=stage.now)
    await stage.agents.open_session("ann", "session", ends_at=stage.now + HOUR)
    assert await stage.agents.by_session("session", now=stage.now) is None


async def test_an_offer_to_them_goes_on_to_a_colleague(stage: Stage, ann: Agent) -> None:
    await stage.waits()
    await stage.offers()
    await stage.agents.remove(ann.email, now=stage.now)
    bo = await stage.hires("bo")
    stage.later(seconds=30)
    await stage.offers()
    assert await stage.offered_to(bo) == ["k-c1"]


async def test_nobody_is_removed_twice_and_the_address_is_free_again(stage: Stage, ann: Agent) -> None:
    await stage.agents.remove(ann.email, now=stage.now)
    for gone in (ann.email, "ann@removed.invalid", "nobody@example.com"):
        with pytest.raises(NotFound):
            await stage.agents.remove(gone, now=stage.now)
    again = type(ann)(**{f: getattr(ann, f) for f in type(ann).__dataclass_fields__} | {"id": "ann-2"})
    await stage.agents.add(again, now=stage.now)
    assert [agent.id for agent in await stage.agents.all()] == ["ann-2"]


async def test_colleagues_see_them_no_longer(stage: Stage, ann: Agent) -> None:
    bo = await stage.hires("bo")
    await stage.agents.remove(ann.email, now=stage.now)
    assert (await stage.view(bo)).team == ()
