"""What agents have to do: who waits for whom weighs, and nobody gets more than they can take."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.errors import Conflict
from bot.conversation.events import AgentReplied
from bot.engine.desk import Returning
from bot.handoff.agent import Agent
from bot.handoff.load import most
from tests.storage.stage import Stage, greeting
from tests.support.screens import all_seen


@pytest.fixture
async def boss(stage: Stage) -> Agent:
    """Somebody whose screen shows what the others have."""
    return await stage.hires("zoe", at_the_desk=False)


async def load(stage: Stage, boss: Agent, name: str = "ann") -> float:
    """Return how much an agent has to do, as colleagues see it."""
    return next(one.load for one in (await stage.view(boss)).team if one.agent.id == name)


async def answers(stage: Stage, ann: Agent, conversation_id: str, *, epoch: int = 3) -> None:
    """The agent answers: from then on the customer is waited for."""
    stage.later(seconds=1)
    replied = AgentReplied(client_id=f"r-{stage.now}", agent_name="Ann", text="hello")
    await stage.desk.reply(conversation_id, ann, replied, shown=all_seen(epoch), now=stage.now)


async def test_who_has_nothing_weighs_nothing(stage: Stage, boss: Agent) -> None:
    await stage.hires("ann")
    assert await load(stage, boss) == 0.0


async def test_an_offer_and_a_conversation_that_waits_for_its_agent_weigh_one(stage: Stage, boss: Agent) -> None:
    ann = await stage.hires("ann")
    await stage.waits("c1")
    await stage.offers()
    assert await load(stage, boss) == 1.0
    await stage.accepts("k-c1", ann)
    assert await load(stage, boss) == 1.0


async def test_a_conversation_that_waits_for_its_customer_weighs_less_until_they_write(
    stage: Stage, boss: Agent
) -> None:
    ann = await stage.hires("ann")
    await stage.takes_over(ann)
    await answers(stage, ann, "c1")
    assert await load(stage, boss) == stage.rules.waiting_weight == 0.5
    await stage.writes("and now?", "m2")
    assert await load(stage, boss) == 1.0


async def test_the_policy_says_how_much_less(stage: Stage, boss: Agent) -> None:
    ann = await stage.hires("ann")
    await stage.takes_over(ann)
    await answers(stage, ann, "c1")
    for weight in (0.0, 0.25, 1.0):
        stage.rules = replace(stage.rules, waiting_weight=weight)
        assert await load(stage, boss) == weight


async def test_the_work_after_the_end_weighs_one(stage: Stage, boss: Agent) -> None:
    stage.rules = replace(stage.rules, wrap_up=timedelta(seconds=30))
    ann = await stage.hires("ann")
    epoch = await stage.takes_over(ann)
    await answers(stage, ann, "c1")
    await stage.ends("c1", ann, epoch=epoch)
    assert await load(stage, boss) == 1.0
    await stage.desk.wrap_up("k-c1", ann, "solved", now=stage.now)
    assert await load(stage, boss) == 0.0


async def test_what_is_handed_back_passed_on_or_ended_weighs_nothing(stage: Stage, boss: Agent) -> None:
    ann = await stage.hires("ann", capacity=3)
    for conversation_id in ("c1", "c2", "c3"):
        await stage.takes_over(ann, conversation_id)
    assert await load(stage, boss) == 3.0
    await stage.ends("c1", ann, epoch=3)
    await stage.desk.hand_back("c2", ann, Returning(shown=all_seen(3), greeting=greeting), now=stage.now)
    await stage.passes_on(ann, "c3", epoch=3, queue="billing")
    assert await load(stage, boss) == 0.0


@pytest.mark.parametrize(("capacity", "weight"), [(1, 0.5), (2, 0.5), (3, 0.25), (2, 1.0)])
async def test_whoever_answers_at_once_never_has_more_than_the_most(
    stage: Stage, boss: Agent, capacity: int, weight: float
) -> None:
    stage.rules = replace(stage.rules, waiting_weight=weight)
    ann = await stage.hires("ann", capacity=capacity)
    taken = 0
    for number in range(12):
        await stage.waits(f"c{number:02}")
        if await stage.offers():
            await stage.accepts(f"k-c{number:02}", ann)
            await answers(stage, ann, f"c{number:02}")
            taken += 1
    assert taken == most(capacity, weight)
    assert await load(stage, boss) <= capacity


async def test_customers_who_all_write_again_at_once_may_weigh_more_and_then_nothing_is_added(
    stage: Stage, boss: Agent
) -> None:
    ann = await stage.hires("ann", capacity=2)
    for conversation_id in ("c1", "c2", "c3"):
        await stage.takes_over(ann, conversation_id)
        await answers(stage, ann, conversation_id)
    for conversation_id in ("c1", "c2", "c3"):
        await stage.writes("hello?", "m2", conversation_id=conversation_id)
    assert await load(stage, boss) == 3.0
    await stage.waits("c4")
    assert await stage.offers() == ()


async def test_who_got_more_to_do_since_the_offer_cannot_take_it(stage: Stage) -> None:
    ann = await stage.hires("ann", capacity=2)
    for conversation_id in ("c1", "c2"):
        await stage.takes_over(ann, conversation_id)
        await answers(stage, ann, conversation_id)
    await stage.waits("c3")
    await stage.offers()
    await stage.writes("hello?", "m2", conversation_id="c1")
    with pytest.raises(Conflict, match=r"you have as much as you can take \(2 at once\)"):
        await stage.accepts("k-c3", ann)
    assert (await stage.card("c3")).agent_id == "ann"
    await answers(stage, ann, "c1")
    assert await stage.accepts("k-c3", ann)


async def test_a_smaller_capacity_takes_nothing_away_and_adds_nothing(stage: Stage) -> None:
    ann = await stage.hires("ann", capacity=2)
    for conversation_id in ("c1", "c2"):
        await stage.takes_over(ann, conversation_id)
    await stage.agents.change(ann.email, capacity=1)
    await stage.waits("c3")
    assert await stage.offers() == ()
    assert len((await stage.view(ann)).mine) == 2
