"""Stored before acknowledged."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.conversation.events import Entry
from bot.conversation.message import InboundMessage, checked_client_id, checked_text
from bot.engine.feed import Feed
from bot.engine.lease import Lease, Leases
from bot.understanding.private_data import mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a message.

    Attributes:
        seq: where it stands in its conversation.
        entries: what was added; empty where the same id was received before.
        turn_id: the lease of a turn that this message starts, or None: a person owns the conversation, or a turn
            runs already and will see this message.
    """

    seq: int
    entries: tuple[Entry, ...] = ()
    turn_id: str | None = None


class TurnTaker(Protocol):
    """Takes turns (see `engine.worker`)."""

    def foresee(self, conversation_id: str, text: str) -> None:
        """Prepare for a message that is about to be stored."""
        ...

    def start(self, conversation_id: str, turn_id: str, told: Sequence[Entry] = ()) -> None:
        """Take a turn under its lease, told of the entries that made it due; returns at once."""
        ...


class InboxStore(Protocol):
    """Keeps what was received."""

    async def receive(self, message: InboundMessage, *, now: datetime, lease: Lease) -> Receipt:
        """Append the message once per client id; reopen a closed conversation; grant the lease where a turn is due.

        Raises:
            NotFound: no such conversation.
        """
        ...


class Inbox:
    """Takes messages from channels: when `receive` returns, the message survives whatever happens next."""

    def __init__(self, store: InboxStore, *, feed: Feed, taker: TurnTaker, leases: Leases) -> None:
        self._store = store
        self._feed = feed
        self._taker = taker
        self._leases = leases

    async def receive(self, message: InboundMessage) -> Receipt:
        """Store the message, with what must never be stored masked, and see to its turn.

        Raises:
            BadInput: text or id cannot be taken; nothing is stored.
            NotFound: no such conversation.
        """
        checked_client_id(message.client_id)
        safe = replace(message, text=mask(checked_text(message.text)))
        self._taker.foresee(safe.conversation_id, safe.text)
        # Whoever asks may go away at any moment; once the message is on its way to the store, its turn is seen to.
        return await asyncio.shield(asyncio.ensure_future(self._keep(safe)))

    async def _keep(self, message: InboundMessage) -> Receipt:
        receipt = await self._store.receive(message, now=self._leases.now(), lease=self._leases.new())
        self._feed.publish(receipt.entries)
        if receipt.turn_id is not None:
            self._taker.start(message.conversation_id, receipt.turn_id, receipt.entries)
        return receipt
