"""What an agent can do. Each act is one guarded commit; who comes too late gets a conflict and looks again."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.conversation.clock import Clock
from bot.conversation.events import AgentReplied, Entry, NoteAdded
from bot.conversation.language import Language
from bot.conversation.message import Reply, checked_client_id, checked_text
from bot.engine.feed import Feed
from bot.handoff.agent import Agent, Presence
from bot.understanding.private_data import mask


class DeskStore(Protocol):
    """Keeps what agents do. Every method returns what was added, nothing for a repeat under the same client id."""

    async def accept(self, ticket_id: str, agent: Agent, *, now: datetime) -> tuple[Entry, ...]:
        """Give the conversation to the agent who was offered the ticket, if the offer still stands.

        Raises:
            OfferExpired: it does not. NotFound: no such ticket. Conflict: the agent has no room.
        """
        ...

    async def decline(self, ticket_id: str, agent: Agent, reason: str, *, now: datetime) -> tuple[Entry, ...]:
        """Put the ticket back at its place, and show it to others first."""
        ...

    async def reply(
        self, conversation_id: str, agent: Agent, replied: AgentReplied, *, epoch: int, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """Say something to the customer; return where it stands.

        Raises:
            Conflict: the agent does not own the conversation in this epoch.
        """
        ...

    async def note(
        self, conversation_id: str, agent: Agent, note: NoteAdded, *, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """Say something to colleagues."""
        ...

    async def hand_back(
        self, conversation_id: str, agent: Agent, *, epoch: int, greeting: Callable[[Language], Reply], now: datetime
    ) -> tuple[Entry, ...]:
        """Give the conversation back to the bot, which says so; raises Conflict as `reply` does."""
        ...

    async def end(self, conversation_id: str, agent: Agent, *, epoch: int, now: datetime) -> tuple[Entry, ...]:
        """Close the conversation; raises Conflict as `reply` does."""
        ...

    async def set_presence(self, agent_id: str, presence: Presence) -> None:
        """Keep what the agent says of themselves."""
        ...


class Desk:
    """Acts for agents, and tells every screen."""

    def __init__(
        self,
        store: DeskStore,
        *,
        feed: Feed,
        greeting: Callable[[Language], Reply],
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._feed = feed
        self._greeting = greeting
        self._clock = clock
        self._new_id = new_id

    async def accept(self, ticket_id: str, agent: Agent) -> None:
        """Take an offered ticket."""
        self._tell(await self._store.accept(ticket_id, agent, now=self._clock.now()))

    async def decline(self, ticket_id: str, agent: Agent, reason: str) -> None:
        """Leave an offered ticket to others."""
        self._tell(await self._store.decline(ticket_id, agent, reason, now=self._clock.now()))

    async def reply(self, conversation_id: str, agent: Agent, *, client_id: str, text: str, epoch: int) -> int:
        """Say something to the customer; return where it stands in the conversation.

        Raises:
            BadInput: text or id cannot be taken. Conflict: see `DeskStore.reply`.
        """
        replied = AgentReplied(
            client_id=checked_client_id(client_id), agent_name=agent.name, text=mask(checked_text(text))
        )
        seq, entries = await self._store.reply(conversation_id, agent, replied, epoch=epoch, now=self._clock.now())
        self._tell(entries)
        return seq

    async def note(self, conversation_id: str, agent: Agent, *, client_id: str, text: str) -> int:
        """Say something to colleagues; return where it stands in the conversation."""
        note = NoteAdded(client_id=checked_client_id(client_id), agent_name=agent.name, text=mask(checked_text(text)))
        seq, entries = await self._store.note(conversation_id, agent, note, now=self._clock.now())
        self._tell(entries)
        return seq

    async def hand_back(self, conversation_id: str, agent: Agent, *, epoch: int, note: str = "") -> None:
        """Give the conversation back to the bot, with a word to colleagues if there is one."""
        if note.strip():
            await self.note(conversation_id, agent, client_id=self._new_id(), text=note)
        now = self._clock.now()
        self._tell(await self._store.hand_back(conversation_id, agent, epoch=epoch, greeting=self._greeting, now=now))

    async def end(self, conversation_id: str, agent: Agent, *, epoch: int) -> None:
        """Close the conversation: the need is dealt with."""
        self._tell(await self._store.end(conversation_id, agent, epoch=epoch, now=self._clock.now()))

    async def set_presence(self, agent_id: str, presence: Presence) -> None:
        """Say whether the agent takes conversations."""
        await self._store.set_presence(agent_id, presence)
        self._feed.line_changed()

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        self._feed.publish(entries)
        self._feed.line_changed()
