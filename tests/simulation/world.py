"""One world: the real engine on a real SQLite, with people in it, in virtual time."""

import asyncio
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.automation.responses_file import load_responses
from bot.conversation.events import Entry, TicketOffered
from bot.conversation.line_rules import LineRules, QueueRules, Relax, Want
from bot.engine.desk import Desk
from bot.engine.feed import LINE, Feed
from bot.engine.inbox import Inbox
from bot.engine.lease import Leases
from bot.engine.patience import Patience
from bot.engine.supervision import Supervision
from bot.engine.turn import Bot, Turns
from bot.engine.worker import Worker
from bot.handoff.agent import Agent, Presence, Role
from bot.handoff.dispatcher import Dispatcher, Round
from bot.routing.policy_file import load_policy
from bot.settings import Settings
from bot.storage import line, offers
from bot.storage.agents import StoredAgents
from bot.storage.conversations import Conversations
from bot.storage.desk import StoredDesk
from bot.storage.supervision import StoredSupervision
from bot.storage.turns import StoredTurns
from bot.storage.waiting import StoredPatience
from tests.simulation.moments import after_accept, after_round
from tests.support.inline_database import InlineDatabase
from tests.support.slow_bot import SlowHands, SlowMind
from tests.support.virtual_time import VirtualClock, VirtualLoop

#: An agent who has not been heard of for so long may be gone.
LEASE = timedelta(seconds=15)
OFFER_LASTS = timedelta(seconds=10)
#: The line is looked at so often, in seconds, where a hint is lost.
LOOK = 8.0
RELAX = (
    Relax(after=timedelta(seconds=15), without=Want.LANGUAGE),
    Relax(after=timedelta(seconds=40), without=Want.SKILLS),
)
#: Everything that takes minutes in a shop takes seconds here.
RULES = LineRules(
    queues={
        "general": QueueRules(relax=RELAX),
        "billing": QueueRules(skills=frozenset({"billing"}), relax=RELAX),
        # Never relaxed.
        "trust": QueueRules(skills=frozenset({"trust"}), relax=()),
    },
    wanted=timedelta(seconds=20),
    left_after=timedelta(seconds=20),
    keeps_place=timedelta(seconds=60),
    wrap_up=timedelta(seconds=8),
)
_DATA = Settings().training_data
POLICY = replace(load_policy(_DATA / "policy.yml"), line=RULES)
RESPONSES = load_responses(*(_DATA / name for name in ("responses.yml", "faq.yml")))


@dataclass(slots=True)
class Trace:
    """What was promised to whom, what happened, and every breach that was seen while it happened.

    Attributes:
        acked: conversation, client id and sequence number of everything that was acknowledged.
        said_in: conversation, sequence number and the epoch that the agent's screen showed, of every reply.
        replied_to: conversation and sequence number of every reply → the last entry that the agent's screen showed.
        let_go_at: conversation and epoch that an agent ended → the last entry that their screen showed.
        ranks: ticket → the moment that orders the line, as it was first seen.
        stuck: conversations that nobody may ever have, by the rules.
    """

    acked: list[tuple[str, str, int]] = field(default_factory=list)
    said_in: list[tuple[str, int, int]] = field(default_factory=list)
    replied_to: dict[tuple[str, int], int] = field(default_factory=dict)
    let_go_at: dict[tuple[str, int], int] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)
    ranks: dict[str, datetime] = field(default_factory=dict)
    stuck: set[str] = field(default_factory=set)


class CheckedLine:
    """The real line; each round is looked at in the transaction that made it."""

    def __init__(self, database: InlineDatabase, trace: Trace, chance: random.Random) -> None:
        self._database = database
        self._trace = trace
        self._chance = chance

    async def match(self, round_: Round) -> tuple[Entry, ...]:
        """Make a round, and check what it leaves."""

        def unit(connection: sa.Connection) -> tuple[Entry, ...]:
            # Now and then as `StoredLine` does it, which writes nothing where it sees no work.
            looks = self._chance.random() < 0.1
            entries = () if looks and not line.is_work(connection, round_) else line.match(connection, round_)
            # A round that did nothing is looked at too, but not each of them.
            if entries or looks:
                self._trace.breaches += after_round(connection, round_, entries, self._trace.ranks)
            return entries

        return await self._database.write(unit)


