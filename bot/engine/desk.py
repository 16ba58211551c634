"""What an agent can do. Each act is one guarded commit; who comes too late gets a conflict and looks again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.conversation.clock import Clock
from bot.conversation.errors import BadInput
from bot.conversation.events import AgentReplied, Entry, NoteAdded
from bot.conversation.language import Language
from bot.conversation.line_rules import LineRules
from bot.conversation.message import Attachment, Reply, checked_client_id, checked_text
from bot.engine.feed import Feed
from bot.handoff.agent import LEASE, Agent, Presence
from bot.understanding.private_data import mask

#: Nothing is put aside for longer.
LONGEST_SNOOZE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the agent's screen shows: an act answers that, and nothing that came meanwhile.

    Attributes:
        seen: number of the last entry there.
    """

    epoch: int
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """Where a conversation is passed on to: a queue, a colleague, or a colleague in a queue.

    Attributes:
        note: a word to whoever takes it; empty for none.
        note_id: the note's own id.
    """

    epoch: int
    queue: str | None
    agent_id: str | None
    note: str = ""
    note_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """How a conversation goes back to the bot.

    Attributes:
        note: a word to the bot and to colleagues, if there is one.
        greeting: what the bot says in a language, so that nobody takes it for the agent.
    """

    shown: Shown
    greeting: Callable[[Language], Reply]
    note: NoteAdded | None = None


