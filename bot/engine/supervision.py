"""What a supervisor can do: direct conversations, each act with who, why and epoch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.conversation.clock import Clock
from bot.conversation.errors import BadInput, NotAllowed
from bot.conversation.events import Entry
from bot.conversation.line_rules import LineRules
from bot.conversation.message import checked_text
from bot.conversation.reasons import ToAgent
from bot.engine.feed import Feed
from bot.handoff.agent import Agent, Role
from bot.understanding.private_data import mask

#: Characters of a reason.
LONGEST_WHY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """Who directs, and why."""

    supervisor: Agent
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """How a conversation is taken from the bot.

    Attributes:
        epoch: that the supervisor's screen shows.
        ticket_id: of the place in line that it gets.
        queue: where it waits, should it come back into line.
    """

    epoch: int
    ticket_id: str
    queue: str


class SupervisionStore(Protocol):
    """Keeps what supervisors do. Every method returns what was added, nothing for what is so already."""

    async def assign(
        self, ticket_id: str, agent_id: str, direction: Direction, *, rules: LineRules, now: datetime
    ) -> tuple[Entry, ...]:
        """Give a conversation to an agent, or to the supervisor, whoever has it now.

        Raises:
            NotFound: no such ticket or agent. Conflict: it has ended; the agent is not there, has no room, or is never
                to have this customer.
        """
        ...

    async def take_from_bot(
        self, conversation_id: str, taking: Taking, direction: Direction, *, rules: LineRules, now: datetime
    ) -> tuple[Entry, ...]:
        """Give the supervisor a conversation that the bot has; what the bot was about to say is void.

        Raises:
            NotFound: no such conversation. Conflict: the bot does not have it in this epoch; others as `assign`.
        """
        ...

    async def requeue(self, ticket_id: str, direction: Direction, *, now: datetime) -> tuple[Entry, ...]:
        """Put a conversation back in line, at its old place, for others first."""
        ...

    async def exclude(
        self, conversation_id: str, agent_id: str, direction: Direction, *, now: datetime
    ) -> tuple[Entry, ...]:
        """Never offer this customer to this agent again; what the agent has now they keep until it is passed on."""
        ...

    async def include(
        self, conversation_id: str, agent_id: str, direction: Direction, *, now: datetime
    ) -> tuple[Entry, ...]:
        """Take that back."""
        ...


class Supervision:
    """Acts for supervisors, and tells every screen."""

    def __init__(
        self,
        store: SupervisionStore,
        *,
        feed: Feed,
        clock: Clock,
        new_id: Callable[[], str],
        rules: Callable[[], LineRules],
        queue: Callable[[], str],
    ) -> None:
        """Make it.

        Args:
            queue: names where conversations wait that no rule sends elsewhere.
        """
        self._store = store
        self._new_id = new_id
        self._queue = queue
        self._feed = feed
        self._clock = clock
        self._rules = rules

    async def assign(self, ticket_id: str, agent_id: str, supervisor: Agent, why: str) -> None:
        """Give a conversation to an agent."""
        direction = _direction(supervisor, why)
        now = self._clock.now()
        self._tell(await self._store.assign(ticket_id, agent_id, direction, rules=self._rules(), now=now))

    async def take_over(self, ticket_id: str, supervisor: Agent, why: str) -> None:
        """Take a conversation oneself."""
        await self.assign(ticket_id, supervisor.id, supervisor, why)

    async def take_from_bot(self, conversation_id: str, supervisor: Agent, why: str, *, epoch: int) -> None:
        """Take a conversation from the bot."""
        direction = _direction(supervisor, why)
        taking = Taking(epoch=epoch, ticket_id=self._new_id(), queue=self._queue())
        rules, now = self._rules(), self._clock.now()
        self._tell(await self._store.take_from_bot(conversation_id, taking, direction, rules=rules, now=now))

    async def requeue(self, ticket_id: str, supervisor: Agent, why: str) -> None:
        """Put a conversation back in line."""
        direction = _direction(supervisor, why)
        self._tell(await self._store.requeue(ticket_id, direction, now=self._clock.now()))

    async def never_again(self, conversation_id: str, agent_id: str, supervisor: Agent, why: str) -> None:
        """Never offer this customer to this agent again."""
        direction = _direction(supervisor, why)
        self._tell(await self._store.exclude(conversation_id, agent_id, direction, now=self._clock.now()))

    async def let_again(self, conversation_id: str, agent_id: str, supervisor: Agent, why: str) -> None:
        """Offer this customer to this agent again."""
        direction = _direction(supervisor, why)
        self._tell(await self._store.include(conversation_id, agent_id, direction, now=self._clock.now()))

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        self._feed.publish(entries)
        self._feed.line_changed()


def _direction(supervisor: Agent, why: str) -> Direction:
    if supervisor.role is not Role.SUPERVISOR:
        raise NotAllowed("only a supervisor may do this", reason=ToAgent.SUPERVISORS_ONLY)
    if len(why) > LONGEST_WHY:
        raise BadInput(f"a reason has at most {LONGEST_WHY} characters")
    if not why.strip():
        raise BadInput("say why: it is kept with the conversation")
    return Direction(supervisor=supervisor, why=mask(checked_text(why)))
