"""Which conversation is reached where, and what the other side has told of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.channel_events import Delivered, Read, SaidElsewhere, TakenElsewhere
from bot.conversation.events import CUSTOMER, SYSTEM, ConversationStarted, CustomerMessaged, Entry, Event
from bot.engine.outbox import Thread
from bot.storage.append import MOVE, add, bind, bound, client_key, moved, seq_of_client_key
from bot.storage.codec import event_of
from bot.storage.conversations import entries_after, start
from bot.storage.database import Database
from bot.storage.push_schema import delivery, thread
from bot.storage.schema import event
from bot.storage.thread_owner import back, taken

_OF_PERSON = sa.select(thread).where(
    thread.c.page_id == sa.bindparam("page_id"), thread.c.person_id == sa.bindparam("person_id")
)
_OF = sa.select(thread).where(thread.c.conversation_id == sa.bindparam("id"))
_OPENED = (
    sa.update(thread)
    .where(
        thread.c.conversation_id == bound("id"),
        sa.or_(thread.c.opened_at.is_(None), thread.c.opened_at < bound("at", thread.c.opened_at.type)),
    )
    .values(opened_at=bound("at"))
)
_BY_EXTERNAL = sa.select(delivery.c.seq).where(
    delivery.c.conversation_id == sa.bindparam("id"), delivery.c.external_id == sa.bindparam("external_id")
)
_SENT_BEFORE = sa.select(sa.func.max(delivery.c.seq)).where(
    delivery.c.conversation_id == sa.bindparam("id"),
    delivery.c.state == "sent",
    delivery.c.sent_at <= sa.bindparam("at", type_=delivery.c.sent_at.type),
)
_ELSEWHERE_AT = sa.select(sa.func.max(event.c.at, type_=event.c.at.type)).where(
    event.c.conversation_id == sa.bindparam("id"), event.c.kind.in_(["said_elsewhere", "taken_elsewhere"])
)
_LAST = (
    sa.select(sa.func.max(event.c.seq))
    .where(event.c.conversation_id == thread.c.conversation_id, event.c.kind == "customer_messaged")
    .correlate(thread)
    .scalar_subquery()
)
_AWAY = (
    sa.select(thread.c.conversation_id, thread.c.outside, event.c.kind, event.c.body)
    .outerjoin(event, sa.and_(event.c.conversation_id == thread.c.conversation_id, event.c.seq == _LAST))
    .where(thread.c.outside.is_not(None))
    .order_by(thread.c.opened_at.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
#: Column of the thread that a watermark moves, and what it tells.
_MARKS = {Delivered: thread.c.delivered_at, Read: thread.c.read_at}


class StoredThreads:
    """See `engine.threads.ThreadStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, conversation_id: str) -> Thread | None:
        """See `ThreadStore.of`."""
        row = await self._database.read(lambda connection: connection.execute(_OF, {"id": conversation_id}).first())
        return None if row is None else _thread(row)

    async def of_person(self, page_id: str, person_id: str) -> Thread | None:
        """See `ThreadStore.of_person`."""
        key = {"page_id": page_id, "person_id": person_id}
        row = await self._database.read(lambda connection: connection.execute(_OF_PERSON, key).first())
        return None if row is None else _thread(row)

    async def begin(self, new: Thread, started: ConversationStarted, *, now: datetime) -> tuple[Entry, ...]:
        """See `ThreadStore.begin`."""
        return await self._database.write(lambda connection: begin(connection, new, started, now=now))

    async def outside(self, limit: int) -> list[tuple[str, str, str]]:
        """Return the conversations that other applications have, newest first.

        Returns:
            Conversation, application, and what the customer wrote last.
        """
        rows = await self._database.read(lambda connection: connection.execute(_AWAY, {"limit": limit}).all())
        return [(row.conversation_id, row.outside, _text(row)) for row in rows]

    async def opened(self, conversation_id: str, at: datetime) -> None:
        """See `ThreadStore.opened`."""
        await self._database.write(lambda connection: connection.execute(_OPENED, bind(id=conversation_id, at=at)))

    async def elsewhere_at(self, conversation_id: str) -> datetime | None:
        """See `ThreadStore.elsewhere_at`."""
        found: datetime | None = await self._database.read(
            lambda connection: connection.execute(_ELSEWHERE_AT, {"id": conversation_id}).scalar()
        )
        return found

    async def seq_of(self, conversation_id: str, *, external_id: str, client_id: str) -> int | None:
        """See `ThreadStore.seq_of`."""

        def unit(connection: Connection) -> int | None:
            ours = connection.execute(_BY_EXTERNAL, {"id": conversation_id, "external_id": external_id}).scalar()
            return ours or seq_of_client_key(connection, conversation_id, client_key(CUSTOMER, client_id))

        return await self._database.read(unit)

    async def mark(
        self, conversation_id: str, what: type[Delivered] | type[Read], at: datetime, *, now: datetime
    ) -> tuple[Entry, ...]:
        """See `ThreadStore.mark`."""
        return await self._database.write(lambda connection: mark(connection, conversation_id, what, at, now=now))

    async def note(
        self, conversation_id: str, what: Event, client_id: str, *, now: datetime, actor: str = CUSTOMER
    ) -> tuple[Entry, ...]:
        """See `ThreadStore.note`."""

        def unit(connection: Connection) -> tuple[Entry, ...]:
            if seq_of_client_key(connection, conversation_id, client_key(actor, client_id)) is not None:
                return ()
            if connection.execute(_OF, {"id": conversation_id}).first() is None:
                return ()  # it was erased while this was on its way
            return _tell(connection, conversation_id, [what], now, actor)

        return await self._database.write(unit)

    async def taken(
        self,
        conversation_id: str,
        app: str,
        said: SaidElsewhere | None,
        *,
        now: datetime,
        at: datetime | None = None,
        actor: str = SYSTEM,
    ) -> tuple[Entry, ...]:
        """See `ThreadStore.taken`."""
        what = TakenElsewhere(app=app, sent_at=at)
        return await self._database.write(
            lambda connection: taken(connection, conversation_id, what, said, now=now, actor=actor)
        )

    async def back(
        self, conversation_id: str, *, now: datetime, at: datetime | None = None, actor: str = SYSTEM
    ) -> tuple[Entry, ...]:
        """See `ThreadStore.back`."""
        return await self._database.write(
            lambda connection: back(connection, conversation_id, now=now, at=at, actor=actor)
        )


def begin(connection: Connection, new: Thread, started: ConversationStarted, *, now: datetime) -> tuple[Entry, ...]:
    """See `ThreadStore.begin`."""
    if not start(connection, new.conversation_id, started=started, token_hash=None, now=now):
        return ()
    values = {"page_id": new.page_id, "person_id": new.person_id, "planned_seq": 0, "opened_at": new.opened_at}
    connection.execute(sa.insert(thread).values(conversation_id=new.conversation_id, **values))
    return tuple(entries_after(connection, new.conversation_id, 0))


def mark(
    connection: Connection,
    conversation_id: str,
    what: type[Delivered] | type[Read],
    at: datetime,
    *,
    now: datetime,
) -> tuple[Entry, ...]:
    """See `ThreadStore.mark`."""
    column = _MARKS[what]
    known = connection.execute(sa.select(column).where(thread.c.conversation_id == conversation_id)).scalar()
    if known is not None and known >= at:
        return ()
    before = _sent_before(connection, conversation_id, known)
    up_to = _sent_before(connection, conversation_id, at)
    changed = sa.update(thread).where(thread.c.conversation_id == conversation_id).values({column.name: at})
    connection.execute(changed)
    if up_to is None or up_to == before:
        return ()
    return _tell(connection, conversation_id, [what(up_to_seq=up_to)], now, CUSTOMER)


def _sent_before(connection: Connection, conversation_id: str, at: datetime | None) -> int | None:
    if at is None:
        return None
    found: int | None = connection.execute(_SENT_BEFORE, {"id": conversation_id, "at": at}).scalar()
    return found


def _tell(
    connection: Connection, conversation_id: str, events: Sequence[Event], now: datetime, actor: str
) -> tuple[Entry, ...]:
    head = moved(connection, MOVE, conversation_id)
    return () if head is None else add(connection, events, head=head, at=now, actor=actor)


def _text(row: Any) -> str:
    said = event_of(row.kind, row.body) if row.kind else None
    return said.text if isinstance(said, CustomerMessaged) else ""


def _thread(row: Row[Any]) -> Thread:
    return Thread(
        conversation_id=row.conversation_id,
        page_id=row.page_id,
        person_id=row.person_id,
        opened_at=row.opened_at,
        outside=row.outside,
    )
