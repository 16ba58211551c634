"""Erases conversations: what was said goes from every table, that and when it was said stays."""

import json
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.channel_events import Erased
from bot.conversation.erasing import erased
from bot.conversation.errors import NotFound
from bot.conversation.events import SYSTEM, Entry
from bot.conversation.tracker import Owner
from bot.engine.deletions import Known
from bot.handoff.ticket import TicketState
from bot.storage.append import add, bound, moved, moving
from bot.storage.codec import encoded, entry_of_row
from bot.storage.file_schema import file
from bot.storage.people import joined_with, settle_people
from bot.storage.people_schema import joined_pair, person_link, used_link
from bot.storage.push_schema import arrival, delivery, thread
from bot.storage.schema import conversation, event, passed_offer, ticket, verified_fact

#: How a ticket ended whose conversation was erased.
DISPOSITION = "erased"

_LOG = sa.select(event).where(event.c.conversation_id == sa.bindparam("id"))
_REWRITE = (
    sa.update(event)
    .where(event.c.conversation_id == bound("id"), event.c.seq == bound("seq"))
    .values(body=bound("body"))
)
#: Nobody speaks in it any more, whatever is under way.
_END = moving(
    owner=Owner.CLOSED,
    agent_id=None,
    # Whoever held it begins a new one.
    token_hash=None,
    epoch=conversation.c.epoch + 1,
    turn_id=None,
    turn_ends_at=None,
    answered_seq=conversation.c.customer_seq,
)
_THREADS = (
    sa.select(thread.c.conversation_id)
    .join(conversation, conversation.c.id == thread.c.conversation_id)
    .where(
        thread.c.page_id == sa.bindparam("page_id"),
        thread.c.person_id == sa.bindparam("person_id"),
        conversation.c.started_at <= sa.bindparam("asked_at", type_=conversation.c.started_at.type),
    )
)
_ERASED_BEFORE = sa.exists().where(event.c.conversation_id == conversation.c.id, event.c.kind == "erased")
_NAMED = (
    sa.select(conversation.c.id)
    .outerjoin(thread, thread.c.conversation_id == conversation.c.id)
    .outerjoin(person_link, person_link.c.conversation_id == conversation.c.id)
    .where(sa.bindparam("id").in_((conversation.c.id, thread.c.person_id, person_link.c.person_id)), ~_ERASED_BEFORE)
)


def erase_people(
    connection: Connection, people: Sequence[Known], *, by: str, asked_at: datetime, now: datetime
) -> tuple[Entry, ...]:
    """Erase all conversations of these people, those that are joined with them too, and what came and was not read.

    Args:
        asked_at: what began or came after it is not erased.
    """
    _overwrite(connection)
    found: dict[str, None] = {}
    for person in people:
        key = {"page_id": person.page_id, "person_id": person.person_id, "asked_at": asked_at}
        for conversation_id in connection.execute(_THREADS, key).scalars().all():
            found |= dict.fromkeys((conversation_id, *joined_with(connection, conversation_id)))
        _arrivals(connection, person, until=asked_at, now=now)
    return tuple(entry for each in found for entry in erase(connection, each, by=by, now=now))


def erase_named(connection: Connection, ids: Sequence[str], *, by: str, now: datetime) -> tuple[Entry, ...]:
    """Erase all conversations of whoever is known by these ids, whenever they began: all of them, or nothing.

    Args:
        ids: of a person on a page, of a customer, or of a conversation.

    Raises:
        NotFound: nobody is known by one of them; what is erased already is known no more.
    """
    _overwrite(connection)
    found: dict[str, None] = {}
    for each in ids:
        named = connection.execute(_NAMED, {"id": each}).scalars().all()
        if not named:
            raise NotFound(f"nobody is known here by `{each}`, or all of it is erased already")
        for conversation_id in named:
            found |= dict.fromkeys((conversation_id, *joined_with(connection, conversation_id)))
    for row in connection.execute(sa.select(thread).where(thread.c.conversation_id.in_(found))).all():
        _arrivals(connection, Known(page_id=row.page_id, person_id=row.person_id), until=now, now=now)
    return tuple(entry for each in found for entry in erase(connection, each, by=by, now=now))


def erase(connection: Connection, conversation_id: str, *, by: str, now: datetime) -> tuple[Entry, ...]:
    """Erase one conversation; it has ended then, and is pushed to nowhere."""
    for row in connection.execute(_LOG, {"id": conversation_id}).all():
        body = encoded(erased(entry_of_row(row).event))
        if json.loads(body) != json.loads(row.body):
            connection.execute(_REWRITE, {"b_id": conversation_id, "b_seq": row.seq, "b_body": body})
    _tickets(connection, conversation_id, now)
    mine = joined_pair.c.conversation_id == conversation_id
    connection.execute(sa.delete(joined_pair).where(sa.or_(mine, joined_pair.c.to_id == conversation_id)))
    settle_people(connection, [conversation_id])
    # The bytes of a file that no row names are swept from its folder.
    for table in (verified_fact, delivery, used_link, file, thread):
        connection.execute(sa.delete(table).where(table.c.conversation_id == conversation_id))
    head = moved(connection, _END, conversation_id)
    return () if head is None else add(connection, [Erased(by=by)], head=head, at=now, actor=SYSTEM)


def _arrivals(connection: Connection, person: Known, *, until: datetime, now: datetime) -> None:
    came = sa.and_(
        arrival.c.page_id == person.page_id,
        arrival.c.person_id == person.person_id,
        arrival.c.received_at <= until,
    )
    done = sa.func.coalesce(arrival.c.done_at, sa.literal(now, arrival.c.done_at.type))
    # Its key stays: the same event again is known, and tells nothing.
    connection.execute(sa.update(arrival).where(came).values(body=None, problem=None, person_id="", done_at=done))


def _tickets(connection: Connection, conversation_id: str, now: datetime) -> None:
    mine = ticket.c.conversation_id == conversation_id
    is_open = sa.and_(mine, ticket.c.state != TicketState.CLOSED)
    ids = list(connection.execute(sa.select(ticket.c.id).where(is_open)).scalars())
    connection.execute(sa.delete(passed_offer).where(passed_offer.c.ticket_id.in_(ids)))
    ended = {"offer_ends_at": None, "snoozed_until": None, "wrap_up_ends_at": None, "due_at": None}
    closed_at = sa.func.coalesce(ticket.c.closed_at, sa.literal(now, ticket.c.closed_at.type))
    connection.execute(
        sa.update(ticket)
        .where(is_open)
        .values(**ended, state=TicketState.CLOSED, closed_at=closed_at, disposition=DISPOSITION)
    )
    connection.execute(sa.update(ticket).where(mine).values(phone=None))


def _overwrite(connection: Connection) -> None:
    """Have what is deleted overwritten, where a file would keep it: SQLite only marks it as free otherwise."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
