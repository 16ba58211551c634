"""How customers are reached who are not on a page of ours: what Messenger tells agents, and does for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.conversation.errors import Conflict
from bot.conversation.reasons import ToAgent
from bot.handoff.agent import Agent

#: What an act is answered where it cannot be done.
NOT_PUSHED = "this conversation is on no channel where that can be done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How the customer of one conversation is reached now.

    Attributes:
        bot_until, person_until: until when the bot, and a person by hand, may write; None where nobody may.
        outside: the other application that has the conversation, by the name that agents read; None where we have it.
        problem: why nothing can be sent for now, one word (see `Trouble`); None while all is well.
    """

    channel: str
    bot_until: datetime | None
    person_until: datetime | None
    outside: str | None
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A page of ours that can send nothing until somebody mends it; what is written meanwhile is kept.

    Attributes:
        code: `token`, `blocked`, or `other`.
        problem: one sentence.
    """

    channel: str
    page: str
    code: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A conversation that another application has."""

    conversation_id: str
    channel: str
    app: str
    last_message: str


class Reaches(Protocol):
    """Knows how customers are reached. Acts tell every screen what came of them.

    Each act raises Conflict, with why, where the conversation is not as the agent's screen shows it or the other side
    refuses; Unavailable where the other side does not answer.
    """

    def channels(self) -> tuple[str, ...]:
        """Return the channels that are served beside pages of ours."""
        ...

    async def of(self, conversation_id: str) -> Reach | None:
        """Return how a customer is reached; None for those on a page of ours."""
        ...

    def troubles(self) -> tuple[Trouble, ...]:
        """Return the pages that can send nothing."""
        ...

    async def away(self) -> Sequence[Away]:
        """Return the conversations that other applications have, newest first, up to some dozens."""
        ...

    async def check_open(self, conversation_id: str) -> None:
        """See to it that an agent may write now.

        Raises:
            Conflict: it is too late to write, or another application has the conversation.
        """
        ...

    async def send_again(self, conversation_id: str, seq: int, agent: Agent, *, epoch: int) -> None:
        """Send a message again that was not delivered.

        For who has the conversation, for supervisors, and, once it has ended, for who wrote the message.
        """
        ...

    async def take_back(self, conversation_id: str, agent: Agent) -> None:
        """Take a conversation from another application; the bot has it then."""
        ...

    async def give_away(self, conversation_id: str, agent: Agent, *, epoch: int) -> None:
        """Give a conversation to the channel's own inbox: for who has it, and for supervisors."""
        ...


class OwnPages:
    """Where every customer is on a page of ours: nothing is closed, and nothing can be given away."""

    def channels(self) -> tuple[str, ...]:
        """See `Reaches.channels`."""
        return ()

    async def of(self, conversation_id: str) -> Reach | None:  # noqa: ARG002 — the port's
        """See `Reaches.of`."""
        return None

    def troubles(self) -> tuple[Trouble, ...]:
        """See `Reaches.troubles`."""
        return ()

    async def away(self) -> Sequence[Away]:
        """See `Reaches.away`."""
        return ()

    async def check_open(self, conversation_id: str) -> None:
        """See `Reaches.check_open`."""

    async def send_again(self, conversation_id: str, seq: int, agent: Agent, *, epoch: int) -> None:  # noqa: ARG002
        """See `Reaches.send_again`."""
        raise Conflict(NOT_PUSHED, reason=ToAgent.NOT_PUSHED)

    async def take_back(self, conversation_id: str, agent: Agent) -> None:  # noqa: ARG002 — the port's
        """See `Reaches.take_back`."""
        raise Conflict(NOT_PUSHED, reason=ToAgent.NOT_PUSHED)

    async def give_away(self, conversation_id: str, agent: Agent, *, epoch: int) -> None:  # noqa: ARG002
        """See `Reaches.give_away`."""
        raise Conflict(NOT_PUSHED, reason=ToAgent.NOT_PUSHED)
