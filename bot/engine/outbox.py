"""Stored, then sent, then marked: how replies reach customers on channels that are pushed to.

The conversation's log is what is said; the outbox holds what of it is still under way. A message may be sent twice only
where the other side took it and its answer was lost, and then not before its echo has been waited for.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.conversation.clock import Clock
from bot.conversation.errors import Unavailable
from bot.conversation.events import Entry
from bot.conversation.tracker import Tracker
from bot.engine.feed import EVERYTHING, Feed

#: Deliveries that are on their way at once.
AT_ONCE = 32
#: A lost hint, or a delivery whose time has come, is found within this.
LOOK = timedelta(seconds=1)
#: Who has not said how a delivery went in this time has died over it.
LEASE = timedelta(seconds=60)
#: A delivery that takes longer is as good as unanswered. Below the lease: nothing is taken up beside itself.
LONGEST = timedelta(seconds=45)
#: So long an echo is waited for, where nobody knows whether a message arrived.
ECHO_WAIT = timedelta(seconds=90)
#: So often a message is sent of which nobody knows whether it arrived: a customer must not read it for ever.
SENDS = 3
NOBODY_KNOWS = "Nobody knows whether this message arrived; look, and send it again if it did not."
#: The first pause before something is tried again, and the longest.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=10)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Where a conversation is pushed to.

    Attributes:
        page_id, person_id: the channel's ids of our side and of the customer's.
        opened_at: the customer's last act that lets us write; None where there was none.
        outside: the other application that owns the thread, or None.
    """

    conversation_id: str
    page_id: str
    person_id: str
    opened_at: datetime | None
    outside: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message as the channel sends it.

    Attributes:
        body: the channel's own form of it.
        agent_name: who speaks, where it is a person.
    """

    seq: int
    body: dict[str, Any]
    agent_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message under way.

    Attributes:
        id: ours; the channel gives it back in the echo.
        tries: how often it may have reached the customer, this time included; beyond `SENDS` it is given up.
    """

    id: str
    seq: int
    body: dict[str, Any]
    agent_name: str | None
    tries: int
    thread: Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """It is there, under the channel's own id."""

    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """It is not; try again after a pause, of our choice where none is given."""

    why: str
    pause: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """Nobody knows; wait for its echo before it is sent again."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """It cannot be delivered: `code` in one word, `problem` in one sentence for the agent."""

    code: str
    problem: str


#: What is told once the last echo has been waited for.
GIVEN_UP = Refused(code="unsure", problem=NOBODY_KNOWS)

Verdict = Sent | Later | Unsure | Refused
Compose = Callable[[Tracker, Sequence[Entry]], list[Part]]


class PushChannel(Protocol):
    """A channel that is pushed to."""

    def compose(self, tracker: Tracker, entries: Sequence[Entry]) -> list[Part]:
        """Return what the newest entries of a conversation are on this channel; nothing for what stays inside."""
        ...

    async def deliver(self, delivery: Delivery) -> Verdict:
        """Send it; return how that went."""
        ...


class OutboxStore(Protocol):
    """Keeps what is under way."""

    async def plan(self, compose: Compose, *, now: datetime) -> int:
        """Turn what was said since the last time into deliveries, each once; return of how many conversations."""
        ...

    async def claim(self, *, now: datetime, lease_ends_at: datetime, limit: int) -> list[Delivery]:
        """Return deliveries whose time has come, the first of each conversation, and keep others off them."""
        ...

    async def sent(self, delivery_id: str, external_id: str, *, now: datetime) -> None:
        """Mark it as sent, by its answer or its echo, whichever comes first."""
        ...

    async def put_off(self, delivery_id: str, *, until: datetime, unsure: bool, why: str) -> None:
        """Mark it as to be tried again, unless its echo has come; what is surely not there was no try."""
        ...

    async def refused(self, delivery_id: str, verdict: Refused, *, now: datetime) -> tuple[Entry, ...]:
        """Mark it as failed, and tell in the conversation."""
        ...


class EchoStore(Protocol):
    """Knows what was sent."""

    async def echoed(
        self, delivery_id: str, external_id: str, *, at: datetime, now: datetime
    ) -> tuple[Entry, ...] | None:
        """Mark a delivery as sent at that moment of the channel's clock; None where it is not one of ours.

        Where it had been told as failed, that is taken back in the conversation.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Echoes:
    """Takes in what the channel says was sent."""

    store: EchoStore
    feed: Feed
    clock: Clock

    async def echoed(self, delivery_id: str, external_id: str, *, at: datetime) -> bool:
        """Mark a delivery as sent at that moment of the channel's clock; say whether it is one of ours."""
        told = await self.store.echoed(delivery_id, external_id, at=at, now=self.clock.now())
        if told:
            self.feed.publish(told)
            self.feed.line_changed()
        return told is not None


