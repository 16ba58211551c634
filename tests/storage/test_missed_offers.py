"""Agents who miss offers: set away after a few, and there again as soon as they say so."""

import pytest
import sqlalchemy as sa

from bot.handoff.agent import Agent, Presence
from bot.storage.schema import agent as agent_table
from tests.storage.stage import Stage


async def misses(stage: Stage, times: int) -> None:
    """Let so many offers run out."""
    for number in range(times):
        await stage.waits(f"m{stage.now:%H%M%S}-{number}")
        await stage.offers()
        stage.later(seconds=30)
        await stage.offers()


@pytest.fixture
async def ann(stage: Stage) -> Agent:
    return await stage.hires("ann", capacity=1)


async def me(stage: Stage, ann: Agent) -> Agent:
    return (await stage.view(ann)).agent


async def test_who_missed_too_many_is_told_that_they_were_set_away(stage: Stage, ann: Agent) -> None:
    await misses(stage, stage.rules.missed_offers - 1)
    assert not (await me(stage, ann)).was_set_away
    await misses(stage, 1)
    now = await me(stage, ann)
    assert (now.presence, now.was_set_away) == (Presence.AWAY, True)


@pytest.mark.parametrize("presence", list(Presence))
async def test_that_is_over_when_they_choose_a_presence(stage: Stage, ann: Agent, presence: Presence) -> None:
    await misses(stage, stage.rules.missed_offers)
    await stage.says("ann", presence)
    now = await me(stage, ann)
    assert (now.presence, now.was_set_away) == (presence, False)


async def test_who_goes_on_a_break_while_an_offer_runs_out_was_not_set_away(stage: Stage, ann: Agent) -> None:
    await stage.waits()
    await stage.offers()
    await stage.says("ann", Presence.AWAY)
    stage.later(seconds=30)
    await stage.offers()
    now = await me(stage, ann)
    assert (now.presence, now.was_set_away) == (Presence.AWAY, False)


async def test_what_they_said_of_themselves_meanwhile_stays(stage: Stage, ann: Agent) -> None:
    await misses(stage, stage.rules.missed_offers - 1)
    await stage.waits("last")
    await stage.offers()
    await stage.says("ann", Presence.BUSY)
    stage.later(seconds=30)
    await stage.offers()
    assert (await me(stage, ann)).presence is Presence.BUSY


async def test_who_was_set_away_keeps_the_customers_they_have(stage: Stage) -> None:
    ann = await stage.hires("ann", capacity=2)
    await stage.takes_over(ann)
    await misses(stage, stage.rules.missed_offers)
    assert (await me(stage, ann)).presence is Presence.AWAY
    assert (await stage.standing()).agent_id == "ann"


async def missed(stage: Stage) -> int:
    count = sa.select(agent_table.c.missed_offers).where(agent_table.c.id == "ann")
    return await stage.database.read(lambda connection: connection.execute(count).scalar_one())


async def offered_at_once(stage: Stage, count: int) -> Agent:
    """Offer so many to one agent, who then needs a while."""
    ann = await stage.hires("ann", capacity=5)
    for number in range(count):
        await stage.waits(f"c{number}")
    await stage.offers()
    stage.later(seconds=25)
    return ann


async def test_what_lapses_at_once_is_missed_once(stage: Stage) -> None:
    ann = await offered_at_once(stage, 5)
    stage.later(seconds=5)
    await stage.offers()
    assert await missed(stage) == 1
    assert (await me(stage, ann)).presence is Presence.AVAILABLE


@pytest.mark.parametrize("answer", ["accept", "decline"])
async def test_who_answered_another_offer_meanwhile_has_missed_nothing(stage: Stage, answer: str) -> None:
    ann = await offered_at_once(stage, 5)
    if answer == "accept":
        await stage.accepts("k-c0", ann)
    else:
        await stage.desk.decline("k-c0", ann, "not my field", now=stage.now)
    stage.later(seconds=5)
    await stage.offers()
    assert await missed(stage) == 0


async def test_a_decline_is_an_answer_and_the_row_begins_anew(stage: Stage, ann: Agent) -> None:
    await misses(stage, stage.rules.missed_offers - 1)
    await stage.waits("declined")
    await stage.offers()
    await stage.desk.decline("k-declined", ann, "not my field", now=stage.now)
    await misses(stage, 1)
    assert await missed(stage) == 1
    assert not (await me(stage, ann)).was_set_away
