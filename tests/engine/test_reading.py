"""What screens are shown from: told if it follows, else read."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.conversation.events import BotReplied, Entry, HandoffRequested
from bot.engine.feed import KEPT
from bot.engine.reading import PATIENCE, answered, following
from tests.engine.small_bot import SmallShop, in_shop

SIMPLE = "how much is shipping"


async def _log(shop: SmallShop) -> list[Entry]:
    return await shop.conversations.entries_after("c1", 0)


@pytest.mark.parametrize("cursor", [0, 2, 5])
def test_what_was_told_and_follows_is_shown_as_it_was_told(cursor: int) -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.answers(SIMPLE)
        log = await _log(shop)
        shop.conversations.entries_after = None  # type: ignore[assignment,method-assign]  # nothing may be read
        assert await following(shop.conversations, "c1", cursor, log[cursor:]) == log[cursor:]
        assert await following(shop.conversations, "c1", cursor, log) == log[cursor:]

    in_shop(story)


@pytest.mark.parametrize("told", [(4, 5), (2, 4), (2, 2, 3), (6,)])
def test_a_gap_in_what_was_told_is_filled_from_the_log(told: tuple[int, ...]) -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.answers(SIMPLE)
        log = await _log(shop)
        heard = [log[seq - 1] for seq in told]
        assert await following(shop.conversations, "c1", 1, heard) == log[1:]

    in_shop(story)


def test_a_reader_who_was_too_slow_for_the_bound_misses_nothing() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        with shop.feed.subscribed("c1") as slow:
            for number in range(KEPT):
                await shop.answers(SIMPLE, f"m{number}")
            told, _ = slow.look()
        assert len(told) == KEPT
        shown = await following(shop.conversations, "c1", 1, told)
        assert [entry.seq for entry in shown] == list(range(2, len(await _log(shop)) + 1))

    in_shop(story)


def test_what_was_shown_already_is_not_shown_again() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.answers(SIMPLE)
        log = await _log(shop)
        assert await following(shop.conversations, "c1", len(log), log) == []
        assert await following(shop.conversations, "c1", len(log), []) == []

    in_shop(story)


def test_who_was_told_nothing_reads_the_log() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.answers(SIMPLE)
        log = await _log(shop)
        assert await following(shop.conversations, "c1", 1, []) == log[1:]

    in_shop(story)


def test_who_waits_for_an_answer_gets_all_that_followed_their_message() -> None:
    async def story(shop: SmallShop) -> None:
        shop.mind.thinking = lambda: asyncio.sleep(2)
        await shop.starts()
        with shop.feed.subscribed("c1") as subscription:
            receipt = await shop.hears(SIMPLE)
            entries = await answered(shop.conversations, subscription, "c1", receipt.seq)
        assert [entry.seq for entry in entries] == [3, 4, 5, 6]
        assert isinstance(entries[-1].event, BotReplied)

    in_shop(story)


def test_a_handoff_or_a_broken_turn_is_an_answer_too() -> None:
    async def breaks() -> None:
        raise KeyError

    async def story(shop: SmallShop) -> None:
        shop.mind.thinking = breaks
        await shop.starts()
        with shop.feed.subscribed("c1") as subscription, capture_logs():
            receipt = await shop.hears(SIMPLE)
            entries = await answered(shop.conversations, subscription, "c1", receipt.seq)
        assert isinstance(entries[-1].event, HandoffRequested)

    in_shop(story)


def test_what_was_answered_before_one_began_to_wait_is_found() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        receipt = await shop.hears(SIMPLE)
        await shop.worker.drain(timedelta(hours=1))
        with shop.feed.subscribed("c1") as subscription:
            before = shop.clock.now()
            assert await answered(shop.conversations, subscription, "c1", receipt.seq)
            assert shop.clock.now() - before < timedelta(seconds=2)

    in_shop(story)


def test_nobody_waits_for_ever() -> None:
    async def story(shop: SmallShop) -> None:
        shop.mind.thinking = lambda: asyncio.sleep(3600)
        await shop.starts()
        with shop.feed.subscribed("c1") as subscription:
            receipt = await shop.hears(SIMPLE)
            before = shop.clock.now()
            assert await answered(shop.conversations, subscription, "c1", receipt.seq) == []
        assert shop.clock.now() - before == timedelta(seconds=PATIENCE)
        await shop.worker.drain(timedelta(0))

    in_shop(story)


def test_an_answer_to_an_earlier_message_is_not_taken_for_this_ones() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        first = await shop.hears(SIMPLE)
        await shop.worker.drain(timedelta(hours=1))
        shop.mind.thinking = lambda: asyncio.sleep(5)
        with shop.feed.subscribed("c1") as subscription:
            second = await shop.hears("thanks", "m2")
            entries = await answered(shop.conversations, subscription, "c1", second.seq)
        assert second.seq > first.seq
        assert all(entry.seq > second.seq for entry in entries)
        assert entries

    in_shop(story)
