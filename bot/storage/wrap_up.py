"""What an agent does about a conversation beside answering: put it aside, pass it on, note how it ended."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.errors import Conflict, NotFound
from bot.conversation.events import SYSTEM, Entry, Event, agent_actor
from bot.conversation.line_events import Snoozed, WrappedUp
from bot.conversation.reasons import ToAgent
from bot.handoff.agent import Agent
from bot.handoff.ticket import TicketState
from bot.storage.append import MOVE, add, bind, bound, moved, moving
from bot.storage.guards import OWNED, refusal
from bot.storage.schema import agent as agent_table
from bot.storage.schema import ticket

#: Work after the end whose time is over.
OVERDUE = (
    sa.select(ticket.c.id, ticket.c.conversation_id, agent_table.c.name.label("agent_name"))
    .join(agent_table, agent_table.c.id == ticket.c.agent_id)
    .where(
        ticket.c.state == TicketState.WRAP_UP,
        ticket.c.wrap_up_ends_at <= sa.bindparam("now", type_=ticket.c.wrap_up_ends_at.type),
    )
)
_DONE = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"), ticket.c.state == TicketState.WRAP_UP)
    .values(state=TicketState.CLOSED, wrap_up_ends_at=None)
)
#: Late is better than never: what nobody noted in time may be noted afterwards.
_NOTE = (
    sa.update(ticket)
    .where(
        ticket.c.id == bound("id"),
        ticket.c.agent_id == bound("agent_id"),
        ticket.c.state.in_([TicketState.WRAP_UP, TicketState.CLOSED]),
        ticket.c.disposition.is_(None),
    )
    .values(state=TicketState.CLOSED, wrap_up_ends_at=None, disposition=bound("disposition"))
    .returning(ticket.c.conversation_id)
)
_HELD = (
    sa.select(ticket, agent_table.c.name.label("agent_name"))
    .outerjoin(agent_table, agent_table.c.id == ticket.c.agent_id)
    .where(ticket.c.id == sa.bindparam("id"))
)
_ASLEEP = (
    sa.update(ticket)
    .where(ticket.c.conversation_id == bound("id"), ticket.c.state == TicketState.ASSIGNED)
    .values(snoozed_until=bound("until"))
)
_MINE = moving(OWNED)


def wrap_up(
    connection: Connection, ticket_id: str, agent: Agent, disposition: str, *, now: datetime
) -> tuple[Entry, ...]:
    """See `DeskStore.wrap_up`."""
    noted = connection.execute(_NOTE, bind(id=ticket_id, agent_id=agent.id, disposition=disposition)).first()
    if noted is None:
        return _noted_already(connection, ticket_id, agent, disposition)
    ended = WrappedUp(ticket_id=ticket_id, agent_name=agent.name, disposition=disposition)
    return _tell(connection, noted.conversation_id, ended, agent_actor(agent.id), now)


def _noted_already(connection: Connection, ticket_id: str, agent: Agent, disposition: str) -> tuple[Entry, ...]:
    row = connection.execute(_HELD, {"id": ticket_id}).first()
    if row is None:
        raise NotFound("there is no such ticket", reason=ToAgent.NO_TICKET)
    if row.agent_id == agent.id and row.disposition == disposition:
        return ()
    raise _refusal(row, agent.id)


def _refusal(row: Row[Any], agent_id: str) -> Conflict:
    """Return why it cannot be noted how a conversation ended, and what can be done."""
    match TicketState(row.state):
        case TicketState.WAITING | TicketState.OFFERED | TicketState.ABANDONED | TicketState.CALLBACK:
            said = "nobody has this conversation now, and it has not ended; it waits in line for whoever accepts it"
            return Conflict(said, reason=ToAgent.NOBODY_HAS_IT)
        case TicketState.ASSIGNED if row.agent_id == agent_id:
            said = "this conversation has not ended; close it or hand it back first"
            return Conflict(said, reason=ToAgent.NOT_ENDED)
        case TicketState.ASSIGNED:
            said = f"{row.agent_name} has this conversation now, and it has not ended; look again"
            return Conflict(said, reason=ToAgent.COLLEAGUE_HAS_IT, name=row.agent_name)
        case TicketState.WRAP_UP | TicketState.CLOSED if row.agent_id is None:
            said = "the customer left before anybody had this conversation; there is nothing to note"
            return Conflict(said, reason=ToAgent.NOTHING_TO_NOTE)
        case TicketState.WRAP_UP | TicketState.CLOSED if row.agent_id != agent_id:
            said = f"another agent ended this conversation; only {row.agent_name} can note how"
            return Conflict(said, reason=ToAgent.COLLEAGUE_ENDED, name=row.agent_name)
        case TicketState.WRAP_UP | TicketState.CLOSED:
            said = f"it is noted already: {row.disposition}; what was noted stays"
            return Conflict(said, reason=ToAgent.NOTED_ALREADY, disposition=row.disposition)


def wrap_up_overdue(connection: Connection, now: datetime) -> tuple[Entry, ...]:
    """End the work after the end where its time is over; the agent may still note how it ended."""
    entries: tuple[Entry, ...] = ()
    for row in connection.execute(OVERDUE, {"now": now}).all():
        connection.execute(_DONE, bind(id=row.id))
        ended = WrappedUp(ticket_id=row.id, agent_name=row.agent_name, disposition="")
        entries += _tell(connection, row.conversation_id, ended, SYSTEM, now)
    return entries


def snooze(
    connection: Connection, conversation_id: str, agent: Agent, until: datetime | None, *, epoch: int, now: datetime
) -> tuple[Entry, ...]:
    """See `DeskStore.snooze`."""
    head = moved(connection, _MINE, conversation_id, agent_id=agent.id, epoch=epoch)
    if head is None:
        raise refusal(connection, conversation_id, agent.id, now)
    connection.execute(_ASLEEP, bind(id=conversation_id, until=until))
    asleep = Snoozed(agent_name=agent.name, until=until)
    return add(connection, [asleep], head=head, at=now, actor=agent_actor(agent.id))


def _tell(connection: Connection, conversation_id: str, what: Event, actor: str, now: datetime) -> tuple[Entry, ...]:
    head = moved(connection, MOVE, conversation_id)
    return () if head is None else add(connection, [what], head=head, at=now, actor=actor)
