"""Wake-ups: hints that may be lost, and that nobody waits for."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.conversation.events import BOT, BotReplied, Entry
from bot.engine.feed import CUSTOMER_TYPES, KEPT, LINE, Feed

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def entry(seq: int, conversation_id: str = "c1") -> Entry:
    return Entry(conversation_id=conversation_id, seq=seq, at=NOW, actor=BOT, epoch=1, event=BotReplied(text=str(seq)))


async def test_a_subscriber_hears_of_its_topics_and_of_no_other() -> None:
    feed = Feed()
    with feed.subscribed("c1", LINE) as subscription:
        feed.publish([entry(1), entry(1, "c2")])
        feed.line_changed()
        feed.signal("c2", f"{CUSTOMER_TYPES}@c2")
        await asyncio.wait_for(subscription.wait(), 1)
        assert subscription.look() == ([entry(1)], [LINE])


async def test_what_was_looked_at_is_forgotten_and_the_next_wait_waits() -> None:
    feed = Feed()
    with feed.subscribed("c1") as subscription:
        feed.publish([entry(1)])
        subscription.look()
        assert subscription.look() == ([], [])
        waiting = asyncio.create_task(subscription.wait())
        await asyncio.sleep(0)
        assert not waiting.done()
        feed.publish([entry(2)])
        await asyncio.wait_for(waiting, 1)


async def test_what_happened_before_the_wait_ends_it_at_once() -> None:
    feed = Feed()
    with feed.subscribed("c1") as subscription:
        feed.publish([entry(1)])
        await asyncio.wait_for(subscription.wait(), 1)


async def test_entries_come_in_their_order_however_they_were_told() -> None:
    feed = Feed()
    with feed.subscribed("c1") as subscription:
        for seq in (3, 1, 2):
            feed.publish([entry(seq)])
        assert [told.seq for told in subscription.look()[0]] == [1, 2, 3]


async def test_a_slow_reader_keeps_the_latest_and_costs_no_more() -> None:
    feed = Feed()
    with feed.subscribed("c1") as slow, feed.subscribed("c1") as quick:
        for seq in range(1, 10_001):
            feed.publish([entry(seq)])
            assert [told.seq for told in quick.look()[0]] == [seq]
        kept = slow.look()[0]
    assert [told.seq for told in kept] == list(range(10_001 - KEPT, 10_001))


async def test_a_signal_told_twice_counts_once() -> None:
    feed = Feed()
    with feed.subscribed("c1") as subscription:
        for _ in range(1000):
            feed.signal("c1", "typing")
        assert subscription.look() == ([], ["typing"])


async def test_a_topic_can_be_heard_and_left_while_subscribed() -> None:
    feed = Feed()
    with feed.subscribed(LINE) as subscription:
        feed.add("c1", subscription)
        feed.publish([entry(1)])
        feed.remove("c1", subscription)
        feed.publish([entry(2)])
        assert subscription.look()[0] == [entry(1)]


async def test_leaving_a_topic_that_one_never_heard_is_nothing() -> None:
    feed = Feed()
    with feed.subscribed(LINE) as subscription:
        feed.remove("c1", subscription)
        assert subscription.topics == {LINE}


async def test_nothing_is_kept_of_topics_that_nobody_hears_any_more() -> None:
    feed = Feed()
    for number in range(100):
        with feed.subscribed(f"c{number}", LINE) as subscription:
            feed.add("extra", subscription)
        assert subscription.topics == set()
    for number in range(100):
        feed.publish([entry(1, f"unheard{number}")])
        feed.signal(f"unheard{number}", "typing")
    assert not feed._subscriptions


async def test_a_block_that_breaks_is_unsubscribed_too() -> None:
    feed = Feed()
    with pytest.raises(KeyError), feed.subscribed("c1"):
        raise KeyError
    assert not feed._subscriptions


async def test_one_leaving_takes_nobody_along() -> None:
    feed = Feed()
    with feed.subscribed("c1") as stays:
        with feed.subscribed("c1"):
            pass
        feed.publish([entry(1)])
        assert stays.look()[0] == [entry(1)]
