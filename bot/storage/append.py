"""The two statements that every change of a conversation is made of: move its head under a guard, add the entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.events import Entry, Event
from bot.conversation.kinds import kind_of
from bot.storage.codec import encoded
from bot.storage.schema import conversation, event

_INSERT = sa.insert(event)
_SENT = sa.select(event.c.seq).where(
    event.c.conversation_id == sa.bindparam("id"), event.c.client_key == sa.bindparam("key")
)


def moving(*guards: sa.ColumnElement[bool], **values: Any) -> sa.UpdateBase:
    """Return the statement that moves a conversation's head on by one entry, if all guards hold.

    To be made once, with `bound` for what differs: building a statement costs four times as much as running it.
    """
    return (
        sa.update(conversation)
        .where(conversation.c.id == bound("id"), *guards)
        .values(seq=conversation.c.seq + 1, **values)
        .returning(conversation.c.id, conversation.c.seq, conversation.c.epoch)
    )


def bound(name: str, kind: sa.types.TypeEngine[Any] | None = None) -> sa.BindParameter[Any]:
    """Return a parameter of a statement that changes rows; its name must not be that of a column there.

    Args:
        kind: where the parameter does not stand alone beside a column that says it (in a CASE or a function).
    """
    return sa.bindparam(f"b_{name}", type_=kind)


def bind(**values: object) -> dict[str, object]:
    """Return the values of parameters made by `bound`."""
    return {f"b_{name}": value for name, value in values.items()}


#: Moves a head on, whoever owns the conversation.
MOVE = moving()


def moved(connection: Connection, statement: sa.UpdateBase, conversation_id: str, **values: object) -> Row[Any] | None:
    """Run a statement of `moving`; return the new head (id, seq, epoch), or None where a guard did not hold."""
    return connection.execute(statement, bind(id=conversation_id, **values)).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Where and by whom events are added.

    Attributes:
        first: sequence number of the first of them; the head has been moved on past the last.
    """

    conversation_id: str
    first: int
    epoch: int
    actor: str
    at: datetime


def add(
    connection: Connection, events: Sequence[Event], *, head: Row[Any], at: datetime, actor: str
) -> tuple[Entry, ...]:
    """Add the events as the last entries of a conversation whose head has been moved on by their number."""
    first = head.seq - len(events) + 1
    return insert(connection, events, Said(conversation_id=head.id, first=first, epoch=head.epoch, actor=actor, at=at))


def insert(connection: Connection, events: Sequence[Event], said: Said) -> tuple[Entry, ...]:
    """Add events where `said` tells."""
    entries = tuple(
        Entry(
            conversation_id=said.conversation_id,
            seq=said.first + n,
            at=said.at,
            actor=said.actor,
            epoch=said.epoch,
            event=what,
        )
        for n, what in enumerate(events)
    )
    if entries:
        connection.execute(_INSERT, [_row(entry) for entry in entries])
    return entries


def client_key(actor: str, client_id: str) -> str:
    """Return the key under which the database knows a sender's own id: theirs alone, whatever others choose."""
    return f"{actor}:{client_id}"


def seq_of_client_key(connection: Connection, conversation_id: str, key: str) -> int | None:
    """Return where a message stands that was sent before under the same id, or None."""
    return connection.execute(_SENT, {"id": conversation_id, "key": key}).scalar()


def _row(entry: Entry) -> dict[str, object]:
    client_id = getattr(entry.event, "client_id", None)
    return {
        "conversation_id": entry.conversation_id,
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "epoch": entry.epoch,
        "kind": kind_of(entry.event),
        "client_key": client_key(entry.actor, client_id) if client_id else None,
        "body": encoded(entry.event),
    }
