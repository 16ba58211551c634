"""The line: one round of everything that time or a change brings, in one transaction with what it tells."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.events import SYSTEM, Entry, Event, OfferLapsed, TicketOffered
from bot.conversation.line_rules import LineRules
from bot.handoff.agent import Presence
from bot.handoff.dispatcher import Round
from bot.handoff.load import ONE
from bot.handoff.matching import Place, Seat, matches
from bot.handoff.ticket import TicketState
from bot.storage.absence import ORPHANED, take_back
from bot.storage.append import MOVE, add, bind, bound, moved
from bot.storage.callbacks import DUE, come_due
from bot.storage.database import Database
from bot.storage.load import HELD, TAKEN, load_of
from bot.storage.offers import answered_since, release_offer
from bot.storage.patience import GIVEN_UP, MISSING, give_up, put_aside
from bot.storage.people import MINE, THEIRS
from bot.storage.schema import agent, never_again, passed_offer, ticket
from bot.storage.wrap_up import OVERDUE, wrap_up_overdue


class StoredLine:
    """See `handoff.dispatcher.LineStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def match(self, round_: Round) -> tuple[Entry, ...]:
        """See `LineStore.match`."""
        # Nearly always there is nothing to do: then nothing is written.
        if not await self._database.read(lambda connection: is_work(connection, round_)):
            return ()
        return await self._database.write(lambda connection: match(connection, round_))


def match(connection: Connection, round_: Round) -> tuple[Entry, ...]:
    """See `LineStore.match`."""
    entries = list(_what_is_due(connection, round_)) if _is_due(connection, round_) else []
    # Read to the end before anything is written: what is written moves the line.
    for place, seat in list(planned(connection, round_.rules, round_.now)):
        entries += _offer(connection, place, seat, round_)
    return tuple(entries)


def is_work(connection: Connection, round_: Round) -> bool:
    """Say whether a round would change anything."""
    if _is_due(connection, round_):
        return True
    return next(planned(connection, round_.rules, round_.now), None) is not None


def _is_due(connection: Connection, round_: Round) -> bool:
    asked = {
        "now": round_.now,
        "before": round_.gone_before,
        "left_before": round_.left_before,
        "given_up_before": round_.now - round_.rules.keeps_place,
    }
    return bool(connection.execute(_ANYTHING_DUE, asked).scalar())


def _what_is_due(connection: Connection, round_: Round) -> Iterator[Entry]:
    """Do what time brings, and yield what it added."""
    now, rules = round_.now, round_.rules
    yield from take_back(connection, now=now, gone_before=round_.gone_before)
    yield from _lapse(connection, round_)
    yield from come_due(connection, now)
    yield from put_aside(connection, now=now, left_before=round_.left_before)
    yield from give_up(connection, now=now, given_up_before=now - rules.keeps_place)
    yield from wrap_up_overdue(connection, now)


def planned(connection: Connection, rules: LineRules, now: datetime) -> Iterator[tuple[Place, Seat]]:
    """Yield which waiting ticket would be offered to whom."""
    desk = on_duty(connection, rules, now)
    if any(seat.has_room for seat in desk):
        yield from matches(_waiting(connection, now), desk, rules, now)


_NOW = sa.bindparam("now", type_=ticket.c.offer_ends_at.type)
_TIMED_OUT = (
    sa.select(ticket, agent.c.name.label("agent_name"))
    .join(agent, agent.c.id == ticket.c.agent_id)
    # Whoever has gone, or goes off duty, does not take it: others need not wait for the deadline.
    .where(
        ticket.c.state == TicketState.OFFERED,
        sa.or_(
            ticket.c.offer_ends_at <= _NOW,
            agent.c.lease_ends_at.is_(None),
            agent.c.presence == Presence.OFFLINE,
        ),
    )
)
_ANYTHING_DUE = sa.select(sa.or_(*(due.exists() for due in (_TIMED_OUT, ORPHANED, DUE, MISSING, GIVEN_UP, OVERDUE))))
_ON_DUTY = sa.select(agent, load_of(agent.c.id, HELD).label("load")).where(
    agent.c.presence.in_([Presence.AVAILABLE, Presence.BUSY]),
    agent.c.lease_ends_at > _NOW,
    agent.c.removed_at.is_(None),
)
_WAITING = sa.select(ticket).where(ticket.c.state == TicketState.WAITING).order_by(ticket.c.ranked_at, ticket.c.id)
_PASSED = sa.select(passed_offer.c.ticket_id, passed_offer.c.agent_id).where(passed_offer.c.until > _NOW)
_NEVER = sa.select(ticket.c.id, never_again.c.agent_id).where(ticket.c.state == TicketState.WAITING)
_NEVER_WAITING = sa.union(
    _NEVER.where(never_again.c.conversation_id == ticket.c.conversation_id),
    # Or in another conversation of the same customer.
    _NEVER.where(MINE.c.conversation_id == ticket.c.conversation_id, THEIRS.c.person_id == MINE.c.person_id).where(
        never_again.c.conversation_id == THEIRS.c.conversation_id
    ),
)
_OFFER = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"), ticket.c.state == TicketState.WAITING)
    .values(state=TicketState.OFFERED, agent_id=bound("agent_id"), offer_ends_at=bound("ends_at"))
)
#: Who could not have taken it, because their customers all wrote at once, has missed nothing.
_COULD_TAKE = load_of(agent.c.id, TAKEN) + ONE <= agent.c.capacity
_MISSED_ONE = (
    sa.update(agent)
    # What the agent said of themselves meanwhile, such as a break, is theirs: then they have missed nothing.
    .where(agent.c.id == bound("agent_id"), agent.c.presence == Presence.AVAILABLE, _COULD_TAKE)
    .values(
        missed_offers=agent.c.missed_offers + 1,
        presence=sa.case((agent.c.missed_offers + 1 >= bound("most"), Presence.AWAY.value), else_=agent.c.presence),
    )
)


def on_duty(connection: Connection, rules: LineRules, now: datetime) -> list[Seat]:
    """Return the agents who are at their desks, available or busy."""
    rows = connection.execute(_ON_DUTY, {"now": now} | bind(waiting_weight=rules.waiting_weight))
    return [
        Seat(
            agent_id=row.id,
            name=row.name,
            takes=row.presence == Presence.AVAILABLE,
            capacity=row.capacity,
            load=row.load,
            languages=frozenset(row.languages.split(",")),
            skills=frozenset(row.skills.split(",")),
            served_at=row.served_at,
        )
        for row in rows
    ]


def _lapse(connection: Connection, round_: Round) -> Iterator[Entry]:
    """Put what was not taken in time back in line; who missed several at once has missed once."""
    now, rules, missed = round_.now, round_.rules, set[str]()
    for row in connection.execute(_TIMED_OUT, {"now": now}).all():
        conversation_id = release_offer(connection, row.id, row.agent_id, now=now)
        if conversation_id is None:
            continue
        made_at = row.offer_ends_at - (round_.offer_ends_at - now)
        if not answered_since(connection, row.agent_id, made_at):
            missed.add(row.agent_id)
        yield from _tell(connection, conversation_id, OfferLapsed(ticket_id=row.id, agent_name=row.agent_name), now)
    for agent_id in sorted(missed):
        one = bind(agent_id=agent_id, most=rules.missed_offers, waiting_weight=rules.waiting_weight)
        connection.execute(_MISSED_ONE, one)


def _waiting(connection: Connection, now: datetime) -> Iterator[Place]:
    """Yield the line in its order, read as far as it is asked for."""
    not_to = barred(connection, now)
    for row in connection.execute(_WAITING):
        yield place_of(row, frozenset(not_to.get(row.id, ())))


def barred(connection: Connection, now: datetime) -> dict[str, set[str]]:
    """Return for each ticket the agents who are not to be asked."""
    not_to: dict[str, set[str]] = {}
    for ticket_id, agent_id in (*connection.execute(_PASSED, {"now": now}), *connection.execute(_NEVER_WAITING)):
        not_to.setdefault(ticket_id, set()).add(agent_id)
    return not_to


def place_of(row: Row[Any], not_to: frozenset[str] = frozenset()) -> Place:
    """Return the place in line that a row of the ticket table holds."""
    return Place(
        id=row.id,
        conversation_id=row.conversation_id,
        queue=row.queue,
        language=row.language,
        queued_at=row.queued_at or row.created_at,
        last_agent_id=row.last_agent_id,
        wanted_agent_id=row.wanted_agent_id,
        wanted_until=row.wanted_until,
        not_to=not_to,
    )


def _offer(connection: Connection, place: Place, seat: Seat, round_: Round) -> tuple[Entry, ...]:
    made = bind(id=place.id, agent_id=seat.agent_id, ends_at=round_.offer_ends_at)
    if not connection.execute(_OFFER, made).rowcount:
        return ()
    offered = TicketOffered(
        ticket_id=place.id, agent_id=seat.agent_id, agent_name=seat.name, ends_at=round_.offer_ends_at
    )
    return _tell(connection, place.conversation_id, offered, round_.now)


def _tell(connection: Connection, conversation_id: str, what: Event, now: datetime) -> tuple[Entry, ...]:
    head = moved(connection, MOVE, conversation_id)
    return () if head is None else add(connection, [what], head=head, at=now, actor=SYSTEM)