class Outbox:
    """Sends what is under way, in order within a conversation."""

    def __init__(
        self, store: OutboxStore, channel: PushChannel, *, feed: Feed, clock: Clock, chance: random.Random
    ) -> None:
        self._store = store
        self._channel = channel
        self._feed = feed
        self._clock = clock
        self._chance = chance
        self._under_way: set[asyncio.Task[None]] = set()
        #: How often each was put off in a row; a new process begins with short pauses again.
        self._put_off: dict[str, int] = {}

    async def run(self) -> None:
        """Send until cancelled."""
        try:
            with self._feed.subscribed(EVERYTHING) as subscription:
                while True:
                    with suppress(Unavailable):
                        while await self.step():
                            pass
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK.total_seconds()):
                            await subscription.wait()
                    subscription.look()
        finally:
            for task in self._under_way:
                task.cancel()
            if self._under_way:
                await asyncio.wait(self._under_way)

    async def step(self) -> bool:
        """Plan and begin to send what can be; say whether there may be more at once."""
        now = self._clock.now()
        planned = await self._store.plan(self._channel.compose, now=now)
        free = AT_ONCE - len(self._under_way)
        if free <= 0:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return True
        claimed = await self._store.claim(now=now, lease_ends_at=now + LEASE, limit=free)
        for delivery in claimed:
            task = asyncio.create_task(self._send(delivery), name=f"delivery {delivery.id}")
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return bool(planned or claimed)

    async def drained(self) -> None:
        """Return once nothing is under way that was begun."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _send(self, delivery: Delivery) -> None:
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                verdict = GIVEN_UP if delivery.tries > SENDS else await self._channel.deliver(delivery)
        except TimeoutError:
            verdict = Unsure(why="it took too long")
        except Exception:  # the last owner of a delivery: a bug must not stop the others, nor send it twice
            log.exception("delivery_broke", delivery=delivery.id)
            verdict = Unsure(why="something went wrong on our side")
        with suppress(Unavailable):  # then its lease runs out, and its echo is waited for
            await self._mark(delivery, verdict)
        # The next of this conversation may go.
        self._feed.signal(EVERYTHING, delivery.id)

    async def _mark(self, delivery: Delivery, verdict: Verdict) -> None:
        now = self._clock.now()
        times = self._put_off.pop(delivery.id, 0) + 1
        match verdict:
            case Sent(external_id=external_id):
                await self._store.sent(delivery.id, external_id, now=now)
            case Later(why=why, pause=pause):
                self._put_off[delivery.id] = times
                until = now + (pause or self._pause(times))
                await self._store.put_off(delivery.id, until=until, unsure=False, why=why)
            case Unsure(why=why):
                await self._store.put_off(delivery.id, until=now + ECHO_WAIT, unsure=True, why=why)
            case Refused():
                self._feed.publish(await self._store.refused(delivery.id, verdict, now=now))
                self._feed.line_changed()

    def _pause(self, times: int) -> timedelta:
        """Return a pause that doubles each time, with half of it left to chance."""
        pause = min(FIRST_PAUSE * 2.0 ** min(times - 1, 20), LONGEST_PAUSE)
        return pause * self._chance.uniform(0.5, 1.0)