class DeskStore(Protocol):
    """Keeps what agents do. Every method returns what was added, nothing for a repeat under the same client id."""

    async def accept(self, ticket_id: str, agent: Agent, *, rules: LineRules, now: datetime) -> tuple[Entry, ...]:
        """Give the conversation to the agent who was offered the ticket, if the offer still stands.

        Raises:
            OfferExpired: it does not. NotFound: no such ticket. Conflict: the agent has no room.
        """
        ...

    async def decline(self, ticket_id: str, agent: Agent, reason: str, *, now: datetime) -> tuple[Entry, ...]:
        """Put the ticket back at its place, and show it to others first."""
        ...

    async def reply(
        self, conversation_id: str, agent: Agent, replied: AgentReplied, *, shown: Shown, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """Say something to the customer, which answers what the screen shows; return where it stands.

        Raises:
            Conflict: the agent does not own the conversation in this epoch.
        """
        ...

    async def said(self, conversation_id: str, agent: Agent, client_id: str) -> int | None:
        """Return where something stands that the agent said under this id; None where they did not."""
        ...

    async def note(
        self, conversation_id: str, agent: Agent, note: NoteAdded, *, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """Say something to colleagues."""
        ...

    async def hand_back(
        self, conversation_id: str, agent: Agent, returning: Returning, *, now: datetime
    ) -> tuple[Entry, ...]:
        """Give the conversation back to the bot, which says so and answers what the screen does not show.

        Raises:
            Conflict: as `reply`.
        """
        ...

    async def end(
        self, conversation_id: str, agent: Agent, *, shown: Shown, wrap_up: timedelta, now: datetime
    ) -> tuple[Entry, ...]:
        """Close the conversation.

        Args:
            wrap_up: for so long its place stays taken, for the work after the end.

        Raises:
            Conflict: as `reply`; or the customer has written what the screen does not show.
        """
        ...

    async def wrap_up(self, ticket_id: str, agent: Agent, disposition: str, *, now: datetime) -> tuple[Entry, ...]:
        """Note how a conversation ended that this agent closed; the place is free at once.

        Raises:
            Conflict: it has not ended, another ended it, or something else was noted already.
        """
        ...

    async def transfer(
        self, conversation_id: str, agent: Agent, passing: Passing, *, rules: LineRules, now: datetime
    ) -> tuple[Entry, ...]:
        """Pass the conversation on; its age is kept, and the customer is told.

        Raises:
            BadInput: to oneself, or to a queue that is not there. NotFound: no such agent.
            Conflict: as `reply`; or the colleague is not there, takes nothing, lacks the queue's skill, or is never to
                have this customer; or nobody has the skill that the queue wants for ever.
        """
        ...

    async def snooze(
        self, conversation_id: str, agent: Agent, until: datetime | None, *, epoch: int, now: datetime
    ) -> tuple[Entry, ...]:
        """Put the conversation aside until then, or until the customer writes; None wakes it."""
        ...

    async def set_presence(self, agent_id: str, presence: Presence, *, there_until: datetime) -> None:
        """Keep what the agent says of themselves; who says anything but that they are off duty is there until then."""
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
        rules: Callable[[], LineRules],
    ) -> None:
        self._store = store
        self._feed = feed
        self._greeting = greeting
        self._clock = clock
        self._new_id = new_id
        self._rules = rules

    async def accept(self, ticket_id: str, agent: Agent) -> None:
        """Take an offered ticket."""
        self._tell(await self._store.accept(ticket_id, agent, rules=self._rules(), now=self._clock.now()))

    async def decline(self, ticket_id: str, agent: Agent, reason: str) -> None:
        """Leave an offered ticket to others."""
        self._tell(await self._store.decline(ticket_id, agent, reason, now=self._clock.now()))

    async def reply(
        self,
        conversation_id: str,
        agent: Agent,
        *,
        client_id: str,
        text: str,
        shown: Shown,
        attachments: tuple[Attachment, ...] = (),
    ) -> int:
        """Say something to the customer, or send them files; return where it stands in the conversation.

        Raises:
            BadInput: text or id cannot be taken. Conflict: see `DeskStore.reply`.
        """
        said = mask(checked_text(text)) if text.strip() or not attachments else ""
        replied = AgentReplied(
            client_id=checked_client_id(client_id), agent_name=agent.name, text=said, attachments=attachments
        )
        seq, entries = await self._store.reply(conversation_id, agent, replied, shown=shown, now=self._clock.now())
        self._tell(entries)
        return seq

    async def said(self, conversation_id: str, agent: Agent, client_id: str) -> int | None:
        """Return where something stands that the agent said under this id; None where they did not."""
        return await self._store.said(conversation_id, agent, client_id)

    async def note(self, conversation_id: str, agent: Agent, *, client_id: str, text: str) -> int:
        """Say something to colleagues; return where it stands in the conversation."""
        note = NoteAdded(client_id=checked_client_id(client_id), agent_name=agent.name, text=mask(checked_text(text)))
        seq, entries = await self._store.note(conversation_id, agent, note, now=self._clock.now())
        self._tell(entries)
        return seq

    async def hand_back(self, conversation_id: str, agent: Agent, *, shown: Shown, note: str = "") -> None:
        """Give the conversation back to the bot, with a word to it and to colleagues if there is one."""
        text = mask(checked_text(note)) if note.strip() else ""
        word = NoteAdded(client_id=self._new_id(), agent_name=agent.name, text=text) if text else None
        back = Returning(shown=shown, note=word, greeting=self._greeting)
        self._tell(await self._store.hand_back(conversation_id, agent, back, now=self._clock.now()))

    async def end(self, conversation_id: str, agent: Agent, *, shown: Shown) -> None:
        """Close the conversation: the need is dealt with; raises Conflict as `DeskStore.end` does."""
        wrap_up, now = self._rules().wrap_up, self._clock.now()
        self._tell(await self._store.end(conversation_id, agent, shown=shown, wrap_up=wrap_up, now=now))

    async def wrap_up(self, ticket_id: str, agent: Agent, disposition: str) -> None:
        """Note how a conversation ended.

        Raises:
            BadInput: not one of the policy's dispositions. Conflict: see `DeskStore.wrap_up`.
        """
        known = self._rules().dispositions
        if disposition not in known:
            raise BadInput(f"there is no disposition `{disposition}`; there are " + ", ".join(known))
        self._tell(await self._store.wrap_up(ticket_id, agent, disposition, now=self._clock.now()))

    async def transfer(self, conversation_id: str, agent: Agent, passing: Passing) -> None:
        """Pass the conversation on to a queue or a colleague, with a word to whoever takes it.

        Raises:
            BadInput: neither queue nor colleague; the note is too long. Others: see `DeskStore.transfer`.
        """
        if passing.queue is None and passing.agent_id is None:
            raise BadInput("say to which queue or to whom")
        note = mask(checked_text(passing.note)) if passing.note.strip() else ""
        safe = replace(passing, note=note, note_id=self._new_id())
        rules, now = self._rules(), self._clock.now()
        self._tell(await self._store.transfer(conversation_id, agent, safe, rules=rules, now=now))

    async def snooze(self, conversation_id: str, agent: Agent, until: datetime | None, *, epoch: int) -> None:
        """Put the conversation aside until then, or until the customer writes; None wakes it.

        Raises:
            BadInput: that is in the past, or too far away. Conflict: see `DeskStore.reply`.
        """
        now = self._clock.now()
        if until is not None and not now < until <= now + LONGEST_SNOOZE:
            raise BadInput(f"choose a time within the next {LONGEST_SNOOZE.days} days")
        self._tell(await self._store.snooze(conversation_id, agent, until, epoch=epoch, now=now))

    async def set_presence(self, agent_id: str, presence: Presence) -> None:
        """Say whether the agent takes conversations."""
        await self._store.set_presence(agent_id, presence, there_until=self._clock.now() + LEASE)
        self._feed.line_changed()

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        self._feed.publish(entries)
        self._feed.line_changed()
