"""The line: offers made and timed out, each in one transaction with what it tells the conversation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.events import SYSTEM, Entry, Event, OfferLapsed, TicketOffered
from bot.handoff.agent import Presence
from bot.handoff.ticket import TicketState
from bot.storage.absence import orphaned, take_back
from bot.storage.append import MOVE, add, bind, bound, moved
from bot.storage.database import Database
from bot.storage.desk import release_offer
from bot.storage.schema import agent, passed_offer, ticket

#: Tickets looked at in one round.
ROUND = 50
#: After so many offers missed in a row an agent is not there, whatever they said.
MISSED = 3


class StoredLine:
    """See `handoff.dispatcher.LineStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def match(self, *, now: datetime, offer_ends_at: datetime, gone_before: datetime) -> tuple[Entry, ...]:
        """See `LineStore.match`."""
        if not await self._database.read(lambda connection: _is_work(connection, now, gone_before)):
            return ()
        return await self._database.write(
            lambda connection: match(connection, now=now, offer_ends_at=offer_ends_at, gone_before=gone_before)
        )


def match(
    connection: Connection, *, now: datetime, offer_ends_at: datetime, gone_before: datetime
) -> tuple[Entry, ...]:
    """See `LineStore.match`."""
    entries: list[Entry] = [*take_back(connection, now=now, gone_before=gone_before)]
    for row in _timed_out(connection, now):
        entries += _lapse(connection, row, now)
    agents = {row.id: row for row in _present(connection, now)}
    room = {row.id: row.capacity - row.load for row in agents.values()}
    for waiting in _waiting(connection):
        # The least busy first, with what this round has given them.
        free = sorted(
            (agents[agent_id] for agent_id, left in room.items() if left > 0),
            key=lambda row: row.capacity - room[row.id],
        )
        if not free:
            break
        chosen = _choose(free, waiting, _passed_by(connection, waiting.id, now))
        if chosen is not None:
            entries += _offer(connection, waiting, chosen, now=now, ends_at=offer_ends_at)
            room[chosen.id] -= 1
    return tuple(entries)


def _is_work(connection: Connection, now: datetime, gone_before: datetime) -> bool:
    """Nearly always there is none: then nothing is written."""
    if _timed_out(connection, now) or orphaned(connection, gone_before):
        return True
    return bool(_waiting(connection)) and bool(_present(connection, now))


_NOW = sa.bindparam("now", type_=ticket.c.offer_ends_at.type)
_TIMED_OUT = (
    sa.select(ticket, agent.c.name.label("agent_name"))
    .join(agent, agent.c.id == ticket.c.agent_id)
    .where(ticket.c.state == TicketState.OFFERED, ticket.c.offer_ends_at <= _NOW)
)
_HELD = (
    sa.select(sa.func.count())
    .where(ticket.c.agent_id == agent.c.id, ticket.c.state.in_([TicketState.OFFERED, TicketState.ASSIGNED]))
    .scalar_subquery()
)
_PRESENT = (
    sa.select(agent, _HELD.label("load"))
    .where(agent.c.presence == Presence.AVAILABLE, agent.c.lease_ends_at > _NOW, agent.c.capacity > _HELD)
    .order_by(_HELD, agent.c.id)
)
_WAITING = (
    sa.select(ticket)
    .where(ticket.c.state == TicketState.WAITING)
    .order_by(ticket.c.ranked_at, ticket.c.id)
    .limit(ROUND)
)
_PASSED_BY = sa.select(passed_offer.c.agent_id).where(
    passed_offer.c.ticket_id == sa.bindparam("ticket_id"), passed_offer.c.until > sa.bindparam("now")
)
_OFFER = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"), ticket.c.state == TicketState.WAITING)
    .values(state=TicketState.OFFERED, agent_id=bound("agent_id"), offer_ends_at=bound("ends_at"))
)
_MISSED_ONE = (
    sa.update(agent)
    .where(agent.c.id == bound("agent_id"))
    .values(
        missed_offers=agent.c.missed_offers + 1,
        presence=sa.case((agent.c.missed_offers + 1 >= MISSED, Presence.AWAY.value), else_=agent.c.presence),
    )
)


def _timed_out(connection: Connection, now: datetime) -> Sequence[Row[Any]]:
    return connection.execute(_TIMED_OUT, {"now": now}).all()


def _lapse(connection: Connection, row: Row[Any], now: datetime) -> tuple[Entry, ...]:
    conversation_id = release_offer(connection, row.id, row.agent_id, now=now)
    if conversation_id is None:
        return ()
    connection.execute(_MISSED_ONE, bind(agent_id=row.agent_id))
    return _tell(connection, conversation_id, OfferLapsed(ticket_id=row.id, agent_name=row.agent_name), now)


def _present(connection: Connection, now: datetime) -> Sequence[Row[Any]]:
    """Available agents with room, the least busy first."""
    return connection.execute(_PRESENT, {"now": now}).all()


def _waiting(connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(_WAITING).all()


def _passed_by(connection: Connection, ticket_id: str, now: datetime) -> set[str]:
    return set(connection.execute(_PASSED_BY, {"ticket_id": ticket_id, "now": now}).scalars())


def _choose(free: Sequence[Row[Any]], waiting: Row[Any], passed: set[str]) -> Row[Any] | None:
    """Prefer who had the customer before, then someone who speaks their language; anyone rather than nobody."""
    able = [row for row in free if row.id not in passed]
    before = [row for row in able if row.id == waiting.last_agent_id]
    speaking = [row for row in able if waiting.language.split("-")[0] in row.languages.split(",")]
    return next(iter(before or speaking or able), None)


def _offer(
    connection: Connection, waiting: Row[Any], chosen: Row[Any], *, now: datetime, ends_at: datetime
) -> tuple[Entry, ...]:
    made = connection.execute(_OFFER, bind(id=waiting.id, agent_id=chosen.id, ends_at=ends_at)).rowcount
    if not made:
        return ()
    offered = TicketOffered(ticket_id=waiting.id, agent_id=chosen.id, agent_name=chosen.name, ends_at=ends_at)
    return _tell(connection, waiting.conversation_id, offered, now)


def _tell(connection: Connection, conversation_id: str, what: Event, now: datetime) -> tuple[Entry, ...]:
    head = moved(connection, MOVE, conversation_id)
    return () if head is None else add(connection, [what], head=head, at=now, actor=SYSTEM)
