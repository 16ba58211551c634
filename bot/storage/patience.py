"""Customers who wait: seen on their page, gone, back in time, or not waiting there at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.errors import Conflict
from bot.conversation.events import CUSTOMER, SYSTEM, Entry
from bot.conversation.line_events import (
    Abandoned,
    CallbackCancelled,
    CallbackRequested,
    CustomerBack,
    CustomerLeft,
    MessageLeft,
)
from bot.conversation.reasons import ToCustomer
from bot.conversation.tracker import Owner
from bot.handoff.ticket import TicketState
from bot.storage.append import MOVE, add, bind, bound, client_key, moved, moving, seq_of_client_key
from bot.storage.schema import conversation, ticket

#: Where a customer may still choose how to wait.
IN_LINE = (TicketState.WAITING, TicketState.OFFERED, TicketState.ABANDONED, TicketState.CALLBACK)

Choice = MessageLeft | CallbackRequested | CallbackCancelled

_LEFT_BEFORE = sa.bindparam("left_before", type_=ticket.c.seen_at.type)
#: Nobody has seen the page lately; who left a message or waits for a call has no page to be seen.
MISSING = sa.select(ticket.c.id, ticket.c.conversation_id).where(
    ticket.c.state.in_([TicketState.WAITING, TicketState.OFFERED]), ticket.c.seen_at <= _LEFT_BEFORE
)
#: Customers who did not come back in time.
GIVEN_UP = sa.select(ticket.c.id, ticket.c.conversation_id).where(
    ticket.c.state == TicketState.ABANDONED,
    ticket.c.left_at <= sa.bindparam("given_up_before", type_=ticket.c.left_at.type),
)
_PUT_ASIDE = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"))
    .values(state=TicketState.ABANDONED, left_at=bound("now"), agent_id=None, offer_ends_at=None)
)
_END = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"), ticket.c.state == TicketState.ABANDONED)
    .values(state=TicketState.CLOSED, closed_at=bound("now"), disposition="abandoned")
)
_LEAVE_LINE = moving(
    conversation.c.owner == Owner.QUEUE,
    owner=Owner.CLOSED,
    agent_id=None,
    epoch=conversation.c.epoch + 1,
    answered_seq=conversation.c.customer_seq,
)
_OPEN = ticket.c.conversation_id == bound("id")
_SEEN = (
    sa.update(ticket)
    .where(_OPEN, ticket.c.state.in_([TicketState.WAITING, TicketState.OFFERED]), ticket.c.seen_at.is_not(None))
    .values(seen_at=bound("now"))
)
_HANGS = sa.select(ticket.c.id).where(
    ticket.c.conversation_id == sa.bindparam("id"),
    ticket.c.seen_at.is_not(None),
    ticket.c.state.in_([TicketState.WAITING, TicketState.OFFERED, TicketState.ABANDONED]),
)
_BACK = (
    sa.update(ticket)
    .where(_OPEN, ticket.c.state == TicketState.ABANDONED)
    .values(state=TicketState.WAITING, left_at=None, seen_at=bound("now"))
    .returning(ticket.c.id)
)
_NOT_STAYING = (
    sa.update(ticket)
    .where(_OPEN, ticket.c.state.in_([TicketState.WAITING, TicketState.OFFERED, TicketState.ABANDONED]))
    .values(
        seen_at=None,
        left_at=None,
        message_left=True,
        state=sa.case(
            (ticket.c.state == TicketState.ABANDONED, TicketState.WAITING.value),
            else_=ticket.c.state,
        ),
    )
)
_CHOOSE = moving(conversation.c.owner == Owner.QUEUE)
_LEFT_ALREADY = (
    sa.select(conversation.c.seq)
    .join(ticket, ticket.c.conversation_id == conversation.c.id)
    .where(conversation.c.id == sa.bindparam("id"), ticket.c.message_left.is_(True), ticket.c.state.in_(IN_LINE))
)
_STANDING = (
    sa.select(conversation.c.owner, ticket.c.state)
    .outerjoin(ticket, sa.and_(ticket.c.conversation_id == conversation.c.id, ticket.c.state.in_(IN_LINE)))
    .where(conversation.c.id == sa.bindparam("id"))
)
_TICKET = sa.select(ticket.c.id).where(ticket.c.conversation_id == sa.bindparam("id"), ticket.c.state.in_(IN_LINE))


def put_aside(connection: Connection, *, now: datetime, left_before: datetime) -> tuple[Entry, ...]:
    """Stop offering tickets whose customers left; each keeps its place."""
    entries: tuple[Entry, ...] = ()
    for row in connection.execute(MISSING, {"left_before": left_before}).all():
        connection.execute(_PUT_ASIDE, bind(id=row.id, now=now))
        head = moved(connection, MOVE, row.conversation_id)
        if head is not None:
            entries += add(connection, [CustomerLeft(ticket_id=row.id)], head=head, at=now, actor=SYSTEM)
    return entries


def give_up(connection: Connection, *, now: datetime, given_up_before: datetime) -> tuple[Entry, ...]:
    """End what customers left too long ago; what they write later goes to the bot first."""
    entries: tuple[Entry, ...] = ()
    for row in connection.execute(GIVEN_UP, {"given_up_before": given_up_before}).all():
        connection.execute(_END, bind(id=row.id, now=now))
        head = moved(connection, _LEAVE_LINE, row.conversation_id)
        if head is not None:
            entries += add(connection, [Abandoned(ticket_id=row.id)], head=head, at=now, actor=SYSTEM)
    return entries


def needs_seeing(connection: Connection, conversation_id: str) -> bool:
    """Say whether a ticket of the conversation hangs on its customer's page."""
    return connection.execute(_HANGS, {"id": conversation_id}).first() is not None


