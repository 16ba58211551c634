"""Tickets that wait for the moment at which the customer wants to be called."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.events import SYSTEM, Entry
from bot.conversation.line_events import CallbackCancelled, CallbackDue, CallbackRequested
from bot.handoff.ticket import TicketState
from bot.storage.append import MOVE, add, bind, bound, moved
from bot.storage.patience import IN_LINE, act_in_line
from bot.storage.schema import ticket

_ASK = (
    sa.update(ticket)
    .where(ticket.c.conversation_id == bound("id"), ticket.c.state.in_(IN_LINE))
    .values(
        state=TicketState.CALLBACK,
        due_at=bound("due_at"),
        phone=bound("phone"),
        agent_id=None,
        offer_ends_at=None,
        left_at=None,
    )
)
_CANCEL = (
    sa.update(ticket)
    .where(ticket.c.conversation_id == bound("id"), ticket.c.state == TicketState.CALLBACK)
    .values(
        state=TicketState.WAITING,
        queued_at=bound("now"),
        due_at=None,
        phone=None,
        # Who need not wait on the page before need not now.
        seen_at=sa.case((ticket.c.seen_at.is_not(None), bound("now", ticket.c.seen_at.type))),
    )
)
#: Calls whose time has come.
DUE = sa.select(ticket.c.id, ticket.c.conversation_id).where(
    ticket.c.state == TicketState.CALLBACK,
    ticket.c.due_at <= sa.bindparam("now", type_=ticket.c.due_at.type),
)
_COME = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"), ticket.c.state == TicketState.CALLBACK)
    # Nobody was looked for until now: what it wants counts from now on. And nobody waits on a page for a call.
    .values(state=TicketState.WAITING, queued_at=bound("now"), seen_at=None)
)


def request(
    connection: Connection, conversation_id: str, asked: CallbackRequested, *, now: datetime
) -> tuple[int, tuple[Entry, ...]]:
    """See `PatienceStore.call_back`."""
    change = bind(id=conversation_id, due_at=asked.due_at, phone=asked.phone)
    return act_in_line(connection, conversation_id, asked, lambda: connection.execute(_ASK, change).rowcount, now)


def cancel(
    connection: Connection, conversation_id: str, cancelled: CallbackCancelled, *, now: datetime
) -> tuple[int, tuple[Entry, ...]]:
    """See `PatienceStore.cancel_callback`."""
    change = bind(id=conversation_id, now=now)
    return act_in_line(
        connection, conversation_id, cancelled, lambda: connection.execute(_CANCEL, change).rowcount, now
    )


def come_due(connection: Connection, now: datetime) -> tuple[Entry, ...]:
    """Put the tickets in line whose time has come; each stands where it would have stood."""
    entries: tuple[Entry, ...] = ()
    for row in connection.execute(DUE, {"now": now}).all():
        connection.execute(_COME, bind(id=row.id, now=now))
        head = moved(connection, MOVE, row.conversation_id)
        if head is not None:
            entries += add(connection, [CallbackDue(ticket_id=row.id)], head=head, at=now, actor=SYSTEM)
    return entries
