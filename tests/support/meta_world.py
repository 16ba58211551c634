"""A seeded world of the outbox: a far side that loses answers and echoes, processes that die, then calm."""

import asyncio
import itertools
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.conversation.channel_events import ArrivedAfterAll, NotDelivered, SentAgain
from bot.conversation.events import Entry
from bot.conversation.tracker import Tracker
from bot.engine.outbox import SENDS, Delivery, Later, Refused, Sent, Unsure, Verdict
from bot.storage.push_schema import delivery as delivery_table
from tests.support.pushed import FarSide, Push

#: Seconds of storm, and how long the calm after it may last at most.
STORM, CALM = 400.0, 2400.0
CONVERSATIONS = ("c1", "c2")
#: A process that lives so long after an answer has marked it.
MARKED = timedelta(seconds=5)


@dataclass
class Attempt:
    """One try, as the far side knows it.

    Attributes:
        accepted: whether the customer got it.
        echoed_at: when we were told by echo; None: never.
        answered_at: when the answer said that it was sent; None: it was lost.
        put_off: whether the answer said that it is surely not there.
    """

    delivery: Delivery
    begun_at: datetime
    life: int
    accepted: bool = False
    echoed_at: datetime | None = None
    answered_at: datetime | None = None
    put_off: bool = False


class Meta(FarSide):
    """Accepts, refuses, loses; echoes early, late or never."""

    def __init__(self, push: Push) -> None:
        super().__init__(push.clock)
        self.push, self.chance = push, push.chance
        self.calm = False
        self.life = 0
        self.tried: list[Attempt] = []
        #: What customers got, in the order in which they got it.
        self.got: list[Attempt] = []
        #: Messages of which every answer is lost and every echo late: put off or sent, nobody knows for long.
        self.unlucky: dict[str, bool] = {}
        self.echoes: set[asyncio.Task[None]] = set()
        self._count = itertools.count()

    async def deliver(self, delivery: Delivery) -> Verdict:
        attempt = Attempt(delivery, self.clock.now(), self.life)
        self.tried.append(attempt)
        if self.calm:
            return await self._take(attempt, lost=False)
        fate = self.chance.random()
        await asyncio.sleep(self.chance.choice((0.0, 0.05, 0.5, 3.0)))
        if fate < 0.1:
            attempt.put_off = True
            return Later(why="a bad day")
        if fate < 0.15:
            return Unsure(why="cut, and not taken")
        if fate < 0.2:
            return Refused(code="bad_request", problem="Meta refused it.")
        unlucky = self.unlucky.setdefault(delivery.id, self.chance.random() < 0.05)
        return await self._take(attempt, lost=unlucky or fate < 0.5)

    async def _take(self, attempt: Attempt, *, lost: bool) -> Verdict:
        # Meta takes it, whether or not we are there to hear of it: nothing may happen between here and its echo.
        mid = f"m{next(self._count)}"
        attempt.accepted = True
        self.got.append(attempt)
        echo = asyncio.create_task(self._echo(attempt, mid))
        self.echoes.add(echo)
        echo.add_done_callback(self.echoes.discard)
        await asyncio.sleep(0.01 if self.calm else self.chance.choice((0.0, 0.1, 2.0, 50.0)))
        if lost:
            if self.chance.random() < 0.3:
                raise RuntimeError("a bug of ours")
            return Unsure(why="the answer was lost")
        attempt.answered_at = self.clock.now()
        return Sent(external_id=mid)

    async def _echo(self, attempt: Attempt, mid: str) -> None:
        fate = 0.0 if self.calm else 0.75 if self.unlucky.get(attempt.delivery.id) else self.chance.random()
        if fate > 0.8:
            return
        await asyncio.sleep(self.chance.choice((0.0, 0.05, 1.0, 20.0)) if fate < 0.7 else 320.0)
        await self.push.echoes.echoed(attempt.delivery.id, mid, at=attempt.begun_at)
        attempt.echoed_at = self.clock.now()


async def live(connection: Connection) -> tuple[Meta, list[str]]:
    """Live through a world; return its far side and every breach of what the outbox promises."""
    push = Push(connection)
    meta = push.far = Meta(push)
    push.outbox = push.new_outbox()
    for conversation in CONVERSATIONS:
        await push.begin(conversation)
    with capture_logs():
        push.start()
        async with asyncio.TaskGroup() as group:
            for conversation in CONVERSATIONS:
                group.create_task(_talk(push, conversation))
            group.create_task(_crash(push, meta))
        meta.calm = True
        await _settled(push)
        await push.stop()
    await asyncio.gather(*meta.echoes)
    return meta, [problem async for problem in _problems(push, meta)]


async def _talk(push: Push, conversation: str) -> None:
    for number in range(push.chance.randrange(3, 9)):
        long = "A sentence. " * 200 if push.chance.random() < 0.15 else ""
        await push.says(f"{conversation} {number} {long}".strip(), conversation, agent=push.chance.random() < 0.3)
        await asyncio.sleep(push.chance.choice((0.0, 0.1, 1.0, 20.0)))


