"""Stored, then sent, then marked: one delivery at a time, in virtual time."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.conversation.channel_events import NotDelivered, Read
from bot.engine.arrivals import Arrival
from bot.engine.outbox import ECHO_WAIT, LEASE, LONGEST, LOOK, Later, Refused, Unsure
from bot.storage.arrivals import StoredArrivals
from tests.support.inline_database import memory
from tests.support.pushed import Push
from tests.support.virtual_time import run_virtually

WAIT, LEASED = ECHO_WAIT.total_seconds(), LEASE.total_seconds()
#: What the engine's looking and the store's pauses may add, in seconds.
SLACK = 5 * LOOK.total_seconds()
REFUSED = Refused(code="person", problem="They blocked the page.")


def lived(story: Callable[[Push], Coroutine[Any, Any, None]]) -> None:
    """Live through a story in a shop with one conversation whose outbox runs."""

    async def told() -> None:
        push = Push(connection)
        await push.begin()
        push.start()
        try:
            await story(push)
        finally:
            await push.stop()

    with memory() as connection:
        run_virtually(1, told())


def seconds(push: Push) -> list[float]:
    """Return the seconds between one try and the next."""
    return [(b - a).total_seconds() for (a, _), (b, _) in pairwise(push.far.sends)]


def test_what_is_said_is_sent_in_order_each_once() -> None:
    async def story(push: Push) -> None:
        for n in range(10):
            await push.says(f"{n}", agent=n % 2 == 1)
        await asyncio.sleep(60)
        assert push.far.texts == [f"{n}" for n in range(10)]
        assert [d.agent_name for _, d in push.far.sends] == [None, "Ana"] * 5

    lived(story)


def test_a_long_word_goes_in_parts_and_what_is_said_next_goes_after_them() -> None:
    async def story(push: Push) -> None:
        await push.says("A sentence. " * 400)
        await push.says("the end")
        await asyncio.sleep(60)
        assert [(d.seq, len(d.body["text"]) < 2000) for _, d in push.far.sends] == [(2, True)] * 3 + [(3, True)]
        assert push.far.texts[-1] == "the end"

    lived(story)


def test_conversations_do_not_wait_for_each_other() -> None:
    async def story(push: Push) -> None:
        await push.begin("c2")
        push.far.takes = 30
        await push.says("slow", "c1")
        await push.says("behind it", "c1")
        await push.says("other", "c2")
        await asyncio.sleep(20)
        assert sorted(push.far.texts) == ["other", "slow"]
        await asyncio.sleep(60)
        assert push.far.texts[-1] == "behind it"

    lived(story)


def test_it_is_tried_again_after_pauses_that_grow_and_what_is_behind_waits() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [Later(why="no")] * 6
        await push.says("first")
        await push.says("second")
        await asyncio.sleep(600)
        assert push.far.texts == ["first"] * 7 + ["second"]
        for tried, pause in enumerate(seconds(push)[:6]):
            assert 2**tried / 2 <= pause <= 2**tried + SLACK
        assert [d.tries for _, d in push.far.sends] == [1] * 8

    lived(story)


def test_a_pause_that_the_channel_names_is_kept() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [Later(why="too many calls", pause=timedelta(minutes=7))]
        await push.says("first")
        await asyncio.sleep(600)
        assert 420 <= seconds(push)[0] <= 420 + SLACK

    lived(story)


@pytest.mark.parametrize("broken", [Unsure(why="dropped"), RuntimeError("a bug")])
def test_what_nobody_knows_of_waits_for_its_echo_and_is_sent_again_only_after_it_did_not_come(broken: Any) -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [broken]
        await push.says("first")
        await push.says("second")
        with capture_logs():
            await asyncio.sleep(WAIT - SLACK)
        assert push.far.texts == ["first"]
        await asyncio.sleep(60)
        assert push.far.texts == ["first", "first", "second"]
        assert WAIT <= seconds(push)[0] <= WAIT + SLACK

    lived(story)


def test_an_echo_in_time_means_that_it_is_there() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [Unsure(why="dropped")]
        await push.says("first")
        await push.says("second")
        await asyncio.sleep(50)
        at = push.clock.now()
        assert await push.echoes.echoed(push.far.sends[0][1].id, "m-meta", at=at)
        await asyncio.sleep(600)
        assert push.far.texts == ["first", "second"]
        assert await push.threads.seq_of("c1", external_id="m-meta", client_id="") == 2

    lived(story)


@pytest.mark.parametrize("verdict", [Unsure(why="dropped"), Later(why="no"), REFUSED])
def test_an_echo_before_the_answer_counts_whatever_the_answer_says(verdict: Any) -> None:
    async def story(push: Push) -> None:
        push.far.verdicts, push.far.takes = [verdict], 20
        await push.says("first")
        await asyncio.sleep(10)
        assert await push.echoes.echoed(push.far.sends[0][1].id, "m-meta", at=push.clock.now())
        await asyncio.sleep(600)
        assert push.far.texts == ["first"]
        assert not any(isinstance(e.event, NotDelivered) for e in await push.log())

    lived(story)


def test_an_echo_of_what_is_not_ours_is_told_so() -> None:
    async def story(push: Push) -> None:
        assert not await push.echoes.echoed("whatever", "m", at=push.clock.now())

    lived(story)


def test_an_echo_that_came_and_was_not_looked_at_yet_is_waited_for() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [Unsure(why="dropped")]
        await push.says("first")
        kept = StoredArrivals(push.database)
        now = push.clock.now()
        await kept.keep([Arrival(key="k", page_id="1", person_id="of-c1", at=now, body="{}")], now=now)
        await asyncio.sleep(WAIT * 3)
        assert push.far.texts == ["first"]
        (one,) = await kept.waiting((), 10)
        await kept.done(one.id, now=push.clock.now())
        await asyncio.sleep(60)
        assert push.far.texts == ["first", "first"]

    lived(story)


def test_an_answer_that_never_comes_is_given_up_before_its_lease_ends() -> None:
    async def story(push: Push) -> None:
        push.far.takes = 10_000
        await push.says("first")
        await asyncio.sleep(LEASED)
        assert LONGEST < LEASE
        push.far.takes = 0.1
        await asyncio.sleep(WAIT + LEASED)
        assert push.far.texts == ["first", "first"]

    lived(story)


def test_what_a_dead_process_was_sending_waits_for_its_lease_and_its_echo() -> None:
    async def story(push: Push) -> None:
        push.far.takes = 10
        await push.says("first")
        await asyncio.sleep(5)
        await push.crash()
        push.start()
        await asyncio.sleep(LEASED + WAIT - 10)
        assert push.far.texts == ["first"]
        await asyncio.sleep(60)
        assert push.far.texts == ["first", "first"]

    lived(story)


def test_an_echo_after_a_crash_means_that_it_is_there() -> None:
    async def story(push: Push) -> None:
        push.far.takes = 10
        await push.says("first")
        await asyncio.sleep(5)
        await push.crash()
        push.start()
        assert await push.echoes.echoed(push.far.sends[0][1].id, "m-meta", at=push.clock.now())
        await asyncio.sleep(600)
        assert push.far.texts == ["first"]

    lived(story)


def test_what_is_refused_is_told_in_the_conversation_and_what_is_behind_goes_on() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [REFUSED]
        seq = await push.says("first", agent=True)
        await push.says("second", agent=True)
        await asyncio.sleep(600)
        assert push.far.texts == ["first", "second"]
        (told,) = [e.event for e in await push.log() if isinstance(e.event, NotDelivered)]
        assert told == NotDelivered(about_seq=seq, code="person", problem="They blocked the page.")

    lived(story)


def test_what_cannot_be_put_into_words_keeps_nobody_else_waiting() -> None:
    async def story(push: Push) -> None:
        await push.begin("c2")
        compose = push.far.compose

        def breaks(tracker: Any, entries: Any) -> Any:
            if tracker.conversation_id == "c1":
                raise RuntimeError("a bug")
            return compose(tracker, entries)

        push.far.compose = breaks  # type: ignore[method-assign]
        with capture_logs() as lines:
            await push.says("odd", "c1")
            await push.says("fine", "c2")
            await asyncio.sleep(30)
        assert push.far.texts == ["fine"]
        # Looked at as often as it should be, not without end.
        assert len([line for line in lines if line["event"] == "compose_broke"]) < 100
        push.far.compose = compose  # type: ignore[method-assign]
        await asyncio.sleep(30)
        assert push.far.texts == ["fine", "odd"]

    lived(story)


def test_two_processes_by_mistake_send_nothing_twice() -> None:
    async def story(push: Push) -> None:
        second = asyncio.create_task(push.new_outbox().run())
        for n in range(10):
            await push.says(f"{n}")
        await asyncio.sleep(120)
        second.cancel()
        assert push.far.texts == [f"{n}" for n in range(10)]

    lived(story)


def test_a_watermark_counts_by_the_channel_s_own_clock() -> None:
    async def story(push: Push) -> None:
        seq = await push.says("first")
        at_meta = push.clock.now() + timedelta(seconds=1)
        push.far.takes = 3
        await asyncio.sleep(30)
        # Seen at the very moment of its sending, by their clock: our own mark of it is later.
        await push.echoes.echoed(push.far.sends[0][1].id, "m-meta", at=at_meta)
        (told,) = await push.threads.mark("c1", Read, at_meta, now=push.clock.now())
        assert told.event == Read(up_to_seq=seq)
        assert await push.threads.mark("c1", Read, at_meta - timedelta(seconds=1), now=push.clock.now()) == ()

    lived(story)
