"""Suggests replies to agents: those of the business and those that agents gave before, found by meaning.

The vectors are made in the background, one text after the other and only while the bot reads no message: no turn waits
for more than one of them.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Protocol

import structlog

from bot.automation.canned import CannedReply, filled
from bot.conversation.errors import BotError
from bot.conversation.events import CustomerMessaged, Understood
from bot.conversation.tracker import Tracker
from bot.engine.past_answers import PastAnswer
from bot.engine.replies import Findable, Suggested, Vector, Vectors, ranked
from bot.handoff.briefing import wants_of

#: Past answers that are kept: the newest.
KEPT = 500
#: Seconds after a start that belong to customers alone.
SETTLE = 3.0
#: Seconds after which new answers are looked for.
AGAIN = 600.0
#: Seconds that an agent waits for the vector of what is asked, before the order of the file must do.
PATIENCE = 1.0
#: Characters of a past answer that are its title.
TITLE = 60
#: From here on nine in ten of the replies that stand first fit (of 900 of our own sentences; from 0.6 on 72 %).
NEAR = 0.7
#: An answer was given in so many conversations before it is shown in others.
SHARED = 2
#: Letters that a message has at least to ask for something.
SHORTEST_ASKED = 2
#: Messages lately asked about whose vectors are kept.
ASKED_KEPT = 200

log = structlog.get_logger()


class Embedder(Protocol):
    """Turns texts into vectors (see `understanding.understanding`)."""

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one vector of length 1 for each text, whenever there is nothing more urgent to read."""
        ...


class PastAnswers(Protocol):
    """Reads what agents answered."""

    async def newest(self, limit: int) -> list[PastAnswer]:
        """Return answers of closed conversations that may be shown to others, the newest first."""
        ...


class ReplyIndex:
    """Finds replies.

    Args:
        embedder: None where there is no encoder: then replies come in the order of their file.
    """

    def __init__(self, canned: Sequence[CannedReply], past: PastAnswers, embedder: Embedder | None) -> None:
        self._canned = tuple(canned)
        self._store = past
        self._embedder = embedder
        self._past: tuple[PastAnswer, ...] = ()
        self._vectors: dict[str, Vector] = {}
        self._asked: dict[str, Vector] = {}

    async def best(self, tracker: Tracker, agent_name: str) -> list[Suggested]:
        """Return replies in the customer's language, filled with what is known, those that fit best first."""
        values = {**tracker.slots, "agent_name": agent_name}
        asked = await self._vector_of(_asked(tracker))
        canned = [self._ready(reply, tracker, values) for reply in self._canned]
        if asked is None:
            return [candidate.reply for candidate in canned]
        past = [
            _said(answer)
            for answer in self._past
            if answer.language is tracker.language and answer.conversation_id != tracker.conversation_id
        ]
        return ranked([*canned, *past], self._vectors, asked)

    async def first(self, tracker: Tracker, agent_name: str) -> Suggested | None:
        """Return the reply that an agent may begin with; None where none is near enough and has no words open."""
        best = await self.best(tracker, agent_name)
        near = (reply for reply in best if reply.score is not None and reply.score >= NEAR)
        return next((reply for reply in near if "{" not in reply.text), None)

    async def run(self) -> None:
        """Keep the vectors up to date, until cancelled."""
        await asyncio.sleep(SETTLE)
        while True:
            await self.refresh()
            await asyncio.sleep(AGAIN)

    async def refresh(self) -> None:
        """Look for new answers, make the vectors that are missing, and let go of those that nothing needs."""
        if self._embedder is None:
            return
        past = _once(await self._store.newest(KEPT))
        wanted = dict.fromkeys([text for reply in self._canned for text in _texts(reply)] + [x.asked for x in past])
        for text in wanted:
            if text not in self._vectors:
                self._vectors[text] = (await self._embedder.embed([text]))[0]
        self._past = past
        self._vectors = {text: self._vectors[text] for text in wanted}

    async def _vector_of(self, text: str) -> Vector | None:
        if not text or self._embedder is None:
            return None
        known = self._vectors.get(text)
        if known is None:
            known = self._asked.pop(text, None)
        if known is None:
            try:
                async with asyncio.timeout(PATIENCE):
                    known = (await self._embedder.embed([text]))[0]
            except (TimeoutError, BotError):
                log.info("replies_not_ranked")
                return None
        self._asked[text] = known
        while len(self._asked) > ASKED_KEPT:
            del self._asked[next(iter(self._asked))]
        return known

    def _ready(self, reply: CannedReply, tracker: Tracker, values: dict[str, str]) -> Findable:
        text = filled(reply.text[tracker.language], values)
        shown = Suggested(id=reply.id, title=reply.title[tracker.language], text=text, source="canned")
        return Findable(reply=shown, texts=tuple(_texts(reply)))


def _texts(reply: CannedReply) -> Iterator[str]:
    for language, text in reply.text.items():
        yield f"{reply.title[language]}. {text}"
    yield from reply.asked


def _said(answer: PastAnswer) -> Findable:
    # The customer's own words are never shown, not even as a title: they find the answer, no more.
    title = answer.text if len(answer.text) <= TITLE else answer.text[: TITLE - 1] + "…"
    name = f"{answer.conversation_id}:{answer.seq}"
    return Findable(reply=Suggested(id=name, title=title, text=answer.text, source="past"), texts=(answer.asked,))


def _once(answers: Sequence[PastAnswer]) -> tuple[PastAnswer, ...]:
    """Keep the newest of answers in the same words, where they were given in several conversations.

    No pattern knows every name, street and illness; what was said to one customer alone may be about them.
    """
    given: dict[str, set[str]] = {}
    for answer in answers:
        given.setdefault(answer.text, set()).add(answer.conversation_id)
    shared = [answer for answer in answers if len(given[answer.text]) >= SHARED]
    return tuple({answer.text: answer for answer in reversed(shared)}.values())[::-1]


def _asked(tracker: Tracker) -> str:
    """Return what the customer wrote last since nobody reads it any more, or the last need that was understood."""
    read = [entry.event.message_seq for entry in tracker.entries if isinstance(entry.event, Understood)]
    since = max(read, default=0)
    unread = [e.event.text for e in tracker.entries if isinstance(e.event, CustomerMessaged) and e.seq > since]
    # A number alone asks for nothing.
    wordy = [text for text in unread if sum(map(str.isalpha, text)) >= SHORTEST_ASKED]
    if wordy:
        return wordy[-1]
    wants = wants_of(tracker)
    return wants[-1].text if wants else ""
