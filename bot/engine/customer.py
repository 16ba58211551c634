"""What is known of the customer beyond one conversation: only what a system confirmed links them to another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.conversation.tracker import Owner

#: Facts that name a customer once a system has confirmed them: whoever only claims one is not linked to anything.
LINKS = ("order_number", "email")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOrder:
    """An order that was confirmed to be theirs, and its status as it was last told them.

    Attributes:
        status: None where no status was recorded.
        at: when that was.
    """

    number: str
    status: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherConversation:
    """Another conversation in which the same fact was confirmed.

    Attributes:
        intent: the need that it was about; empty where none was understood.
        same: the fact, one of `LINKS`.
    """

    conversation: str
    channel: str
    started_at: datetime
    last_at: datetime
    intent: str
    owner: Owner
    same: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Everything confirmed about the customer of a conversation.

    Attributes:
        verified: a system confirmed who they are, in this conversation.
        orders: of this conversation and the others, the newest first.
        conversations: the newest first.
    """

    verified: bool
    orders: tuple[KnownOrder, ...]
    conversations: tuple[OtherConversation, ...]


class CustomerStore(Protocol):
    """Knows customers across conversations."""

    async def of(self, conversation_id: str) -> Customer:
        """Return what was confirmed about the customer of a conversation."""
        ...
