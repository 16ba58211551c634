"""An outbox in virtual time: the real store and engine, and a far side that tests hold in their hands."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.messenger.compose import Composer
from bot.conversation.event import BOT, agent_actor
from bot.conversation.events import AgentReplied, BotReplied, ConversationStarted, Entry, Event
from bot.conversation.tracker import Tracker
from bot.engine.feed import Feed
from bot.engine.outbox import Delivery, Echoes, Outbox, Part, Sent, Thread, Verdict
from bot.handoff.agent import Agent, Presence
from bot.storage.append import MOVE, add, moved
from bot.storage.conversations import entries_after
from bot.storage.outbox import StoredOutbox
from bot.storage.threads import StoredThreads
from tests.engine.small_bot import shipped_texts
from tests.support.inline_database import InlineDatabase
from tests.support.virtual_time import VirtualClock, VirtualLoop

ANA = Agent(
    id="ana",
    name="Ana",
    email="ana@example.com",
    presence=Presence.AVAILABLE,
    capacity=3,
    languages=("en",),
    lease_ends_at=None,
)


@dataclass
class FarSide:
    """A channel that does what it is told: verdicts in the order in which they are given, then `Sent`.

    Attributes:
        sends: what was tried, with its moment.
    """

    clock: VirtualClock
    verdicts: list[Verdict | Exception] = field(default_factory=list)
    sends: list[tuple[datetime, Delivery]] = field(default_factory=list)
    #: Seconds that an answer takes.
    takes: float = 0.1

    def compose(self, tracker: Tracker, entries: Sequence[Entry]) -> list[Part]:
        return [p for p in Composer(shipped_texts).compose(tracker, entries) if "with our bot" not in p.body["text"]]

    async def deliver(self, delivery: Delivery) -> Verdict:
        self.sends.append((self.clock.now(), delivery))
        verdict = self.verdicts.pop(0) if self.verdicts else Sent(external_id=f"m{len(self.sends)}")
        await asyncio.sleep(self.takes)
        if isinstance(verdict, Exception):
            raise verdict
        return verdict

    @property
    def texts(self) -> list[str]:
        return [delivery.body["text"] for _, delivery in self.sends]


class Push:
    """A shop with conversations that are pushed to."""

    def __init__(self, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        self.chance: random.Random = loop.chance
        self.database = InlineDatabase(connection, loop.chance)
        self.clock = VirtualClock(loop)
        self.stored, self.threads = StoredOutbox(self.database), StoredThreads(self.database)
        self.far = FarSide(self.clock)
        self.feed = Feed()
        self.echoes = Echoes(store=self.stored, feed=self.feed, clock=self.clock)
        self.outbox = self.new_outbox()
        self._running: asyncio.Task[None] | None = None

    def new_outbox(self) -> Outbox:
        """Return an outbox as a new process has it."""
        return Outbox(self.stored, self.far, feed=self.feed, clock=self.clock, chance=self.chance)

    async def begin(self, conversation_id: str = "c1") -> None:
        """A person comes."""
        new = Thread(conversation_id=conversation_id, page_id="1", person_id=f"of-{conversation_id}", opened_at=None)
        started = ConversationStarted(channel="messenger", locale="en")
        await self.threads.begin(new, started, now=self.clock.now())

    async def says(self, text: str, conversation_id: str = "c1", *, agent: bool = False) -> int:
        """The bot, or an agent, says something; return where it stands."""
        event: Event = BotReplied(text=text)
        if agent:
            event = AgentReplied(client_id=text[:40], agent_name=ANA.name, text=text)
        now, actor = self.clock.now(), agent_actor(ANA.id) if agent else BOT

        def unit(connection: Connection) -> int:
            head = moved(connection, MOVE, conversation_id)
            assert head is not None
            (entry,) = add(connection, [event], head=head, at=now, actor=actor)
            return entry.seq

        return await self.database.write(unit)

    async def log(self, conversation_id: str = "c1") -> list[Entry]:
        """Return everything that happened."""
        return await self.database.read(lambda c: list(entries_after(c, conversation_id, 0)))

    def start(self) -> None:
        """Begin to send."""
        self._running = asyncio.create_task(self.outbox.run())

    async def crash(self) -> None:
        """The process dies, wherever it is; a new one starts."""
        await self.stop()
        self.outbox = self.new_outbox()

    async def stop(self) -> None:
        """End it."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
            self._running = None
