"""What supervisors do, each with who, why and epoch in the same commit."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.errors import Conflict, NotFound
from bot.conversation.events import AgentJoined, Entry, Event, agent_actor
from bot.conversation.line_events import Requeued, Supervised
from bot.conversation.line_rules import LineRules
from bot.conversation.reasons import ToAgent
from bot.conversation.tracker import Owner
from bot.engine.supervision import Direction, Taking
from bot.handoff.agent import LEASE, Presence
from bot.handoff.load import ONE
from bot.handoff.ticket import TicketState
from bot.storage.append import MOVE, add, bind, bound, moved, moving
from bot.storage.database import Database
from bot.storage.from_bot import leave_bot
from bot.storage.load import TAKEN, load_of
from bot.storage.offers import JOINED, PASSED, release_offer, serves
from bot.storage.people import of_same_customer
from bot.storage.schema import agent as agent_table
from bot.storage.schema import conversation, never_again, passed_offer, ticket

_OPEN = (
    TicketState.WAITING,
    TicketState.OFFERED,
    TicketState.ASSIGNED,
    TicketState.ABANDONED,
    TicketState.CALLBACK,
)


class StoredSupervision:
    """See `engine.supervision.SupervisionStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def assign(
        self, ticket_id: str, agent_id: str, direction: Direction, *, rules: LineRules, now: datetime
    ) -> tuple[Entry, ...]:
        """See `SupervisionStore.assign`."""
        return await self._database.write(
            lambda connection: assign(connection, ticket_id, agent_id, direction, rules=rules, now=now)
        )

    async def take_from_bot(
        self, conversation_id: str, taking: Taking, direction: Direction, *, rules: LineRules, now: datetime
    ) -> tuple[Entry, ...]:
        """See `SupervisionStore.take_from_bot`."""
        return await self._database.write(
            lambda connection: take_from_bot(connection, conversation_id, taking, direction, rules=rules, now=now)
        )

    async def requeue(self, ticket_id: str, direction: Direction, *, now: datetime) -> tuple[Entry, ...]:
        """See `SupervisionStore.requeue`."""
        return await self._database.write(lambda connection: requeue(connection, ticket_id, direction, now=now))

    async def exclude(
        self, conversation_id: str, agent_id: str, direction: Direction, *, now: datetime
    ) -> tuple[Entry, ...]:
        """See `SupervisionStore.exclude`."""
        return await self._database.write(
            lambda connection: exclude(connection, conversation_id, agent_id, direction, now=now)
        )

    async def include(
        self, conversation_id: str, agent_id: str, direction: Direction, *, now: datetime
    ) -> tuple[Entry, ...]:
        """See `SupervisionStore.include`."""
        return await self._database.write(
            lambda connection: include(connection, conversation_id, agent_id, direction, now=now)
        )


_TICKET = sa.select(ticket, agent_table.c.name.label("agent_name")).outerjoin(
    agent_table, agent_table.c.id == ticket.c.agent_id
)
_CAN_HAVE = sa.select(agent_table, load_of(agent_table.c.id, TAKEN).label("load")).where(
    agent_table.c.id == sa.bindparam("agent_id"), agent_table.c.removed_at.is_(None)
)
_GIVE = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"), ticket.c.state.in_(_OPEN))
    .values(
        state=TicketState.ASSIGNED,
        agent_id=bound("agent_id"),
        assigned_at=bound("now"),
        first_assigned_at=sa.func.coalesce(ticket.c.first_assigned_at, bound("now", ticket.c.first_assigned_at.type)),
        offer_ends_at=None,
        left_at=None,
        snoozed_until=None,
        wanted_agent_id=None,
        wanted_until=None,
    )
)
#: Whoever takes a conversation is no longer off duty: else it would go back into line at once.
_COMES = (
    sa.update(agent_table)
    .where(agent_table.c.id == bound("agent_id"), agent_table.c.presence == Presence.OFFLINE)
    .values(presence=Presence.BUSY, lease_ends_at=bound("until"))
)
_JOIN = moving(conversation.c.owner.in_([Owner.QUEUE, Owner.AGENT]), **JOINED)
_RETURN = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"), ticket.c.state == TicketState.ASSIGNED)
    .values(
        state=TicketState.WAITING,
        queued_at=bound("now"),
        agent_id=None,
        assigned_at=None,
        last_agent_id=None,
        snoozed_until=None,
        seen_at=None,
    )
)
_TAKE = moving(conversation.c.owner == Owner.AGENT, owner=Owner.QUEUE, agent_id=None, epoch=conversation.c.epoch + 1)
_PAIR = sa.and_(
    never_again.c.conversation_id == sa.bindparam("b_id"), never_again.c.agent_id == sa.bindparam("b_agent_id")
)
#: Whoever is kept from a customer is kept from all their conversations.
_BARRED = sa.select(never_again.c.at).where(
    never_again.c.conversation_id.in_(of_same_customer(sa.bindparam("b_id", type_=sa.String))),
    never_again.c.agent_id == sa.bindparam("b_agent_id"),
)
_OFFERED = sa.select(ticket.c.id).where(
    ticket.c.conversation_id == sa.bindparam("b_id"),
    ticket.c.agent_id == sa.bindparam("b_agent_id"),
    ticket.c.state == TicketState.OFFERED,
)
_EXCLUDE = sa.insert(never_again).values(conversation_id=bound("id"), agent_id=bound("agent_id"), at=bound("now"))


def assign(
    connection: Connection, ticket_id: str, agent_id: str, direction: Direction, *, rules: LineRules, now: datetime
) -> tuple[Entry, ...]:
    """See `SupervisionStore.assign`."""
    row = _ticket(connection, ticket_id)
    if row.state not in _OPEN:
        raise Conflict("this conversation has ended", reason=ToAgent.CLOSED)
    if row.state == TicketState.ASSIGNED and row.agent_id == agent_id:
        return ()
    takes_over = agent_id == direction.supervisor.id
    # Who takes over sits at the screen that asks for it; anybody else must be there.
    name = _can_have(connection, agent_id, rules, None if takes_over else now)
    if takes_over:
        connection.execute(_COMES, bind(agent_id=agent_id, until=now + LEASE))
    pair = bind(id=row.conversation_id, agent_id=agent_id)
    if connection.execute(_BARRED, pair).first() is not None:
        raise Conflict(f"{name} is never to have this customer again", reason=ToAgent.NEVER_AGAIN, name=name)
    act = Supervised(
        ticket_id=ticket_id,
        act="take_over" if takes_over else "assign",
        supervisor_name=direction.supervisor.name,
        agent_name=name,
        why=direction.why,
    )
    noted = _note(connection, row.conversation_id, act, direction, now)
    connection.execute(_GIVE, bind(id=ticket_id, agent_id=agent_id, now=now))
    head = moved(connection, _JOIN, row.conversation_id, agent_id=agent_id)
    if head is None:
        raise Conflict("the conversation has changed hands", reason=ToAgent.CHANGED_HANDS)
    serves(connection, agent_id, now)
    joined = AgentJoined(ticket_id=ticket_id, agent_id=agent_id, agent_name=name)
    return noted + add(connection, [joined], head=head, at=now, actor=agent_actor(direction.supervisor.id))


def take_from_bot(
    connection: Connection,
    conversation_id: str,
    taking: Taking,
    direction: Direction,
    *,
    rules: LineRules,
    now: datetime,
) -> tuple[Entry, ...]:
    """See `SupervisionStore.take_from_bot`."""
    supervisor = direction.supervisor
    left = leave_bot(connection, conversation_id, taking, supervisor, now=now)
    return left + assign(connection, taking.ticket_id, supervisor.id, direction, rules=rules, now=now)


def requeue(connection: Connection, ticket_id: str, direction: Direction, *, now: datetime) -> tuple[Entry, ...]:
    """See `SupervisionStore.requeue`."""
    row = _ticket(connection, ticket_id)
    if row.state == TicketState.WAITING:
        return ()
    act = Supervised(
        ticket_id=ticket_id,
        act="requeue",
        supervisor_name=direction.supervisor.name,
        agent_name=row.agent_name,
        why=direction.why,
    )
    if row.state == TicketState.OFFERED:
        release_offer(connection, ticket_id, row.agent_id, now=now)
        return _note(connection, row.conversation_id, act, direction, now)
    if row.state != TicketState.ASSIGNED:
        raise Conflict("nobody has this conversation now", reason=ToAgent.NOBODY_HAS_IT)
    noted = _note(connection, row.conversation_id, act, direction, now)
    connection.execute(_RETURN, bind(id=ticket_id, now=now))
    _not_to(connection, ticket_id, row.agent_id, now)
    head = moved(connection, _TAKE, row.conversation_id)
    if head is None:
        raise Conflict("the conversation has changed hands", reason=ToAgent.CHANGED_HANDS)
    back = Requeued(ticket_id=ticket_id, agent_id=row.agent_id, agent_name=row.agent_name)
    return noted + add(connection, [back], head=head, at=now, actor=agent_actor(direction.supervisor.id))


def exclude(
    connection: Connection, conversation_id: str, agent_id: str, direction: Direction, *, now: datetime
) -> tuple[Entry, ...]:
    """See `SupervisionStore.exclude`."""
    said = _about_pair(connection, conversation_id, agent_id, "never_again", direction)
    pair = bind(id=conversation_id, agent_id=agent_id, now=now)
    if connection.execute(sa.select(never_again.c.at).where(_PAIR), pair).first() is not None:
        return ()
    connection.execute(_EXCLUDE, pair)
    offered = connection.execute(_OFFERED, pair).scalar()
    if offered is not None:
        release_offer(connection, offered, agent_id, now=now)
    return _note(connection, conversation_id, said, direction, now)


def include(
    connection: Connection, conversation_id: str, agent_id: str, direction: Direction, *, now: datetime
) -> tuple[Entry, ...]:
    """See `SupervisionStore.include`."""
    said = _about_pair(connection, conversation_id, agent_id, "let_again", direction)
    pair = bind(id=conversation_id, agent_id=agent_id)
    if not connection.execute(sa.delete(never_again).where(_PAIR), pair).rowcount:
        return ()
    return _note(connection, conversation_id, said, direction, now)


def _about_pair(
    connection: Connection, conversation_id: str, agent_id: str, act: str, direction: Direction
) -> Supervised:
    name = connection.execute(sa.select(agent_table.c.name).where(agent_table.c.id == agent_id)).scalar()
    if name is None:
        raise NotFound("there is no such agent", reason=ToAgent.NO_AGENT)
    if connection.execute(sa.select(conversation.c.id).where(conversation.c.id == conversation_id)).first() is None:
        raise NotFound("there is no such conversation", reason=ToAgent.NO_CONVERSATION)
    return Supervised(
        ticket_id=None, act=act, supervisor_name=direction.supervisor.name, agent_name=name, why=direction.why
    )


def _ticket(connection: Connection, ticket_id: str) -> Row[Any]:
    row = connection.execute(_TICKET.where(ticket.c.id == ticket_id)).first()
    if row is None:
        raise NotFound("there is no such ticket", reason=ToAgent.NO_TICKET)
    return row


def _can_have(connection: Connection, agent_id: str, rules: LineRules, now: datetime | None) -> str:
    """Return the name of who is given a conversation: they are there at `now`, and have room."""
    asked = {"agent_id": agent_id} | bind(waiting_weight=rules.waiting_weight)
    row = connection.execute(_CAN_HAVE, asked).first()
    if row is None:
        raise NotFound("there is no such agent", reason=ToAgent.NO_AGENT)
    if now is not None and row.presence == Presence.OFFLINE:
        raise Conflict(f"{row.name} is off duty", reason=ToAgent.OFF_DUTY, name=row.name)
    if now is not None and (row.lease_ends_at is None or row.lease_ends_at <= now):
        raise Conflict(f"{row.name} is not at the desk", reason=ToAgent.NOT_AT_DESK, name=row.name)
    if row.load + ONE > row.capacity:
        said = f"{row.name} has as much as they can take ({row.capacity} at once)"
        raise Conflict(said, reason=ToAgent.COLLEAGUE_FULL, name=row.name, capacity=row.capacity)
    return str(row.name)


def _note(
    connection: Connection, conversation_id: str, act: Event, direction: Direction, now: datetime
) -> tuple[Entry, ...]:
    head = moved(connection, MOVE, conversation_id)
    actor = agent_actor(direction.supervisor.id)
    return () if head is None else add(connection, [act], head=head, at=now, actor=actor)


def _not_to(connection: Connection, ticket_id: str, agent_id: str, now: datetime) -> None:
    """Ask others first for a while."""
    pair = sa.and_(passed_offer.c.ticket_id == ticket_id, passed_offer.c.agent_id == agent_id)
    connection.execute(sa.delete(passed_offer).where(pair))
    connection.execute(sa.insert(passed_offer).values(ticket_id=ticket_id, agent_id=agent_id, until=now + PASSED))