def seen(connection: Connection, conversation_id: str, *, now: datetime) -> tuple[Entry, ...]:
    """See `PatienceStore.seen`."""
    named = bind(id=conversation_id, now=now)
    connection.execute(_SEEN, named)
    back = connection.execute(_BACK, named).first()
    head = None if back is None else moved(connection, MOVE, conversation_id)
    if back is None or head is None:
        return ()
    return add(connection, [CustomerBack(ticket_id=back.id)], head=head, at=now, actor=CUSTOMER)


def leave_message(
    connection: Connection, conversation_id: str, left: MessageLeft, *, now: datetime
) -> tuple[int, tuple[Entry, ...]]:
    """See `PatienceStore.leave_message`."""
    change = bind(id=conversation_id)
    return act_in_line(
        connection, conversation_id, left, lambda: connection.execute(_NOT_STAYING, change).rowcount, now
    )


def act_in_line(
    connection: Connection, conversation_id: str, choice: Choice, change: Callable[[], int], now: datetime
) -> tuple[int, tuple[Entry, ...]]:
    """Do once, by client id, what a customer in line chose.

    Raises:
        Conflict: they do not stand in line (any more).
    """
    known = seq_of_client_key(connection, conversation_id, client_key(CUSTOMER, choice.client_id))
    if known is None and isinstance(choice, MessageLeft):
        # Leaving a message twice is leaving it once, under whatever id.
        known = connection.execute(_LEFT_ALREADY, {"id": conversation_id}).scalar()
    if known is not None:
        return known, ()
    ticket_id = connection.execute(_TICKET, {"id": conversation_id}).scalar()
    head = moved(connection, _CHOOSE, conversation_id)
    if ticket_id is None or head is None or not change():
        raise _refusal(connection, conversation_id, choice)
    return head.seq, add(connection, [replace(choice, ticket_id=ticket_id)], head=head, at=now, actor=CUSTOMER)


def _refusal(connection: Connection, conversation_id: str, choice: Choice) -> Conflict:
    """Return why a customer cannot choose this now, and what they can do instead."""
    standing = connection.execute(_STANDING, {"id": conversation_id}).first()
    owner, state = (None, None) if standing is None else (standing.owner, standing.state)
    if owner == Owner.AGENT:
        return Conflict("you are not waiting any more: an agent is with you; write to them here")
    if owner != Owner.QUEUE or state is None:
        return Conflict("you are not waiting for a person now; write what you need")
    if isinstance(choice, MessageLeft) and state == TicketState.CALLBACK:
        return Conflict("you are waiting for a call; cancel it first to leave a message", reason=ToCustomer.CALL_AGREED)
    if isinstance(choice, CallbackCancelled):
        return Conflict("there is no call to cancel; you are waiting here", reason=ToCustomer.NO_CALL)
    return Conflict("your place in line has changed; look again")
