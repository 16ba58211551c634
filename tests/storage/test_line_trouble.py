"""What went wrong once, and may not again."""

from datetime import timedelta

from bot.handoff.agent import Agent, Presence
from tests.storage.stage import Stage


async def test_two_who_wait_are_offered_to_two_who_are_free_and_not_both_to_one(stage: Stage) -> None:
    ann, bo = await stage.hires("ann", capacity=3), await stage.hires("bo", capacity=3)
    await stage.waits("c1")
    await stage.waits("c2")
    await stage.offers()
    assert [len(await stage.offered_to(ann)), len(await stage.offered_to(bo))] == [1, 1]


async def test_a_session_that_ran_out_long_ago_keeps_nobody_at_the_desk(stage: Stage) -> None:
    await stage.hires("ann")
    await stage.agents.open_session("ann", "last-week", ends_at=stage.now - timedelta(days=7))
    await stage.agents.open_session("ann", "today", ends_at=stage.now + timedelta(hours=12))
    await stage.agents.close_session("today", now=stage.now)
    assert (await stage.agents.all())[0].presence is Presence.OFFLINE


async def test_an_agent_without_a_language_has_none(stage: Stage) -> None:
    ann: Agent = await stage.hires("ann", languages=())
    assert (await stage.agents.all())[0].languages == ann.languages


async def test_the_card_of_who_waits_says_where_they_stand(stage: Stage) -> None:
    await stage.waits("c1")
    stage.later(seconds=1)
    await stage.waits("c2")
    card = await stage.views.card("c2")
    assert card is not None
    assert card.place == 2
