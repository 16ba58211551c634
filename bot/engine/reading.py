"""Reading conversations: what every screen, the customer's and the agent's, is shown from."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.conversation.events import ConversationStarted, Entry, LocaleChosen, Rated, TurnFailed, Understood
from bot.conversation.line_rules import LineRules
from bot.conversation.tracker import Owner
from bot.engine.feed import Subscription
from bot.handoff.agent import Agent
from bot.handoff.ticket import Ticket

#: Longest that somebody waits for the bot's answer, in seconds.
PATIENCE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who has a conversation now.

    Attributes:
        place: in line, 1 for the next; only while the queue owns it.
        agent_name: only while an agent owns it.
        token_hash: of the secret that opens it to its customer; None where the channel has none.
    """

    owner: Owner
    epoch: int
    seq: int
    place: int | None
    agent_id: str | None
    agent_name: str | None
    token_hash: str | None


class ConversationStore(Protocol):
    """Keeps conversations."""

    async def start(
        self, conversation_id: str, *, started: ConversationStarted, token_hash: str | None, now: datetime
    ) -> bool:
        """Begin a conversation; say whether it is new (the same id again changes nothing)."""
        ...

    async def entries_after(self, conversation_id: str, seq: int) -> list[Entry]:
        """Return the entries after a sequence number, in order."""
        ...

    async def standing(self, conversation_id: str) -> Standing:
        """Return who has the conversation now.

        Raises:
            NotFound: no such conversation.
        """
        ...

    async def rate(self, conversation_id: str, rated: Rated, *, now: datetime) -> tuple[int, tuple[Entry, ...]]:
        """Keep the customer's answer to «did this help?», one for each end: the first counts; return where it stands.

        Raises:
            Conflict: the conversation has not ended.
        """
        ...

    async def choose_locale(self, conversation_id: str, chosen: LocaleChosen, *, now: datetime) -> tuple[Entry, ...]:
        """Keep the language that the customer chose."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Another agent, as the desk shows them.

    Attributes:
        is_present: a screen of theirs is open.
        load: what their conversations weigh (see `handoff.load`).
    """

    agent: Agent
    is_present: bool
    load: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """The line as one agent sees it.

    Attributes:
        waiting: the first of the line without the agent's own offers; `waiting_count` tells of the rest.
        wrap_up: what the agent ended and has not noted yet.
        callbacks: tickets that wait for the time of their call.
        assigned: what others have; nothing unless the agent is a supervisor.
        team: everybody else.
    """

    agent: Agent
    offers: tuple[Ticket, ...]
    mine: tuple[Ticket, ...]
    waiting: tuple[Ticket, ...]
    waiting_count: int
    wrap_up: tuple[Ticket, ...] = ()
    callbacks: tuple[Ticket, ...] = ()
    assigned: tuple[Ticket, ...] = ()
    team: tuple[Colleague, ...] = ()


class DeskViews(Protocol):
    """Reads what an agent's screen shows."""

    async def of(self, agent_id: str, *, rules: LineRules, now: datetime) -> DeskView | None:
        """Return the line as the agent sees it; None where the agent is gone."""
        ...

    async def kept_apart(self, conversation_id: str) -> list[tuple[str, str]]:
        """Return id and name of the agents who are never to have this customer again."""
        ...

    async def card(self, conversation_id: str) -> Ticket | None:
        """Return the open ticket of a conversation, if there is one."""
        ...


async def following(
    conversations: ConversationStore, conversation_id: str, cursor: int, told: Sequence[Entry]
) -> list[Entry]:
    """Return the entries after the cursor without a gap: those told if they follow, else what the log has."""
    fresh = [entry for entry in told if entry.seq > cursor]
    if told and [entry.seq for entry in fresh] == list(range(cursor + 1, cursor + 1 + len(fresh))):
        return fresh
    return await conversations.entries_after(conversation_id, cursor)


async def answered(
    conversations: ConversationStore, subscription: Subscription, conversation_id: str, seq: int
) -> list[Entry]:
    """Return what followed a message once its turn is over; nothing where that takes longer than `PATIENCE`."""
    try:
        async with asyncio.timeout(PATIENCE):
            entries = await conversations.entries_after(conversation_id, seq)
            while not any(_answers(entry, seq) for entry in entries):
                await subscription.wait()
                subscription.look()
                entries = await conversations.entries_after(conversation_id, seq)
    except TimeoutError:
        return []
    return entries


def _answers(entry: Entry, seq: int) -> bool:
    match entry.event:
        case Understood(message_seq=about):
            return about >= seq
        case TurnFailed():
            return True
        case _:
            return False
