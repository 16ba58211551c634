"""Turns that break, come too late, or find something away."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.conversation.errors import Unavailable
from bot.conversation.events import (
    BotReplied,
    Event,
    HandoffRequested,
)
from bot.conversation.language import Language
from bot.conversation.tracker import Owner
from tests.engine.small_bot import SmallShop, in_shop, shipped_texts, troubles

SIMPLE, STAKES, UNCLEAR = "how much is shipping", "you charged me twice", "blub"


def kinds(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def said(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, BotReplied)]


async def _still() -> None:
    """Think about nothing in particular."""


def test_a_turn_that_lost_its_lease_while_thinking_leaves_nothing_behind() -> None:
    async def story(shop: SmallShop) -> None:
        async def much_too_long() -> None:
            shop.mind.thinking = _still
            await asyncio.sleep(31)
            await shop.worker.sweep()
            await asyncio.sleep(1000)

        await shop.starts()
        shop.mind.thinking = much_too_long
        with capture_logs() as logs:
            after = await shop.answers(SIMPLE)
        assert kinds(after) == ["Understood", "Decided", "ActionRan", "BotReplied"]
        assert "turn_void" in [line["event"] for line in logs]

    in_shop(story)


class ABug(Exception):
    """Something that nobody thought of."""


async def breaks() -> None:
    """Break."""
    raise ABug


@pytest.mark.parametrize("part", ["mind", "hands"])
@pytest.mark.parametrize("locale", ["en", "zh-Hant"])
def test_a_turn_that_breaks_apologises_in_words_and_hands_off(part: str, locale: str) -> None:
    async def story(shop: SmallShop) -> None:
        shop.mind.thinking = breaks if part == "mind" else _still
        shop.hands.acting = breaks
        await shop.starts(locale=locale)
        with troubles() as logged:
            after = await shop.answers(SIMPLE)
        assert kinds(after) == ["TurnFailed", "BotReplied", "BotReplied", "WaitPromised", "HandoffRequested"]
        assert isinstance(after[-1], HandoffRequested)
        assert after[-1].reason == "error"
        error = shipped_texts().say("utter_handoff/error", Language(locale), place=1)
        nobody = shipped_texts().say("utter_nobody_here_unknown", Language(locale))
        assert said(after) == [error.text, nobody.text]
        assert (await shop.conversations.standing("c1")).owner is Owner.QUEUE
        assert logged == [("turn_failed", "c1")]

    in_shop(story)


def test_the_customer_of_a_broken_turn_reaches_a_person() -> None:
    async def story(shop: SmallShop) -> None:
        shop.mind.thinking = breaks
        await shop.starts()
        with troubles():
            await shop.answers(SIMPLE)
        ann = await shop.hires()
        await shop.desk.accept(await shop.offers(), ann)
        assert (await shop.conversations.standing("c1")).agent_id == "ann"

    in_shop(story)


@pytest.mark.parametrize("part", ["mind", "hands"])
def test_what_is_not_available_now_leaves_the_lease_and_is_tried_again(part: str) -> None:
    async def away() -> None:
        raise Unavailable

    async def story(shop: SmallShop) -> None:
        parts = shop.mind, shop.hands
        shop.mind.thinking, shop.hands.acting = (away, _still) if part == "mind" else (_still, away)
        await shop.starts()
        with troubles() as logged:
            assert await shop.answers(SIMPLE) == []
        assert logged == [("turn_put_off", "c1")]
        assert await shop.worker.sweep() == 0, "the lease must run out first"
        parts[0].thinking = parts[1].acting = _still
        await asyncio.sleep(31)
        assert await shop.worker.sweep() == 1
        await shop.worker.drain(timedelta(hours=1))
        assert isinstance((await shop.log())[-1], BotReplied)

    in_shop(story)


def test_a_turn_in_which_the_database_goes_away_raises_and_says_nothing() -> None:
    async def story(shop: SmallShop) -> None:
        async def away(*_anything: object, **_more: object) -> None:
            raise Unavailable

        await shop.starts()
        receipt = await shop.hears(SIMPLE)
        shop.kept.finish_turn = away  # type: ignore[assignment,method-assign]
        with troubles() as logged:
            await shop.worker.drain(timedelta(hours=1))
        assert logged == [("turn_put_off", "c1")]
        assert await shop.conversations.entries_after("c1", receipt.seq) == []

    in_shop(story)