async def _crash(push: Push, meta: Meta) -> None:
    end = asyncio.get_running_loop().time() + STORM
    while (left := end - asyncio.get_running_loop().time()) > 0:
        await asyncio.sleep(min(left, push.chance.choice((0.05, 1.0, 5.0, 40.0, 100.0))))
        meta.life += 1
        await push.crash()
        push.start()


async def _settled(push: Push) -> None:
    """Wait until nothing is open any more, or too long."""
    still = sa.select(sa.func.count()).where(delivery_table.c.state.in_(("due", "sending", "unsure")))
    for _ in range(int(CALM / 30)):
        await asyncio.sleep(30)
        if not await push.database.read(lambda c: c.execute(still).scalar()):
            return


async def _problems(push: Push, meta: Meta) -> AsyncIterator[str]:
    by_id: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in meta.tried:
        by_id[attempt.delivery.id].append(attempt)
    for tries in by_id.values():
        for problem in _doubles(tries, meta.life):
            yield problem
    for conversation in CONVERSATIONS:
        got = [a.delivery for a in meta.got if a.delivery.thread.conversation_id == conversation]
        places = [(d.seq, [x.id for x in got].index(d.id)) for d in got]
        if places != sorted(places):
            yield f"{conversation}: out of order: {places}"
        entries = await push.log(conversation)
        for problem in _wrongly_told(meta, conversation, entries):
            yield problem
        refused = {e.event.about_seq for e in entries if isinstance(e.event, NotDelivered)}
        wanted = [p for p in meta.compose(Tracker(conversation).apply(entries), entries) if p.seq not in refused]
        there = [d.body for n, d in enumerate(got) if d.seq not in refused and d.id not in {x.id for x in got[:n]}]
        if there != [part.body for part in wanted]:
            yield f"{conversation}: {len(there)} arrived of {len(wanted)}, or in another order"


def _wrongly_told(meta: Meta, conversation: str, entries: list[Entry]) -> Iterator[str]:
    """Name each message that the log says did not arrive, although it did or nobody had tried enough."""
    yield from _given_up_early(meta, conversation, entries)
    for seq in sorted(_failed(entries) - _not_there(meta, conversation)):
        yield f"{conversation}: {seq} is told as failed at the end, and every part of it arrived and was echoed"


def _failed(entries: list[Entry]) -> set[int]:
    """Return what the log says at its end did not arrive."""
    failed: set[int] = set()
    for entry in entries:
        match entry.event:
            case NotDelivered(about_seq=seq):
                failed.add(seq)
            case ArrivedAfterAll(about_seq=seq) | SentAgain(about_seq=seq):
                failed.discard(seq)
    return failed


def _given_up_early(meta: Meta, conversation: str, entries: list[Entry]) -> Iterator[str]:
    """Name each message that was given up although none of its parts was sent as often as it may be."""
    unsure = {e.event.about_seq for e in entries if isinstance(e.event, NotDelivered) and e.event.code == "unsure"}
    tries: defaultdict[int, Counter[str]] = defaultdict(Counter)
    mine = [a for a in meta.tried if a.delivery.thread.conversation_id == conversation]
    for number, attempt in enumerate(mine):
        after = next((a for a in mine[number + 1 :] if a.delivery.id == attempt.delivery.id), None)
        # A process that died before it marked a message as put off has lost that answer.
        if not attempt.put_off or after is None or after.life != attempt.life:
            tries[attempt.delivery.seq][attempt.delivery.id] += 1
    for seq in sorted(unsure):
        if (most := max(tries[seq].values(), default=0)) < SENDS:
            yield f"{conversation}: {seq} was given up after {most} tries of which anybody was unsure"


def _not_there(meta: Meta, conversation: str) -> set[int]:
    """Return what was said of which a part never arrived, or was never echoed."""
    tried = [a for a in meta.tried if a.delivery.thread.conversation_id == conversation]
    there = {a.delivery.id for a in tried if a.accepted and a.echoed_at is not None}
    return {a.delivery.seq for a in tried if a.delivery.id not in there}


def _doubles(tries: list[Attempt], life: int) -> Iterator[str]:
    """Name each try that followed one of which we could know that it had arrived."""
    for before, after in itertools.pairwise(tries):
        if not before.accepted:
            continue
        told = before.echoed_at is not None and before.echoed_at <= after.begun_at
        answered = before.answered_at is not None and before.answered_at + MARKED <= after.begun_at
        # A process that died between the answer and its mark has lost the answer.
        if told or (answered and before.life == after.life):
            yield f"{before.delivery.body}: sent again although it was known to be there"
        elif after.begun_at - before.begun_at < timedelta(seconds=90):
            yield f"{before.delivery.body}: sent again before its echo was waited for"
