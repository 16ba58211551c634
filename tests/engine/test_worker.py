"""Turns as tasks that somebody owns."""

import asyncio
from datetime import timedelta

from bot.conversation.errors import Unavailable
from bot.conversation.events import BotReplied
from tests.engine.small_bot import SmallShop, in_shop, troubles

SIMPLE = "how much is shipping"


async def _left_behind(shop: SmallShop, conversations: int) -> None:
    """Messages are stored, and then the process dies: no turn of theirs is under way."""
    shop.mind.thinking = lambda: asyncio.sleep(3600)
    for number in range(conversations):
        await shop.starts(f"c{number}")
        await shop.hears(SIMPLE, conversation_id=f"c{number}")
    await shop.worker.drain(timedelta(0))
    await asyncio.sleep(31)
    shop.mind.thinking = lambda: asyncio.sleep(0)


async def _answered(shop: SmallShop, conversation_id: str) -> bool:
    return isinstance((await shop.log(conversation_id))[-1], BotReplied)


def test_turns_that_were_left_behind_are_taken_up() -> None:
    async def story(shop: SmallShop) -> None:
        await _left_behind(shop, 3)
        assert await shop.worker.sweep() == 3
        await shop.worker.drain(timedelta(hours=1))
        assert [await _answered(shop, f"c{n}") for n in range(3)] == [True] * 3
        assert await shop.worker.sweep() == 0

    in_shop(story)


def test_it_sweeps_by_itself_until_it_is_stopped() -> None:
    async def story(shop: SmallShop) -> None:
        await _left_behind(shop, 1)
        running = asyncio.create_task(shop.worker.run())
        await asyncio.sleep(5)
        assert await _answered(shop, "c0")
        running.cancel()
        await asyncio.wait([running])
        assert running.cancelled()

    in_shop(story)


def test_a_database_that_is_away_for_a_moment_stops_nothing() -> None:
    async def story(shop: SmallShop) -> None:
        await _left_behind(shop, 1)
        found, away = shop.kept.take_due, [True, True]

        async def sometimes(**asked: object) -> list[str]:
            if away:
                away.pop()
                raise Unavailable
            return await found(**asked)  # type: ignore[arg-type]

        shop.kept.take_due = sometimes  # type: ignore[method-assign]
        running = asyncio.create_task(shop.worker.run())
        with troubles() as logged:
            await asyncio.sleep(5)
        running.cancel()
        await asyncio.wait([running])
        assert logged == [("sweep_put_off", "")] * 2
        assert await _answered(shop, "c0")

    in_shop(story)


def test_a_stop_lets_turns_come_to_their_end() -> None:
    async def story(shop: SmallShop) -> None:
        shop.mind.thinking = lambda: asyncio.sleep(4)
        await shop.starts()
        await shop.hears(SIMPLE)
        await shop.worker.drain(timedelta(seconds=5))
        assert await _answered(shop, "c1")

    in_shop(story)


def test_a_stop_does_not_wait_for_ever_and_loses_nothing() -> None:
    async def story(shop: SmallShop) -> None:
        shop.mind.thinking = lambda: asyncio.sleep(3600)
        await shop.starts()
        await shop.hears(SIMPLE)
        before = shop.clock.now()
        await shop.worker.drain(timedelta(seconds=5))
        assert shop.clock.now() - before <= timedelta(seconds=5)
        shop.mind.thinking = lambda: asyncio.sleep(0)
        await asyncio.sleep(31)
        assert await shop.worker.sweep() == 1
        await shop.worker.drain(timedelta(hours=1))
        assert await _answered(shop, "c1")

    in_shop(story)


def test_conversations_do_not_wait_for_one_another() -> None:
    async def story(shop: SmallShop) -> None:
        shop.mind.thinking = lambda: asyncio.sleep(10)
        before = shop.clock.now()
        for number in range(50):
            await shop.starts(f"c{number}")
        started = shop.clock.now()
        await asyncio.gather(*(shop.hears(SIMPLE, conversation_id=f"c{n}") for n in range(50)))
        await shop.worker.drain(timedelta(hours=1))
        assert shop.clock.now() - started < timedelta(seconds=60)
        assert started >= before
        assert all([await _answered(shop, f"c{n}") for n in range(50)])

    in_shop(story)


def test_a_turn_that_is_lost_to_a_bug_is_seen_and_ends_no_other() -> None:
    async def story(shop: SmallShop) -> None:
        finish = shop.kept.finish_turn

        async def breaks_once(outcome: object, **more: object) -> object:
            if getattr(outcome, "conversation_id", "") == "c0":
                raise KeyError
            return await finish(outcome, **more)  # type: ignore[arg-type]

        shop.kept.finish_turn = breaks_once  # type: ignore[assignment,method-assign]
        with troubles() as logged:
            for number in range(2):
                await shop.starts(f"c{number}")
                await shop.hears(SIMPLE, conversation_id=f"c{number}")
            await shop.worker.drain(timedelta(hours=1))
        assert logged == [("turn_lost", "c0")]
        assert await _answered(shop, "c1")

    in_shop(story)
