"""What agents teach: what a message was really about, and words to find a conversation by."""

import difflib
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.conversation.clock import Clock
from bot.conversation.errors import BadInput
from bot.conversation.events import Entry
from bot.conversation.message import checked_text
from bot.engine.feed import Feed
from bot.handoff.agent import Agent
from bot.understanding.private_data import mask

MOST_TAGS, LONGEST_TAG = 8, 32


class LessonStore(Protocol):
    """Keeps lessons. Both return what was added: nothing where it says what is said already."""

    async def correct(
        self, conversation_id: str, agent: Agent, *, message_seq: int, intent: str, now: datetime
    ) -> tuple[Entry, ...]:
        """Keep what a message was about.

        Raises:
            NotFound: no such conversation, or no message of the customer stands there.
        """
        ...

    async def tag(
        self, conversation_id: str, agent: Agent, tags: tuple[str, ...], *, now: datetime
    ) -> tuple[Entry, ...]:
        """Keep the tags of a conversation in place of those before.

        Raises:
            NotFound: no such conversation.
        """
        ...


class Lessons:
    """Takes what agents teach, and tells every screen.

    Args:
        intents: the labels that the model knows.
    """

    def __init__(self, store: LessonStore, *, intents: Sequence[str], feed: Feed, clock: Clock) -> None:
        self._store = store
        self._intents = tuple(intents)
        self._feed = feed
        self._clock = clock

    async def correct(self, conversation_id: str, agent: Agent, *, message_seq: int, intent: str) -> None:
        """Keep what a message was really about, as a lesson for the model.

        Raises:
            BadInput: the model knows no such intent. NotFound: see `LessonStore.correct`.
        """
        if intent not in self._intents:
            near = difflib.get_close_matches(intent, self._intents, n=1)
            raise BadInput(f"unknown intent `{intent[:64]}`" + (f"; did you mean `{near[0]}`?" if near else ""))
        now = self._clock.now()
        self._feed.publish(
            await self._store.correct(conversation_id, agent, message_seq=message_seq, intent=intent, now=now)
        )

    async def tag(self, conversation_id: str, agent: Agent, tags: Sequence[str]) -> None:
        """Give a conversation its tags, in place of those before.

        Raises:
            BadInput: too many, or one is empty or too long. NotFound: no such conversation.
        """
        self._feed.publish(await self._store.tag(conversation_id, agent, checked_tags(tags), now=self._clock.now()))


def checked_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Return tags in one spelling, each once, in their order.

    Raises:
        BadInput: too many, or one is empty or too long.
    """
    spelt = tuple(dict.fromkeys(" ".join(mask(checked_text(tag)).split()).lower() for tag in tags))
    if len(spelt) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in spelt):
        raise BadInput(f"a conversation has at most {MOST_TAGS} tags of 1 to {LONGEST_TAG} characters")
    return spelt
