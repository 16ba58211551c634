"""What is known of the customer beyond one conversation: only what a system confirmed links them to another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.conversation.tracker import Owner
from bot.handoff.briefing import Known
from bot.handoff.repetition import KnownBefore

#: Why another conversation is shown: a link of ours says that it is the same person's.
PERSON = "person"
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
    """Another conversation of the same person, or one in which the same fact was confirmed.

    Attributes:
        intent: the need that it was about; empty where none was understood.
        same: the fact, one of `LINKS`; or `PERSON`.
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
        verified: a system confirmed who they are, in this conversation or in one that is joined with it.
        orders: of this conversation and the others, the newest first.
        conversations: the newest first.
        elsewhere: what was confirmed in conversations that are joined with this one.
        before: the same, with when it was confirmed first.
    """

    verified: bool
    orders: tuple[KnownOrder, ...]
    conversations: tuple[OtherConversation, ...]
    elsewhere: tuple[Known, ...] = ()
    before: tuple[KnownBefore, ...] = ()


class CustomerStore(Protocol):
    """Knows customers across conversations."""

    async def of(self, conversation_id: str) -> Customer:
        """Return what was confirmed about the customer of a conversation."""
        ...
