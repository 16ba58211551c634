"""Conversations and their logs: start, receive, read."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.errors import Conflict, NotFound
from bot.conversation.events import (
    CUSTOMER,
    SYSTEM,
    ConversationStarted,
    CustomerMessaged,
    Entry,
    LocaleChosen,
    Rated,
    Reopened,
)
from bot.conversation.message import InboundMessage
from bot.conversation.tracker import Owner
from bot.engine.inbox import Receipt
from bot.engine.lease import Lease
from bot.engine.reading import Standing
from bot.storage.append import MOVE, Said, add, client_key, insert, moved, moving, seq_of_client_key
from bot.storage.codec import entry_of_row
from bot.storage.database import Database
from bot.storage.patience import seen
from bot.storage.schema import agent, conversation, event, ticket

_MOVED = ("seq", "customer_seq", "owner", "epoch", "turn_id", "turn_ends_at")

# Statements of the hot path are built once: building one costs four times as much as running it.
_HEAD = (
    sa.select(
        conversation.c.id,
        conversation.c.owner,
        conversation.c.epoch,
        conversation.c.seq,
        conversation.c.turn_id,
        conversation.c.turn_ends_at,
    )
    .where(conversation.c.id == sa.bindparam("id"))
    .with_for_update()
)
_RECEIVED = (
    sa.update(conversation)
    .where(conversation.c.id == sa.bindparam("b_id"))
    .values({name: sa.bindparam(f"b_{name}") for name in _MOVED})
)
_WAKE = (
    sa.update(ticket)
    .where(ticket.c.conversation_id == sa.bindparam("b_id"), ticket.c.snoozed_until.is_not(None))
    .values(snoozed_until=None)
)
_STANDING = (
    sa.select(
        conversation.c.owner,
        conversation.c.epoch,
        conversation.c.seq,
        conversation.c.agent_id,
        conversation.c.token_hash,
        agent.c.name.label("agent_name"),
    )
    .outerjoin(agent, agent.c.id == conversation.c.agent_id)
    .where(conversation.c.id == sa.bindparam("id"))
)
_AFTER = (
    sa.select(event)
    .where(event.c.conversation_id == sa.bindparam("id"), event.c.seq > sa.bindparam("seq"))
    .order_by(event.c.seq)
)
#: What came last of the end and the answer whether it helped, in a conversation that has ended.
_ANSWERED = (
    sa.select(event.c.seq, event.c.kind)
    .join(conversation, conversation.c.id == event.c.conversation_id)
    .where(
        event.c.conversation_id == sa.bindparam("id"),
        event.c.kind.in_(["closed", "reopened", "rated"]),
        conversation.c.owner == Owner.CLOSED,
    )
    .order_by(event.c.seq.desc())
    .limit(1)
)
_IS_ERASED = sa.select(event.c.seq).where(
    event.c.conversation_id == sa.bindparam("id"), event.c.seq == sa.bindparam("seq"), event.c.kind == "erased"
)
_RATE = moving(conversation.c.owner == Owner.CLOSED)
_MINE = ticket.alias()
#: How many wait before a conversation; none where it does not wait itself.
_AHEAD = sa.select(sa.func.count()).where(
    _MINE.c.conversation_id == sa.bindparam("id"),
    # Work after the end of an earlier handoff is no place in line.
    _MINE.c.state.not_in(["closed", "wrap_up"]),
    ticket.c.state.in_(["waiting", "offered"]),
    sa.or_(
        ticket.c.ranked_at < _MINE.c.ranked_at,
        sa.and_(ticket.c.ranked_at == _MINE.c.ranked_at, ticket.c.id < _MINE.c.id),
    ),
)


class Conversations:
    """The log of every conversation. See `engine.inbox.InboxStore` and `engine.reading.ConversationStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(
        self, conversation_id: str, *, started: ConversationStarted, token_hash: str | None, now: datetime
    ) -> bool:
        """See `ConversationStore.start`."""
        return await self._database.write(
            lambda connection: start(connection, conversation_id, started=started, token_hash=token_hash, now=now)
        )

    async def receive(self, message: InboundMessage, *, now: datetime, lease: Lease) -> Receipt:
        """See `InboxStore.receive`."""
        return await self._database.write(lambda connection: receive(connection, message, now=now, lease=lease))

    async def rate(self, conversation_id: str, rated: Rated, *, now: datetime) -> tuple[int, tuple[Entry, ...]]:
        """See `ConversationStore.rate`."""
        return await self._database.write(lambda connection: rate(connection, conversation_id, rated, now=now))

    async def choose_locale(self, conversation_id: str, chosen: LocaleChosen, *, now: datetime) -> tuple[Entry, ...]:
        """See `ConversationStore.choose_locale`."""
        return await self._database.write(
            lambda connection: choose_locale(connection, conversation_id, chosen, now=now)
        )

    async def entries_after(self, conversation_id: str, seq: int) -> list[Entry]:
        """See `ConversationStore.entries_after`."""
        return await self._database.read(lambda connection: entries_after(connection, conversation_id, seq))

    async def standing(self, conversation_id: str) -> Standing:
        """See `ConversationStore.standing`."""
        return await self._database.read(lambda connection: standing(connection, conversation_id))


def start(
    connection: Connection,
    conversation_id: str,
    *,
    started: ConversationStarted,
    token_hash: str | None,
    now: datetime,
) -> bool:
    """See `Conversations.start`."""
    if _head(connection, conversation_id) is not None:
        return False
    connection.execute(
        sa.insert(conversation).values(
            id=conversation_id,
            channel=started.channel,
            token_hash=token_hash,
            owner=Owner.BOT,
            epoch=1,
            seq=1,
            customer_seq=0,
            answered_seq=0,
            started_at=now,
        )
    )
    insert(connection, [started], Said(conversation_id=conversation_id, first=1, epoch=1, actor=CUSTOMER, at=now))
    return True


def receive(connection: Connection, message: InboundMessage, *, now: datetime, lease: Lease) -> Receipt:
    """See `InboxStore.receive`."""
    head = _head(connection, message.conversation_id)
    if head is None:
        raise NotFound("there is no such conversation")
    known = seq_of_client_key(connection, head.id, client_key(CUSTOMER, message.client_id))
    if known is not None:
        return Receipt(seq=known)
    reopens = head.owner == Owner.CLOSED
    if reopens and connection.execute(_IS_ERASED, {"id": head.id, "seq": head.seq}).first() is not None:
        raise NotFound("this conversation was erased; begin a new one")
    owner = Owner.BOT if reopens else Owner(head.owner)
    seq = head.seq + 1 + reopens
    leased = owner is Owner.BOT and (head.turn_id is None or reopens or head.turn_ends_at <= now)
    turn_id, turn_ends_at = (lease.turn_id, lease.ends_at) if leased else (head.turn_id, head.turn_ends_at)
    epoch = head.epoch + reopens
    values = (seq, seq, owner, epoch, turn_id, turn_ends_at)
    named = {f"b_{name}": value for name, value in zip(_MOVED, values, strict=True)}
    connection.execute(_RECEIVED, {"b_id": head.id, **named})
    said = CustomerMessaged(
        client_id=message.client_id,
        text=message.text,
        sent_at=message.sent_at,
        attachments=message.attachments,
        reply_to=message.reply_to,
    )
    entries: tuple[Entry, ...] = ()
    if reopens:
        back = Said(conversation_id=head.id, first=seq - 1, epoch=epoch, actor=SYSTEM, at=now)
        entries = insert(connection, [Reopened()], back)
    place = Said(conversation_id=head.id, first=seq, epoch=epoch, actor=CUSTOMER, at=now)
    entries += insert(connection, [said], place)
    if owner is Owner.QUEUE:
        # Who writes is there, whatever was seen of their page.
        entries += seen(connection, head.id, now=now)
    elif owner is Owner.AGENT:
        # What was put aside until the customer writes is not put aside again once they are answered.
        connection.execute(_WAKE, {"b_id": head.id})
    return Receipt(seq=seq, entries=entries, turn_id=lease.turn_id if leased else None)


def rate(connection: Connection, conversation_id: str, rated: Rated, *, now: datetime) -> tuple[int, tuple[Entry, ...]]:
    """See `Conversations.rate`."""
    known = seq_of_client_key(connection, conversation_id, client_key(CUSTOMER, rated.client_id))
    if known is not None:
        return known, ()
    last = connection.execute(_ANSWERED, {"id": conversation_id}).first()
    if last is not None and last.kind == "rated":
        # Tapped twice: each tap has an id of its own.
        return last.seq, ()
    head = moved(connection, _RATE, conversation_id)
    if head is None:
        raise Conflict("only a conversation that has ended can be rated")
    return head.seq, add(connection, [rated], head=head, at=now, actor=CUSTOMER)


def choose_locale(
    connection: Connection, conversation_id: str, chosen: LocaleChosen, *, now: datetime
) -> tuple[Entry, ...]:
    """See `Conversations.choose_locale`."""
    head = moved(connection, MOVE, conversation_id)
    return () if head is None else add(connection, [chosen], head=head, at=now, actor=CUSTOMER)


def entries_after(connection: Connection, conversation_id: str, seq: int) -> list[Entry]:
    """See `Conversations.entries_after`."""
    return [entry_of_row(row) for row in connection.execute(_AFTER, {"id": conversation_id, "seq": seq})]


def standing(connection: Connection, conversation_id: str) -> Standing:
    """See `Conversations.standing`."""
    row = connection.execute(_STANDING, {"id": conversation_id}).first()
    if row is None:
        raise NotFound("there is no such conversation")
    queued = row.owner == Owner.QUEUE
    return Standing(
        owner=Owner(row.owner),
        epoch=row.epoch,
        seq=row.seq,
        place=place_in_line(connection, conversation_id) if queued else None,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        token_hash=row.token_hash,
    )


def place_in_line(connection: Connection, conversation_id: str) -> int:
    """Return where a waiting conversation stands: 1 for the next."""
    return 1 + (connection.execute(_AHEAD, {"id": conversation_id}).scalar() or 0)


def _head(connection: Connection, conversation_id: str) -> Any:
    return connection.execute(_HEAD, {"id": conversation_id}).first()
