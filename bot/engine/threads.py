"""Where conversations are pushed to, and what the other side tells of them."""

from datetime import datetime
from typing import Protocol

from bot.conversation.channel_events import Delivered, Read, SaidElsewhere
from bot.conversation.event import CUSTOMER, SYSTEM
from bot.conversation.events import ConversationStarted, Entry, Event
from bot.engine.outbox import Thread


class ThreadStore(Protocol):
    """Knows who is reached where. Changes come back as the entries that tell of them, nothing for a repeat."""

    async def of(self, conversation_id: str) -> Thread | None:
        """Return where a conversation is pushed to; None where it is not."""
        ...

    async def of_person(self, page_id: str, person_id: str) -> Thread | None:
        """Return the thread of a person with a page; None where they have not come yet."""
        ...

    async def begin(self, new: Thread, started: ConversationStarted, *, now: datetime) -> tuple[Entry, ...]:
        """Begin a conversation that is pushed to; nothing happens where it is there already."""
        ...

    async def opened(self, conversation_id: str, at: datetime) -> None:
        """Keep that the customer did something that lets us write; an earlier moment than the last changes nothing."""
        ...

    async def elsewhere_at(self, conversation_id: str) -> datetime | None:
        """Return when another application last took the conversation, or said something in it; None where none did."""
        ...

    async def seq_of(self, conversation_id: str, *, external_id: str, client_id: str) -> int | None:
        """Return where a message stands: ours by the channel's id, or the customer's by their own."""
        ...

    async def mark(
        self, conversation_id: str, what: type[Delivered] | type[Read], at: datetime, *, now: datetime
    ) -> tuple[Entry, ...]:
        """Keep up to where the customer has got or seen what was sent; a watermark only rises."""
        ...

    async def note(
        self, conversation_id: str, what: Event, client_id: str, *, now: datetime, actor: str = CUSTOMER
    ) -> tuple[Entry, ...]:
        """Add a fact that changes no owner, once for its id; nothing to a conversation that was erased."""
        ...

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
        """Give the conversation to another application; who waited for us waits no longer.

        Args:
            said: kept in any case.
            at: when it was taken, by the channel's clock; what came too late, after a person or the channel has decided
                otherwise since, takes nothing. None: now.
            actor: who gave it; the system, where the other application took it.
        """
        ...

    async def back(
        self, conversation_id: str, *, now: datetime, at: datetime | None = None, actor: str = SYSTEM
    ) -> tuple[Entry, ...]:
        """Let the bot have the conversation again, where another application had it; `at` as for `taken`."""
        ...
