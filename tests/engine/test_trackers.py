"""Trackers that were kept are as good as ones read anew."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.conversation.events import CUSTOMER, CustomerMessaged, Entry
from bot.conversation.tracker import Tracker
from bot.engine import trackers
from bot.engine.trackers import Trackers

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Log:
    """Conversations that grow, and what was read of them."""

    def __init__(self) -> None:
        self._entries: dict[str, list[Entry]] = {}
        self.reads: list[tuple[str, int]] = []

    def grows(self, conversation_id: str = "c1", by: int = 1) -> list[Entry]:
        entries = self._entries.setdefault(conversation_id, [])
        new = [
            Entry(
                conversation_id=conversation_id,
                seq=len(entries) + n,
                at=NOW,
                actor=CUSTOMER,
                epoch=1,
                event=CustomerMessaged(client_id=f"m{len(entries) + n}", text="hello"),
            )
            for n in range(1, by + 1)
        ]
        entries += new
        return new

    async def read(self, conversation_id: str, after: int) -> list[Entry]:
        self.reads.append((conversation_id, after))
        await asyncio.sleep(0)
        return self._entries[conversation_id][after:]

    def whole(self, conversation_id: str = "c1") -> Tracker:
        return Tracker(conversation_id).apply(self._entries[conversation_id])


async def test_a_conversation_that_was_kept_is_read_from_where_it_stood() -> None:
    log = Log()
    kept = Trackers(log.read)
    log.grows(by=3)
    tracker = await kept.of("c1")
    kept.keep(tracker, log.grows())
    log.grows(by=2)
    assert await kept.of("c1") == log.whole()
    assert log.reads == [("c1", 0), ("c1", 4)]


async def test_what_was_told_spares_the_read_where_it_follows() -> None:
    log = Log()
    kept = Trackers(log.read)
    assert await kept.of("c1", log.grows(by=2)) == log.whole()
    assert log.reads == []


async def test_what_was_told_is_not_enough_where_something_is_missing() -> None:
    log = Log()
    kept = Trackers(log.read)
    log.grows(by=2)
    assert await kept.of("c1", log.grows()) == log.whole()
    assert log.reads == [("c1", 0)]


async def test_what_others_wrote_meanwhile_is_never_skipped() -> None:
    log = Log()
    kept = Trackers(log.read)
    log.grows(by=2)
    tracker = await kept.of("c1")
    log.grows()  # somebody else
    kept.keep(tracker, log.grows())
    assert await kept.of("c1") == log.whole()


async def test_a_turn_that_was_void_leaves_nothing_wrong_behind() -> None:
    log = Log()
    kept = Trackers(log.read)
    log.grows(by=2)
    await kept.of("c1")  # and it is never kept
    log.grows()
    assert await kept.of("c1") == log.whole()


async def test_two_turns_of_one_conversation_share_nothing() -> None:
    log = Log()
    kept = Trackers(log.read)
    log.grows(by=2)
    kept.keep(await kept.of("c1"), log.grows())
    one, other = await asyncio.gather(kept.of("c1"), kept.of("c1"))
    assert one is not other
    assert one == other == log.whole()


async def test_no_more_conversations_are_kept_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trackers, "REMEMBERED", 3)
    log = Log()
    kept = Trackers(log.read)
    for number in range(5):
        log.grows(f"c{number}")
        kept.keep(await kept.of(f"c{number}"), log.grows(f"c{number}"))
    log.reads.clear()
    for number in range(5):
        await kept.of(f"c{number}")
    assert log.reads == [("c0", 0), ("c1", 0), ("c2", 2), ("c3", 2), ("c4", 2)]
