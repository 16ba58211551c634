"""Events to JSON and back."""

from typing import Any

import msgspec
from sqlalchemy import Row

from bot.conversation.events import EVENT_TYPES, Entry, Event
from bot.conversation.kinds import kind_of_type

_DECODERS = {kind_of_type(event_type): msgspec.json.Decoder(event_type) for event_type in EVENT_TYPES}
_encode = msgspec.json.Encoder().encode


def encoded(event: Event) -> str:
    """Return the event's fields as JSON."""
    return _encode(event).decode()


def entry_of_row(row: Row[Any]) -> Entry:
    """Return the entry that a row of the event table holds."""
    return Entry(
        conversation_id=row.conversation_id,
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        epoch=row.epoch,
        event=event_of(row.kind, row.body),
    )


def event_of(kind: str, body: str) -> Event:
    """Return the event of a kind whose fields are given as JSON."""
    return _DECODERS[kind].decode(body)
