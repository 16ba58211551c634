"""Reads a message while it is still being stored.

Storing waits for the disk and reading for a core, so the two go side by side. Nothing is said before the commit: what
was read in vain (the message is refused, or a person has the conversation) is thrown away.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from bot.conversation.errors import BotError
from bot.conversation.interpretation import Entity, Interpretation
from bot.conversation.language import Language

#: Messages read ahead at most; the oldest are forgotten.
AHEAD = 256

Reading = asyncio.Task[list[Interpretation]]


class Mind(Protocol):
    """Understands messages (see `understanding.understanding`)."""

    async def interpret(self, texts: Sequence[str], *, fallback: Language) -> list[Interpretation]:
        """Return what each text means."""
        ...

    def entities(self, text: str) -> tuple[Entity, ...]:
        """Return the entities of a text, without reading it further."""
        ...


class Foresight:
    """Remembers what is being read, by conversation and text."""

    def __init__(self, mind: Mind) -> None:
        self._mind = mind
        self._ahead: OrderedDict[tuple[str, str], Reading] = OrderedDict()

    def begin(self, conversation_id: str, text: str, language: Language) -> None:
        """Begin to read a message that a turn will ask about soon."""
        reading = asyncio.create_task(self._mind.interpret([text], fallback=language))
        # Nobody may ever ask: its error is looked at here, so that it is not reported as forgotten.
        reading.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._ahead[conversation_id, text] = reading
        if len(self._ahead) > AHEAD:
            self._ahead.popitem(last=False)

    async def interpret(self, conversation_id: str, texts: Sequence[str], language: Language) -> list[Interpretation]:
        """Return what each text means; what is being read already is waited for.

        Raises:
            Unavailable: see `Mind.interpret`.
        """
        begun = [self._ahead.pop((conversation_id, text), None) for text in texts]
        rest = [text for text, reading in zip(texts, begun, strict=True) if reading is None]
        read = iter(await self._mind.interpret(rest, fallback=language) if rest else [])
        return [
            next(read) if r is None else await self._read(r, t, language) for r, t in zip(begun, texts, strict=True)
        ]

    async def _read(self, reading: Reading, text: str, language: Language) -> Interpretation:
        try:
            return (await reading)[0]
        except BotError:
            return (await self._mind.interpret([text], fallback=language))[0]
