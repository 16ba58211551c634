"""A small shop on a real database: customers who write, agents who take over, and a clock that the test moves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.conversation.events import (
    BotReplied,
    ConversationStarted,
    Entry,
    Event,
    HandoffRequested,
)
from bot.conversation.language import Language
from bot.conversation.line_rules import LineRules, QueueRules
from bot.conversation.message import InboundMessage, Reply
from bot.engine.desk import Passing
from bot.engine.inbox import Receipt
from bot.engine.lease import Lease
from bot.engine.outcome import Finished, Outcome
from bot.engine.reading import DeskView, Standing
from bot.engine.supervision import Direction
from bot.handoff.agent import LEASE, Agent, Presence, Role
from bot.handoff.dispatcher import Round
from bot.handoff.expected_wait import Outlook
from bot.handoff.ticket import NewTicket, Reason, Ticket
from bot.storage.agents import StoredAgents
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.desk import StoredDesk
from bot.storage.desk_view import StoredDeskViews
from bot.storage.line import StoredLine
from bot.storage.schema import event
from bot.storage.supervision import StoredSupervision
from bot.storage.turns import StoredTurns
from bot.storage.waiting import StoredPatience
from tests.support.screens import all_seen

OFFER_LASTS = timedelta(seconds=30)
TURN_LASTS = timedelta(seconds=30)
GRACE = timedelta(seconds=30)


def greeting(language: Language) -> Reply:
    """Say that the bot is back."""
    return Reply(text=f"the bot again ({language})")


class Stage:
    """Everything that is stored, and short words for what happens to it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
        self.conversations = Conversations(database)
        self.turns = StoredTurns(database)
        self.desk = StoredDesk(database)
        self.line = StoredLine(database)
        self.agents = StoredAgents(database)
        self.views = StoredDeskViews(database)
        self.supervision = StoredSupervision(database)
        self.patience = StoredPatience(database)
        self.rules = LineRules(
            queues={"general": QueueRules(), "billing": QueueRules(skills=frozenset({"billing"}))}, wrap_up=timedelta()
        )

    def later(self, *, seconds: float) -> None:
        """Let time go by."""
        self.now += timedelta(seconds=seconds)

    async def starts(self, conversation_id: str = "c1", *, token_hash: str | None = None) -> bool:
        """A customer comes."""
        started = ConversationStarted(channel="website", locale="en")
        return await self.conversations.start(conversation_id, started=started, token_hash=token_hash, now=self.now)

    async def writes(
        self, text: str = "hello", client_id: str = "m1", *, conversation_id: str = "c1", turn_id: str = "t1"
    ) -> Receipt:
        """The customer writes; whoever takes the turn has it under `turn_id`."""
        message = InboundMessage(conversation_id=conversation_id, client_id=client_id, text=text)
        return await self.conversations.receive(message, now=self.now, lease=self.lease(turn_id))

    def lease(self, turn_id: str) -> Lease:
        """Return a lease that begins now."""
        return Lease(turn_id=turn_id, ends_at=self.now + TURN_LASTS)

    def outcome(
        self,
        answered_seq: int = 2,
        *events: Event,
        conversation_id: str = "c1",
        turn_id: str = "t1",
        epoch: int = 1,
        ticket: NewTicket | None = None,
    ) -> Outcome:
        """Return what a turn wants committed: a reply, unless other events or a ticket are given."""

        def announce(outlook: Outlook) -> tuple[Event, ...]:
            assert ticket is not None
            requested = HandoffRequested(ticket_id=ticket.id, queue=ticket.queue, reason=ticket.reason)
            return BotReplied(text=f"a person comes, you are number {outlook.number}"), requested

        return Outcome(
            conversation_id=conversation_id,
            turn_id=turn_id,
            epoch=epoch,
            answered_seq=answered_seq,
            events=events or (() if ticket else (BotReplied(text="it is on its way"),)),
            ticket=ticket,
            announce=announce if ticket else None,
            rules=self.rules,
        )

    async def finishes(self, outcome: Outcome) -> Finished:
        """A turn comes to its end."""
        return await self.turns.finish_turn(outcome, now=self.now, lease_ends_at=self.now + TURN_LASTS)

    async def waits(
        self,
        conversation_id: str = "c1",
        *,
        bonus: float = 0.0,
        language: Language = Language.ENGLISH,
        queue: str = "general",
        may_leave: bool = False,
    ) -> str:
        """A customer comes, writes, and is put in line; return the ticket."""
        await self.starts(conversation_id)
        turn_id = f"t-{conversation_id}"
        receipt = await self.writes("a person, please", conversation_id=conversation_id, turn_id=turn_id)
        new = new_ticket(f"k-{conversation_id}", bonus=bonus, language=language, queue=queue)
        ticket = replace(new, may_leave=may_leave)
        await self.finishes(self.outcome(receipt.seq, conversation_id=conversation_id, turn_id=turn_id, ticket=ticket))
        return ticket.id

    async def asks_for_a_person(self, answered_seq: int, *, turn_id: str, epoch: int) -> None:
        """A turn ends with a second ticket of the same conversation."""
        again = new_ticket("k-again")
        await self.finishes(self.outcome(answered_seq, turn_id=turn_id, epoch=epoch, ticket=again))

    async def hires(
        self,
        name: str = "ann",
        *,
        capacity: int = 2,
        languages: tuple[str, ...] = ("en",),
        presence: Presence = Presence.AVAILABLE,
        skills: tuple[str, ...] = (),
        role: Role = Role.AGENT,
        at_the_desk: bool = True,
    ) -> Agent:
        """An agent comes to work, with a screen open."""
        agent = Agent(
            id=name,
            name=name.title(),
            email=f"{name}@example.com",
            presence=presence,
            capacity=capacity,
            languages=languages,
            lease_ends_at=None,
            skills=skills,
            role=role,
        )
        await self.agents.add(agent, now=self.now)
        if at_the_desk:
            await self.agents.renew_lease(agent.id, ends_at=self.now + timedelta(days=1))
        return agent

    async def offers(self) -> tuple[Entry, ...]:
        """The line is looked at once."""
        return await self.line.match(self.round())

    def round(self) -> Round:
        """Return a look at the line, now."""
        return Round(
            now=self.now,
            offer_ends_at=self.now + OFFER_LASTS,
            gone_before=self.now - GRACE,
            left_before=self.now - self.rules.left_after,
            rules=self.rules,
        )

    async def accepts(self, ticket_id: str, agent: Agent) -> tuple[Entry, ...]:
        """An agent takes an offer."""
        return await self.desk.accept(ticket_id, agent, rules=self.rules, now=self.now)

    async def ends(self, conversation_id: str, agent: Agent, *, epoch: int) -> tuple[Entry, ...]:
        """An agent closes a conversation."""
        wrap_up = self.rules.wrap_up
        return await self.desk.end(conversation_id, agent, shown=all_seen(epoch), wrap_up=wrap_up, now=self.now)

    async def passes_on(
        self,
        agent: Agent,
        conversation_id: str = "c1",
        *,
        epoch: int,
        queue: str | None = None,
        to: str | None = None,
        note: str = "",
    ) -> tuple[Entry, ...]:
        """An agent passes a conversation on, to a queue or a colleague."""
        passing = Passing(epoch=epoch, queue=queue, agent_id=to, note=note, note_id="n-passing")
        return await self.desk.transfer(conversation_id, agent, passing, rules=self.rules, now=self.now)

    async def assigns(
        self, supervisor: Agent, agent_id: str, ticket_id: str = "k-c1", *, why: str = "they know each other"
    ) -> tuple[Entry, ...]:
        """A supervisor gives a conversation to an agent, or takes it themselves."""
        direction = Direction(supervisor=supervisor, why=why)
        return await self.supervision.assign(ticket_id, agent_id, direction, rules=self.rules, now=self.now)

    async def keeps_apart(self, supervisor: Agent, agent_id: str, conversation_id: str = "c1") -> tuple[Entry, ...]:
        """A supervisor says that an agent is never to have a customer again."""
        direction = Direction(supervisor=supervisor, why="they quarrelled")
        return await self.supervision.exclude(conversation_id, agent_id, direction, now=self.now)

    async def says(self, agent_id: str, presence: Presence) -> None:
        """The agent says how it is with them, at an open screen."""
        await self.desk.set_presence(agent_id, presence, there_until=self.now + LEASE)

    async def comes_to_desk(self, agent: Agent) -> None:
        """A screen of the agent is open, for a day."""
        await self.agents.renew_lease(agent.id, ends_at=self.now + timedelta(days=1))

    async def view(self, agent: Agent) -> DeskView:
        """Return the line as an agent sees it."""
        view = await self.views.of(agent.id, rules=self.rules, now=self.now)
        assert view is not None
        return view

    async def offered_to(self, agent: Agent) -> list[str]:
        """Return the tickets that an agent is offered now."""
        view = await self.view(agent)
        return [ticket.id for ticket in view.offers]

    async def takes_over(self, agent: Agent, conversation_id: str = "c1") -> int:
        """A customer waits, is offered to the one agent there is, and taken; return the epoch."""
        ticket_id = await self.waits(conversation_id)
        await self.offers()
        await self.accepts(ticket_id, agent)
        return (await self.conversations.standing(conversation_id)).epoch

    async def standing(self, conversation_id: str = "c1") -> Standing:
        """Return who has a conversation."""
        return await self.conversations.standing(conversation_id)

    async def card(self, conversation_id: str = "c1") -> Ticket:
        """Return the open ticket of a conversation."""
        found = await self.views.card(conversation_id)
        assert found is not None
        return found

    async def log(self, conversation_id: str = "c1") -> list[Event]:
        """Return everything that happened; it has no gap."""
        entries = await self.conversations.entries_after(conversation_id, 0)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        return [entry.event for entry in entries]

    async def count(self) -> int:
        """Return how many events there are in all."""
        query = sa.select(sa.func.count()).select_from(event)
        return await self.database.read(lambda connection: connection.execute(query).scalar_one())


def new_ticket(
    ticket_id: str = "k1", *, bonus: float = 0.0, language: Language = Language.ENGLISH, queue: str = "general"
) -> NewTicket:
    """Return a place in line."""
    return NewTicket(
        id=ticket_id,
        queue=queue,
        reason=Reason.ASKED_FOR_PERSON,
        intent="request_human",
        language=language,
        frustration=0.3,
        bonus_minutes=bonus,
    )