class CheckedDesk(StoredDesk):
    """The real desk; each accept is looked at in the transaction that made it."""

    def __init__(self, database: InlineDatabase, trace: Trace) -> None:
        super().__init__(database)
        self._trace = trace

    async def accept(self, ticket_id: str, agent: Agent, *, rules: LineRules, now: datetime) -> tuple[Entry, ...]:
        """Take an offer, and check what the agent has then."""

        def unit(connection: sa.Connection) -> tuple[Entry, ...]:
            entries = offers.accept(connection, ticket_id, agent, waiting_weight=rules.waiting_weight, now=now)
            self._trace.breaches += after_accept(connection, agent, rules)
            return entries

        return await self._database.write(unit)


class World:
    """A shop with a line: everything that customers and agents reach for."""

    def __init__(self, database: InlineDatabase, loop: VirtualLoop, name: str) -> None:
        self.chance, self.name, self.trace = loop.chance, name, Trace()
        self.database = database
        self.clock, self.feed = VirtualClock(loop), Feed()
        self._count = itertools.count()
        self.leases = Leases(clock=self.clock, new_id=self.new_id, lasts=timedelta(seconds=30))
        self.conversations, self.agents = Conversations(database), StoredAgents(database)
        self.kept = StoredTurns(database)
        rules: Callable[[], LineRules] = lambda: RULES  # noqa: E731
        self.desk = Desk(
            CheckedDesk(database, self.trace),
            feed=self.feed,
            clock=self.clock,
            new_id=self.new_id,
            greeting=lambda language: RESPONSES.say("utter_handed_back", language),
            rules=rules,
        )
        self.supervision = Supervision(
            StoredSupervision(database),
            feed=self.feed,
            clock=self.clock,
            new_id=self.new_id,
            rules=rules,
            queue=lambda: POLICY.queue,
        )
        # Worlds last for minutes: in them a call may be as near as one likes.
        store = StoredPatience(database)
        self.patience = Patience(store, feed=self.feed, clock=self.clock, rules=rules, lead=timedelta())
        self.offered: dict[str, list[TicketOffered]] = {}
        self._start()

    def new_id(self) -> str:
        """Return an id of this world."""
        return f"{self.name}-{next(self._count)}"

    def _start(self) -> None:
        faculties = Bot(mind=SlowMind(self.chance), hands=SlowHands(self.chance), voice=RESPONSES)
        turns = Turns(self.kept, bot=faculties, policy=lambda: POLICY, feed=self.feed, leases=self.leases)
        self.worker = Worker(turns, self.kept, leases=self.leases)
        self.inbox = Inbox(self.conversations, feed=self.feed, taker=self.worker, leases=self.leases)
        self.dispatcher = Dispatcher(
            CheckedLine(self.database, self.trace, self.chance),
            clock=self.clock,
            offer_lasts=OFFER_LASTS,
            rules=lambda: RULES,
            tell=self._tell,
        )

    async def crash(self) -> None:
        """The process dies in the middle of whatever it does, and another one starts."""
        await self.worker.drain(timedelta())
        self._start()
        await self.kept.end_leases()

    async def hire(self, number: int, *, role: Role) -> Agent:
        """Somebody comes to work."""
        agent = Agent(
            id=f"{self.name}-a{number}",
            name=f"Agent {number}",
            email=f"{self.name}-a{number}@example.com",
            presence=Presence.AVAILABLE,
            capacity=self.chance.choice((1, 2, 3)),
            languages=self.chance.choice((("en",), ("zh",), ("en", "zh"))),
            lease_ends_at=None,
            skills=self.chance.choice(((), ("billing",), ("billing", "trust"))),
            role=role,
        )
        await self.agents.add(agent, now=self.clock.now())
        await self.is_there(agent)
        return agent

    async def is_there(self, agent: Agent, *, lasts: timedelta = LEASE) -> None:
        """A screen of theirs is open."""
        await self.agents.renew_lease(agent.id, ends_at=self.clock.now() + lasts)

    async def keep_line(self) -> None:
        """Look at the line on every hint that is not lost, and every few seconds."""
        with self.feed.subscribed(LINE) as subscription:
            while True:
                await self.dispatcher.match()
                try:
                    async with asyncio.timeout(LOOK):
                        await subscription.wait()
                except TimeoutError:
                    continue
                subscription.look()
                if self.chance.random() < 0.2:
                    await asyncio.sleep(LOOK)  # the hint is lost

    async def keep_turns(self) -> None:
        """Take up turns that were left behind."""
        while True:
            await asyncio.sleep(15)
            await self.worker.sweep()

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        self.feed.publish(entries)
        self.feed.line_changed()
        for entry in entries:
            if isinstance(entry.event, TicketOffered):
                self.offered.setdefault(entry.event.agent_id, []).append(entry.event)
