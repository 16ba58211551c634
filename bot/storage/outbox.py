"""What is under way to customers (see `engine.outbox`)."""

import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection, Row

from bot.conversation.channel_events import ArrivedAfterAll, NotDelivered
from bot.conversation.events import SYSTEM, Entry, Event
from bot.conversation.tracker import Tracker
from bot.engine.outbox import ECHO_WAIT, Compose, Delivery, Part, Refused, Thread
from bot.handoff.agent import Agent
from bot.storage.append import MOVE, add, bind, bound, moved
from bot.storage.conversations import entries_after
from bot.storage.database import Database
from bot.storage.push_schema import arrival, delivery, thread
from bot.storage.resending import send_again
from bot.storage.schema import conversation

#: Conversations that one look turns into deliveries.
PLANNED = 100
#: Longest problem that is kept, in characters.
LONGEST_PROBLEM = 255

log = structlog.get_logger()

OPEN = ("due", "sending", "unsure")
_NOW = sa.bindparam("now", type_=delivery.c.due_at.type)
_UNPLANNED = (
    sa.select(thread.c.conversation_id, thread.c.planned_seq, conversation.c.seq)
    .join(conversation, conversation.c.id == thread.c.conversation_id)
    .where(conversation.c.seq > thread.c.planned_seq)
    .limit(PLANNED)
)
_PLANNED = sa.update(thread).where(thread.c.conversation_id == bound("id")).values(planned_seq=bound("seq"))
_PLAN = sa.insert(delivery)
_DIED = (
    sa.update(delivery)
    .where(delivery.c.state == "sending", delivery.c.due_at <= bound("now", delivery.c.due_at.type))
    .values(state="unsure", due_at=bound("until"))
)
_EARLIER = delivery.alias()
_IS_BEHIND = sa.exists().where(
    _EARLIER.c.conversation_id == delivery.c.conversation_id,
    _EARLIER.c.state.in_(OPEN),
    sa.or_(
        _EARLIER.c.seq < delivery.c.seq,
        sa.and_(_EARLIER.c.seq == delivery.c.seq, _EARLIER.c.part < delivery.c.part),
    ),
)
#: Its echo may be among what came and was not looked at yet.
_ECHO_MAY_WAIT = sa.exists().where(
    arrival.c.done_at.is_(None), arrival.c.page_id == thread.c.page_id, arrival.c.person_id == thread.c.person_id
)
_DUE = (
    sa.select(delivery, thread.c.page_id, thread.c.person_id, thread.c.opened_at, thread.c.outside)
    .join(thread, thread.c.conversation_id == delivery.c.conversation_id)
    .where(
        sa.or_(delivery.c.state == "due", sa.and_(delivery.c.state == "unsure", ~_ECHO_MAY_WAIT)),
        delivery.c.due_at <= _NOW,
        ~_IS_BEHIND,
    )
    .order_by(delivery.c.due_at)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_CLAIM = (
    sa.update(delivery)
    .where(delivery.c.id == bound("id"))
    # Before the channel's own moment for it, which readers' watermarks are held against.
    .values(state="sending", due_at=bound("until"), tries=delivery.c.tries + 1, sent_at=bound("now"))
)
_SENT = (
    sa.update(delivery)
    .where(delivery.c.id == bound("id"), delivery.c.state != "sent")
    .values(state="sent", external_id=bound("external_id"), due_at=None, body=None)
    .values(sent_at=sa.func.coalesce(delivery.c.sent_at, bound("now", delivery.c.sent_at.type)))
    .values(code=None, problem=None)
)
#: An echo knows best: it bears the channel's own time, by which its watermarks are told.
_ECHOED = (
    sa.update(delivery)
    .where(delivery.c.id == bound("id"))
    .values(state="sent", external_id=bound("external_id"), sent_at=bound("at"), due_at=None, body=None)
    .values(code=None, problem=None)
)
_TOLD_AS_FAILED = sa.select(delivery.c.conversation_id, delivery.c.seq).where(
    delivery.c.id == sa.bindparam("id"), delivery.c.state == "failed"
)
#: Another part of what was said.
_STILL_FAILED = (
    sa.select(delivery.c.id)
    .where(
        delivery.c.conversation_id == sa.bindparam("id"),
        delivery.c.seq == sa.bindparam("seq"),
        delivery.c.state == "failed",
    )
    .limit(1)
)
_PUT_OFF = (
    sa.update(delivery)
    .where(delivery.c.id == bound("id"), delivery.c.state == "sending")
    .values(state=bound("state"), due_at=bound("until"), problem=bound("problem"))
    .values(tries=delivery.c.tries - bound("undone", delivery.c.tries.type))
)
_REFUSED = (
    sa.update(delivery)
    .where(delivery.c.id == bound("id"), delivery.c.state == "sending")
    .values(state="failed", due_at=None, code=bound("code"), problem=bound("problem"))
    .returning(delivery.c.conversation_id, delivery.c.seq)
)


class StoredOutbox:
    """See `engine.outbox.OutboxStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def plan(self, compose: Compose, *, now: datetime) -> int:
        """See `OutboxStore.plan`."""
        # Nearly always there is nothing to do: then nothing is written.
        if not await self._database.read(_is_behind):
            return 0
        return await self._database.write(lambda connection: plan(connection, compose, now=now))

    async def claim(self, *, now: datetime, lease_ends_at: datetime, limit: int) -> list[Delivery]:
        """See `OutboxStore.claim`."""
        if not await self._database.read(lambda connection: _is_due(connection, now)):
            return []
        return await self._database.write(
            lambda connection: claim(connection, now=now, lease_ends_at=lease_ends_at, limit=limit)
        )

    async def sent(self, delivery_id: str, external_id: str, *, now: datetime) -> None:
        """See `OutboxStore.sent`."""
        await self._database.write(lambda connection: sent(connection, delivery_id, external_id, now=now))

    async def echoed(
        self, delivery_id: str, external_id: str, *, at: datetime, now: datetime
    ) -> tuple[Entry, ...] | None:
        """See `EchoStore.echoed`."""
        return await self._database.write(
            lambda connection: echoed(connection, delivery_id, external_id, at=at, now=now)
        )

    async def put_off(self, delivery_id: str, *, until: datetime, unsure: bool, why: str) -> None:
        """See `OutboxStore.put_off`."""
        state, undone = ("unsure", 0) if unsure else ("due", 1)
        change = bind(id=delivery_id, until=until, state=state, undone=undone, problem=why[:LONGEST_PROBLEM])
        await self._database.write(lambda connection: connection.execute(_PUT_OFF, change))

    async def refused(self, delivery_id: str, verdict: Refused, *, now: datetime) -> tuple[Entry, ...]:
        """See `OutboxStore.refused`."""
        return await self._database.write(lambda connection: refused(connection, delivery_id, verdict, now=now))

    async def send_again(
        self, conversation_id: str, seq: int, agent: Agent, *, epoch: int, now: datetime
    ) -> tuple[Entry, ...]:
        """Have a failed message sent again by an agent whose screen shows this epoch.

        Raises:
            NotFound: there is no such conversation.
            Conflict: it has not failed, and may be under way already; or the agent may not (see `check_may_act`).
        """
        return await self._database.write(
            lambda connection: send_again(connection, conversation_id, seq, agent, epoch=epoch, now=now)
        )


def _is_behind(connection: Connection) -> bool:
    return connection.execute(_UNPLANNED).first() is not None


def _is_due(connection: Connection, now: datetime) -> bool:
    anything = sa.select(delivery.c.id).where(delivery.c.state.in_(OPEN), delivery.c.due_at <= now).limit(1)
    return connection.execute(anything).first() is not None


def plan(connection: Connection, compose: Compose, *, now: datetime) -> int:
    """See `OutboxStore.plan`."""
    planned = 0
    for row in connection.execute(_UNPLANNED).all():
        fresh = entries_after(connection, row.conversation_id, row.planned_seq)
        # Nearly all that is noted of a conversation is said to nobody: then its log is not read.
        if any(entry.event.visible for entry in fresh):
            tracker = Tracker(row.conversation_id).apply(entries_after(connection, row.conversation_id, 0))
            try:
                rows = list(_rows(row.conversation_id, compose(tracker, fresh), now))
            except Exception:  # what cannot be said to one customer must not keep all others waiting
                log.exception("compose_broke", conversation_id=row.conversation_id)
                continue
            if rows:
                connection.execute(_PLAN, rows)
        planned += 1
        connection.execute(_PLANNED, bind(id=row.conversation_id, seq=fresh[-1].seq))
    return planned


def _rows(conversation_id: str, parts: list[Part], now: datetime) -> Iterator[dict[str, Any]]:
    numbers: dict[int, int] = {}
    for part in parts:
        number = numbers[part.seq] = numbers.get(part.seq, -1) + 1
        yield {
            "id": secrets.token_urlsafe(16),
            "conversation_id": conversation_id,
            "seq": part.seq,
            "part": number,
            "agent_name": part.agent_name,
            "body": json.dumps(part.body, ensure_ascii=False),
            "state": "due",
            "tries": 0,
            "due_at": now,
        }


def claim(connection: Connection, *, now: datetime, lease_ends_at: datetime, limit: int) -> list[Delivery]:
    """See `OutboxStore.claim`."""
    connection.execute(_DIED, bind(now=now, until=now + ECHO_WAIT))
    rows = connection.execute(_DUE, {"now": now, "limit": limit}).all()
    for row in rows:
        connection.execute(_CLAIM, bind(id=row.id, until=lease_ends_at, now=now))
    return [_delivery(row) for row in rows]


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        seq=row.seq,
        body=json.loads(row.body),
        agent_name=row.agent_name,
        tries=row.tries + 1,
        thread=Thread(
            conversation_id=row.conversation_id,
            page_id=row.page_id,
            person_id=row.person_id,
            opened_at=row.opened_at,
            outside=row.outside,
        ),
    )


def sent(connection: Connection, delivery_id: str, external_id: str, *, now: datetime) -> bool:
    """Mark a delivery as sent; say whether it was one that nobody had marked yet."""
    return bool(connection.execute(_SENT, bind(id=delivery_id, external_id=external_id, now=now)).rowcount)


def echoed(
    connection: Connection, delivery_id: str, external_id: str, *, at: datetime, now: datetime
) -> tuple[Entry, ...] | None:
    """See `EchoStore.echoed`."""
    failed = connection.execute(_TOLD_AS_FAILED, {"id": delivery_id}).first()
    if not connection.execute(_ECHOED, bind(id=delivery_id, external_id=external_id, at=at)).rowcount:
        return None
    if failed is None or connection.execute(_STILL_FAILED, {"id": failed.conversation_id, "seq": failed.seq}).first():
        return ()
    return _tell(connection, failed.conversation_id, ArrivedAfterAll(about_seq=failed.seq), now, SYSTEM)


def refused(connection: Connection, delivery_id: str, verdict: Refused, *, now: datetime) -> tuple[Entry, ...]:
    """See `OutboxStore.refused`."""
    problem = verdict.problem[:LONGEST_PROBLEM]
    row = connection.execute(_REFUSED, bind(id=delivery_id, code=verdict.code, problem=problem)).first()
    if row is None:
        return ()
    failed = NotDelivered(about_seq=row.seq, code=verdict.code, problem=problem)
    return _tell(connection, row.conversation_id, failed, now, SYSTEM)


def _tell(connection: Connection, conversation_id: str, what: Event, now: datetime, who: str) -> tuple[Entry, ...]:
    head = moved(connection, MOVE, conversation_id)
    return () if head is None else add(connection, [what], head=head, at=now, actor=who)
