"""One customer on two channels: joined by a link that we have signed, by nothing else, and taken apart again by hand.

Names and e-mail addresses join nobody: a family shares them, and anybody may claim them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.conversation.clock import Clock
from bot.conversation.errors import BadInput, Conflict
from bot.conversation.events import Entry
from bot.conversation.language import Language
from bot.conversation.message import Reply, checked_text
from bot.conversation.reasons import ToAgent
from bot.engine.feed import Feed
from bot.engine.link_tokens import LASTS, How, Link, read, written
from bot.engine.outbox import Thread
from bot.engine.supervision import LONGEST_WHY
from bot.handoff.agent import Agent
from bot.understanding.private_data import mask

#: Payload of the button by which somebody says that it was not them who made the link.
NOT_ME = "baton:not_me"

Greeting = Callable[[Language], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """Who takes a conversation apart from the others of its customer, and why.

    Attributes:
        agent: None where the customer does.
        how: only from those with which it was joined like this; None: from all.
    """

    agent: Agent | None
    why: str
    how: How | None = None


class JoiningStore(Protocol):
    """Keeps which conversations are one customer's. What changes comes back as the entries that tell of it."""

    async def is_verified(self, conversation_id: str) -> bool:
        """Say whether a system has confirmed who the customer of a conversation is."""
        ...

    async def join(self, link: Link, to: str, *, greet: Greeting, now: datetime) -> tuple[Entry, ...]:
        """Join a conversation with the one that a link names; nothing happens where the same link has done so already.

        Raises:
            Conflict: the link was used for another conversation, or names nobody who is verified.
        """
        ...

    async def part(self, conversation_id: str, parting: Parting, *, now: datetime) -> tuple[Entry, ...]:
        """Take a conversation apart from the others, with what it learnt from them or they from it.

        Raises:
            Conflict: it is joined with none, or not like this.
        """
        ...


class Joining:
    """Makes links, takes them in, and undoes what they did."""

    def __init__(
        self,
        store: JoiningStore,
        *,
        secrets: Callable[[], Sequence[str]],
        greet: Greeting,
        feed: Feed,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        """Take the secrets, the one to sign with first: while one is being replaced, both are good."""
        self._store = store
        self._secrets = secrets
        self._greet = greet
        self._feed = feed
        self._clock = clock
        self._new_id = new_id

    async def may_link(self, conversation_id: str) -> bool:
        """Say whether a conversation may have a link: its customer is verified."""
        return await self._store.is_verified(conversation_id)

    async def link(self, conversation_id: str, how: How) -> tuple[str, datetime]:
        """Return a link for the customer of a conversation, and until when it is good.

        Raises:
            Conflict: nothing has confirmed who they are.
        """
        if not await self.may_link(conversation_id):
            said = "nothing has confirmed yet who this customer is: an order and its e-mail would do"
            raise Conflict(said, reason=ToAgent.UNCONFIRMED)
        ends_at = self._clock.now() + LASTS
        made = Link(id=self._new_id(), conversation_id=conversation_id, how=how, ends_at=ends_at)
        return written(made, self._secrets()), ends_at

    async def take(self, thread: Thread, word: str, how: How = "link") -> str | None:
        """Take in what a person brought from a link, or that it was not theirs; return why nothing came of it.

        Args:
            how: by what it was brought: a word made for a log-in is good for nothing else, for it greets nobody.
                Who says of an account that it was not theirs is parted from what accounts joined, from nothing else.
        """
        now = self._clock.now()
        try:
            if word == NOT_ME:
                parting = Parting(agent=None, why="", how="account" if how == "account" else None)
                self._tell(await self._store.part(thread.conversation_id, parting, now=now))
                return None
            link = read(word, self._secrets(), now=now)
            if link is None or link.how != how:
                return "no link of ours that is still good"
            self._tell(await self._store.join(link, thread.conversation_id, greet=self._greet, now=now))
        except Conflict as refused:
            return refused.message
        return None

    async def part(self, conversation_id: str, agent: Agent, why: str) -> None:
        """Take a conversation apart from the others of its customer.

        Raises:
            BadInput: no reason is given. Conflict: it is joined with none.
        """
        if len(why) > LONGEST_WHY:
            raise BadInput(f"a reason has at most {LONGEST_WHY} characters")
        if not why.strip():
            raise BadInput("say why: it is kept with the conversation")
        parting = Parting(agent=agent, why=mask(checked_text(why)))
        self._tell(await self._store.part(conversation_id, parting, now=self._clock.now()))

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        if entries:
            self._feed.publish(entries)
            self._feed.line_changed()
