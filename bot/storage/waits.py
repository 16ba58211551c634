"""What is known of waits: who is there, how long conversations take, and whether promises were kept."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.hours import Hours
from bot.handoff.expected_wait import LineView
from bot.handoff.matching import Seat
from bot.handoff.ticket import TicketState
from bot.storage.conversations import place_in_line
from bot.storage.line import place_of
from bot.storage.people import of_same_customer
from bot.storage.schema import never_again, ticket

#: Conversations that the time they take is taken from, and waits that promises are held against.
HANDLED, KEPT = 50, 200

_HANDLED = (
    sa.select(ticket.c.assigned_at, ticket.c.closed_at)
    .where(ticket.c.closed_at.is_not(None), ticket.c.assigned_at.is_not(None))
    .order_by(ticket.c.first_assigned_at.desc())
    .limit(HANDLED)
)
_PROMISED = sa.select(ticket).where(
    ticket.c.promised_middle.is_not(None),
    # Who chose to be called, or did not stay, waits for something else.
    ticket.c.due_at.is_(None),
    ticket.c.phone.is_(None),
    ticket.c.message_left.is_not(True),
)
_KEPT = _PROMISED.where(ticket.c.first_assigned_at.is_not(None)).order_by(ticket.c.first_assigned_at.desc()).limit(KEPT)
#: Waits of the same days that customers broke off.
_BROKEN_OFF = (
    _PROMISED.where(
        ticket.c.state == TicketState.CLOSED,
        ticket.c.disposition == "abandoned",
        ticket.c.first_assigned_at.is_(None),
        ticket.c.ranked_at >= sa.bindparam("since", type_=ticket.c.ranked_at.type),
    )
    .order_by(ticket.c.ranked_at.desc())
    .limit(KEPT)
)
_BEFORE = (
    sa.select(ticket.c.queue, ticket.c.language, sa.func.count().label("many"))
    .where(
        ticket.c.state == TicketState.WAITING,
        ticket.c.ranked_at < sa.bindparam("rank", type_=ticket.c.ranked_at.type),
    )
    .group_by(ticket.c.queue, ticket.c.language)
)
_NEVER = sa.select(never_again.c.agent_id).where(
    never_again.c.conversation_id.in_(of_same_customer(sa.bindparam("id", type_=sa.String)))
)
_OPEN = sa.select(ticket).where(
    ticket.c.conversation_id == sa.bindparam("id"),
    ticket.c.state.in_([TicketState.WAITING, TicketState.OFFERED, TicketState.ABANDONED, TicketState.CALLBACK]),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """How long things took lately: the same for everybody in line (see `LineView`)."""

    handled: tuple[float, ...]
    kept: tuple[tuple[float, float], ...]


def experience(connection: Connection, hours: Hours | None) -> Experience:
    """Return what is known of waits; hours at which nobody works are no part of them.

    A wait that was broken off after its range was over would have been at least that long, and counts as that long:
    from those alone who stayed, ranges would be learnt that are too short. One broken off earlier says nothing.
    """
    handled = connection.execute(_HANDLED).all()
    rows = connection.execute(_KEPT).all()
    kept = [(r.promised_middle, _waited(r.created_at, r.first_assigned_at, hours)) for r in rows]
    since = min((r.created_at for r in rows), default=datetime.min.replace(tzinfo=UTC))
    for row in connection.execute(_BROKEN_OFF, {"since": since}):
        waited = _waited(row.created_at, row.left_at, hours)
        if waited > row.promised_high:
            kept.append((row.promised_middle, waited))
    return Experience(handled=tuple((r.closed_at - r.assigned_at).total_seconds() for r in handled), kept=tuple(kept))


def _waited(since: datetime, until: datetime, hours: Hours | None) -> float:
    if hours is None or hours.closes_at(since) is None:
        return (until - since).total_seconds()
    return hours.open_between(since, until).total_seconds()


def line_view(connection: Connection, row: Row[Any], known: Experience, desk: tuple[Seat, ...]) -> LineView:
    """Return what is known where a ticket waits, with these agents at the desk."""
    not_to = frozenset(connection.execute(_NEVER, {"id": row.conversation_id}).scalars())
    return LineView(
        place=place_of(row, not_to),
        number=place_in_line(connection, row.conversation_id),
        ahead=tuple((r.queue, r.language, r.many) for r in connection.execute(_BEFORE, {"rank": row.ranked_at})),
        desk=desk,
        handled=known.handled,
        kept=known.kept,
    )


def open_ticket(connection: Connection, conversation_id: str) -> Row[Any] | None:
    """Return the ticket of a conversation that waits in line, in whatever way."""
    return connection.execute(_OPEN, {"id": conversation_id}).first()
