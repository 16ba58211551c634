"""Logs of a conversation, written down event by event."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.conversation.events import ConversationStarted, CustomerMessaged, Entry, Event, Understood
from bot.conversation.interpretation import Entity, Interpretation

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
STARTED = ConversationStarted(channel="website", locale="en")


def log_of(*events: Event, conversation_id: str = "c1") -> list[Entry]:
    """Return the entries of a conversation in which that happened, a minute between any two; the start is the first."""
    return [
        Entry(
            conversation_id=conversation_id,
            seq=seq,
            at=NOON + timedelta(minutes=seq),
            actor="x",
            epoch=1,
            event=event,
        )
        for seq, event in enumerate([STARTED, *events], start=1)
    ]


def said(text: str) -> CustomerMessaged:
    """The customer writes."""
    return CustomerMessaged(client_id=text[:8] or "m", text=text)


def read(seq: int, intent: str = "order_status", entities: Sequence[tuple[str, str]] = ()) -> Understood:
    """The bot reads the message that stands there."""
    found = tuple(Entity(name=name, value=value) for name, value in entities)
    meant = Interpretation(text="", intent=intent, confidence=0.9, entities=found)
    return Understood(message_seq=seq, meant=meant, frustration=0.0)
