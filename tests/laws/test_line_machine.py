"""The line as a state machine: any order of acts on the real statements, shrunk to the shortest that fails."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from bot.conversation.errors import BotError
from bot.conversation.events import AgentReplied, BotReplied, Closed, ConversationStarted, HandoffRequested
from bot.conversation.line_events import CallbackCancelled, CallbackRequested, MessageLeft
from bot.conversation.message import InboundMessage, Reply
from bot.conversation.tracker import Owner, Tracker
from bot.engine.desk import Passing, Returning
from bot.engine.lease import Lease
from bot.engine.outcome import Outcome
from bot.engine.supervision import Direction
from bot.handoff.agent import Agent, Presence, Role
from bot.handoff.dispatcher import Round
from bot.handoff.ticket import NewTicket, Reason
from bot.storage import agents, callbacks, conversations, desk, line, offers, patience, supervision, transfer, wrap_up
from bot.storage import turns as stored_turns
from bot.storage.append import moved
from bot.storage.schema import agent as agent_table
from bot.storage.schema import conversation, ticket
from tests.simulation.check import violations
from tests.simulation.moments import after_accept, after_round
from tests.simulation.world import RULES
from tests.support.inline_database import memory
from tests.support.screens import ALL, all_seen

SKILLS = ((), ("billing",), ("billing", "trust"))
QUEUES = tuple(RULES.queues)
_OFFERED = sa.select(ticket.c.id, ticket.c.agent_id).where(ticket.c.state == "offered").order_by(ticket.c.id)
_OWNED = sa.select(conversation).where(conversation.c.owner == Owner.AGENT).order_by(conversation.c.id)
_AGENT = sa.select(agent_table).where(agent_table.c.id == sa.bindparam("id"))


def back(epoch: int) -> Returning:
    """Return how a conversation goes back to the bot."""
    return Returning(shown=all_seen(epoch), greeting=lambda _language: Reply(text="me again"))


class Line(RuleBasedStateMachine):
    """A shop whose people do anything at any time."""

    customers: Bundle[str] = Bundle("customers")
    people: Bundle[Agent] = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.connection = memory()
        self.transaction = self.connection.begin()
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.ranks: dict[str, datetime] = {}
        self.ids = map("id{}".format, count())
        self.places = 0

    def teardown(self) -> None:
        """Forget the shop."""
        for row in self.connection.execute(sa.select(conversation.c.id)).all():
            entries = conversations.entries_after(self.connection, row.id, 0)
            assert list(violations(entries, {}, rests=False)) == []
        self.transaction.rollback()
        self.connection.close()

    @initialize(target=people)
    def supervisor(self) -> Agent:
        """Somebody directs."""
        return self.hired(2, ("billing", "trust"), Role.SUPERVISOR)

    @rule(target=people, capacity=st.integers(1, 3), skills=st.sampled_from(SKILLS))
    def hires(self, capacity: int, skills: tuple[str, ...]) -> Agent:
        """Somebody comes to work."""
        return self.hired(capacity, skills, Role.AGENT)

    def hired(self, capacity: int, skills: tuple[str, ...], role: Role) -> Agent:
        """Return somebody who sits at their desk."""
        name = next(self.ids)
        agent = Agent(
            id=name,
            name=name.title(),
            email=f"{name}@example.com",
            presence=Presence.AVAILABLE,
            capacity=capacity,
            languages=("en",),
            lease_ends_at=None,
            skills=skills,
            role=role,
        )
        agents.add_agent(self.connection, agent, now=self.now)
        self.comes_back(agent)
        return agent

    @rule(target=customers, queue=st.sampled_from(QUEUES), bonus=st.sampled_from((0.0, 5.0, 15.0)))
    def waits(self, queue: str, bonus: float) -> str:
        """A customer comes and is given to the line."""
        name = next(self.ids)
        started = ConversationStarted(channel="website", locale="en")
        conversations.start(self.connection, name, started=started, token_hash=None, now=self.now)
        self.asks(name, queue, bonus)
        return name

    @rule(customer=customers, queue=st.sampled_from(QUEUES), bonus=st.just(0.0))
    def asks(self, customer: str, queue: str, bonus: float) -> None:
        """The customer writes; where the bot has the conversation it hands over."""
        said = InboundMessage(conversation_id=customer, client_id=next(self.ids), text="a person, please")
        lease = Lease(turn_id=next(self.ids), ends_at=self.now + timedelta(seconds=30))
        receipt = conversations.receive(self.connection, said, now=self.now, lease=lease)
        if receipt.turn_id is None:
            return
        epoch = conversations.standing(self.connection, customer).epoch
        new = NewTicket(
            id=next(self.ids),
            queue=queue,
            reason=Reason.HIGH_STAKES,
            intent="double_charge",
            language="en",
            frustration=0.1,
            bonus_minutes=bonus,
            may_leave=True,
        )
        requested = HandoffRequested(ticket_id=new.id, queue=queue, reason=new.reason)
        outcome = Outcome(
            conversation_id=customer,
            turn_id=receipt.turn_id,
            epoch=epoch,
            answered_seq=receipt.seq,
            events=(),
            ticket=new,
            announce=lambda seen: (BotReplied(text=f"number {seen.number}"), requested),
            rules=RULES,
        )
        stored_turns.finish_turn(self.connection, outcome, now=self.now, lease_ends_at=self.now)

    @rule(seconds=st.sampled_from((1, 5, 12, 30, 90)))
    def time_goes_by(self, seconds: int) -> None:
        """The clock moves; the line is looked at."""
        self.now += timedelta(seconds=seconds)
        round_ = Round(
            now=self.now,
            offer_ends_at=self.now + timedelta(seconds=10),
            gone_before=self.now - timedelta(seconds=30),
            left_before=self.now - RULES.left_after,
            rules=RULES,
        )
        entries = line.match(self.connection, round_)
        assert list(after_round(self.connection, round_, entries, self.ranks)) == []
        assert not line.is_work(self.connection, round_), "a round leaves no work of its own moment"

    @rule(person=people)
    def comes_back(self, person: Agent) -> None:
        """A screen of theirs is open."""
        ends_at = self.now + timedelta(seconds=45)
        self.connection.execute(
            sa.update(agent_table).where(agent_table.c.id == person.id).values(lease_ends_at=ends_at)
        )

    @rule(person=people, presence=st.sampled_from(list(Presence)))
    def says(self, person: Agent, presence: Presence) -> None:
        """They say whether they take conversations."""
        self.connection.execute(
            sa.update(agent_table).where(agent_table.c.id == person.id).values(presence=presence, missed_offers=0)
        )

    @rule(
        person=people, customer=customers, act=st.sampled_from(("accept", "decline", "reply", "end", "back", "snooze"))
    )
    def works(self, person: Agent, customer: str, act: str) -> None:
        """Whoever it is tries it on whatever conversation it is; only what is theirs may work."""
        ticket_id = self.ticket(customer)
        epoch = conversations.standing(self.connection, customer).epoch
        said = AgentReplied(client_id=next(self.ids), agent_name=person.name, text="hello")
        letting = desk.Letting(shown=all_seen(epoch), wrap_up_ends_at=self.now + RULES.wrap_up)
        c, now = self.connection, self.now
        acts = {
            "accept": lambda: offers.accept(c, ticket_id, person, waiting_weight=RULES.waiting_weight, now=now),
            "decline": lambda: offers.decline(c, ticket_id, person, "no", now=now),
            "reply": lambda: desk.say(c, customer, person, said, move=self.mover(customer, person, epoch), now=now),
            "end": lambda: desk.let_go(c, customer, person, Closed(agent_name=person.name), letting, now=now),
            "back": lambda: desk.hand_back(c, customer, person, back(epoch), now=now),
            "snooze": lambda: wrap_up.snooze(c, customer, person, None, epoch=epoch, now=now),
        }
        self.tried(acts[act])

    @rule(which=st.integers(0, 5), late=st.sampled_from((0, 0, 0, 11)))
    def takes(self, which: int, late: int) -> None:
        """One of those who are offered something accepts it, or means to."""
        offered = self.connection.execute(_OFFERED).all()
        if not offered:
            return
        row = offered[which % len(offered)]
        person = agents.agent_of_row(self.connection.execute(_AGENT, {"id": row.agent_id}).one())
        c, now = self.connection, self.now + timedelta(seconds=late)
        self.now = now
        self.tried(lambda: offers.accept(c, row.id, person, waiting_weight=RULES.waiting_weight, now=now))
        assert list(after_accept(c, person, RULES)) == []

    @rule(
        which=st.integers(0, 5),
        act=st.sampled_from(("reply", "reply", "end", "back", "billing", "trust")),
        old=st.booleans(),
    )
    def goes_on(self, which: int, act: str, old: bool) -> None:
        """One of those who have a conversation goes on with it, now and then on a screen that is old."""
        owned = self.connection.execute(_OWNED).all()
        if not owned:
            return
        row = owned[which % len(owned)]
        person = agents.agent_of_row(self.connection.execute(_AGENT, {"id": row.agent_id}).one())
        epoch, c, now = row.epoch - old, self.connection, self.now
        said = AgentReplied(client_id=next(self.ids), agent_name=person.name, text="hello")
        letting = desk.Letting(shown=all_seen(epoch), wrap_up_ends_at=now + RULES.wrap_up)
        passing = Passing(epoch=epoch, queue=act, agent_id=None)
        acts = {
            "reply": lambda: desk.say(c, row.id, person, said, move=self.mover(row.id, person, epoch), now=now),
            "end": lambda: desk.let_go(c, row.id, person, Closed(agent_name=person.name), letting, now=now),
            "back": lambda: desk.hand_back(c, row.id, person, back(epoch), now=now),
        }
        self.tried(acts.get(act, lambda: transfer.transfer(c, row.id, person, passing, rules=RULES, now=now)))
        after = conversations.standing(self.connection, row.id).seq
        assert (after == row.seq) == old, "what an old screen sends is refused, what a new one sends is taken"

    @rule(person=people, other=people, customer=customers, queue=st.sampled_from((*QUEUES, None)))
    def passes_on(self, person: Agent, other: Agent, customer: str, queue: str | None) -> None:
        """They pass a conversation on, to a queue or a colleague."""
        epoch = conversations.standing(self.connection, customer).epoch
        to = None if queue else other.id
        passing = Passing(epoch=epoch, queue=queue, agent_id=to, note="look", note_id=next(self.ids))
        self.tried(lambda: transfer.transfer(self.connection, customer, person, passing, rules=RULES, now=self.now))

    @rule(person=people, other=people, customer=customers, act=st.sampled_from(("assign", "requeue", "never", "again")))
    def directs(self, person: Agent, other: Agent, customer: str, act: str) -> None:
        """A supervisor directs."""
        direction = Direction(supervisor=person, why="because")
        ticket_id, c, now = self.ticket(customer), self.connection, self.now
        acts = {
            "assign": lambda: supervision.assign(c, ticket_id, other.id, direction, rules=RULES, now=now),
            "requeue": lambda: supervision.requeue(c, ticket_id, direction, now=now),
            "never": lambda: supervision.exclude(c, customer, other.id, direction, now=now),
            "again": lambda: supervision.include(c, customer, other.id, direction, now=now),
        }
        self.tried(acts[act])

    @rule(customer=customers, act=st.sampled_from(("seen", "message", "call", "cancel")), later=st.integers(1, 60))
    def chooses(self, customer: str, act: str, later: int) -> None:
        """The customer is there, or chooses how to wait."""
        c, now, client_id = self.connection, self.now, next(self.ids)
        due_at = now + timedelta(seconds=later)
        call = CallbackRequested(client_id=client_id, ticket_id="", phone="55501234", due_at=due_at)
        acts: dict[str, Any] = {
            "seen": lambda: patience.seen(c, customer, now=now),
            "message": lambda: patience.leave_message(
                c, customer, MessageLeft(client_id=client_id, ticket_id=""), now=now
            ),
            "call": lambda: callbacks.request(c, customer, call, now=now),
            "cancel": lambda: callbacks.cancel(
                c, customer, CallbackCancelled(client_id=client_id, ticket_id=""), now=now
            ),
        }
        self.tried(acts[act])

    def tried(self, act: Any) -> None:
        """Do it in a savepoint, as the writer does: what is refused leaves nothing."""
        savepoint = self.connection.begin_nested()
        with suppress(BotError):
            act()
            savepoint.commit()
        if savepoint.is_active:
            savepoint.rollback()

    def mover(self, customer: str, person: Agent, epoch: int) -> Any:
        """Return what moves a conversation's head under the guard of a reply."""
        return lambda c: moved(c, desk._REPLY, customer, agent_id=person.id, epoch=epoch, seen=ALL)

    def ticket(self, customer: str) -> str:
        """Return the newest ticket of a conversation."""
        newest = sa.select(ticket.c.id).where(ticket.c.conversation_id == customer).order_by(ticket.c.created_at.desc())
        return str(self.connection.execute(newest).scalar())

    @invariant()
    def the_log_and_the_tables_tell_the_same(self) -> None:
        """Owner, agent, epoch and place by the log are those of the tables; the numbers have no gap."""
        for row in self.connection.execute(sa.select(conversation)).all():
            tracker = Tracker(row.id).apply(conversations.entries_after(self.connection, row.id, 0))
            assert (tracker.owner, tracker.epoch, tracker.seq) == (row.owner, row.epoch, row.seq)
            assert tracker.agent_id == row.agent_id
            states = self.connection.execute(sa.select(ticket.c.state).where(ticket.c.conversation_id == row.id))
            live = [state for state in states.scalars() if state not in {"closed", "wrap_up"}]
            assert len(live) == (tracker.owner in {Owner.QUEUE, Owner.AGENT}), (tracker.owner, live)


Line.TestCase.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLine = Line.TestCase
