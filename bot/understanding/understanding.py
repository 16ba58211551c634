"""From texts to interpretations: one encoder, small heads, off the event loop."""

import asyncio
import os
import sys
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.conversation.errors import Unavailable
from bot.conversation.interpretation import Entity, Interpretation, Need
from bot.conversation.language import Language
from bot.understanding.encoder import Encoder, OnnxEncoder, Vectors
from bot.understanding.entities import Vocabulary, load_vocabulary
from bot.understanding.features import folded, rows_of
from bot.understanding.frustration import FrustrationCurve
from bot.understanding.glossary import Glossary, chinese
from bot.understanding.heads import Heads, Judged, load_heads
from bot.understanding.language import detect
from bot.understanding.parts import parts
from bot.understanding.person_request import asks_for_person
from bot.understanding.shouting import shouting

#: Texts in one pass at most: bounds how long the first of them waits.
GROUP = 32
#: Messages that may wait; beyond it the caller is told to come back.
LINE = 2000
#: So much later than the event loop's thread the encoder's gets its turn where there are fewer cores than threads.
NICE = 10
#: Where a model keeps what the shared encoder has to learn for it, if anything.
ENCODER_FOLDER = "encoder"
#: Confidence from which a need counts that only a part of a message shows: torn from the rest, a clause seems to say
#: more than it does (measured: with half of this, a third more simple conversations go to a person).
SURE_OF_PART = 0.6
#: What cannot be read has this confidence.
_NONE = 0.05


@dataclass(frozen=True, slots=True)
class _Request:
    texts: tuple[str, ...]
    fallback: Language
    answer: asyncio.Future[list[Interpretation]]


class Understanding:
    """Says what messages mean.

    Args:
        encoder: what the heads were trained on.
        glossary: likewise; the one that comes with Baton unless given.
        vocabulary: what entities are found by, beside the rules.

    Raises:
        BadConfiguration: the heads were trained on another encoder or glossary.
    """

    def __init__(
        self,
        encoder: Encoder,
        heads: Heads,
        *,
        glossary: Glossary | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self._glossary = glossary or chinese()
        heads.check(encoder, self._glossary.fingerprint)
        self._encoder = encoder
        self._heads = heads
        self._vocabulary = vocabulary or Vocabulary()
        self._waiting: deque[_Request] = deque()
        self._passing: asyncio.Future[list[list[Interpretation]]] | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="understanding", initializer=_stand_back)
        self._closed = False
        self._embedding = asyncio.Lock()

    @property
    def intents(self) -> tuple[str, ...]:
        """Every label that a message may get."""
        return self._heads.intents

    @property
    def curve(self) -> FrustrationCurve:
        """From the course of a conversation to frustration."""
        return self._heads.config.frustration

    @property
    def least_need(self) -> float:
        """Confidence below which no need is named."""
        return self._heads.config.thresholds["need"]

    async def interpret(self, texts: Sequence[str], *, fallback: Language) -> list[Interpretation]:
        """Return what each text means; texts that come while a pass runs share the next one.

        Args:
            fallback: language of the conversation, for texts that do not tell.

        Raises:
            Unavailable: too many wait already, or it is closing.
        """
        if self._closed or len(self._waiting) >= LINE:
            raise Unavailable("the bot cannot read more messages now; try again")
        answer: asyncio.Future[list[Interpretation]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Request(tuple(texts), fallback, answer))
        if self._passing is None:
            self._start_pass()
        return await answer

    def interpret_now(self, texts: Sequence[str], *, fallback: Language) -> list[Interpretation]:
        """Return what each text means, in the caller's thread."""
        return self._interpret([(text, fallback) for text in texts])

    def entities(self, text: str) -> tuple[Entity, ...]:
        """Return the entities of a text, without a pass of the encoder."""
        return self._vocabulary.entities(text)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one vector of length 1 for each text, made one by one and only while no message waits to be read.

        Raises:
            Unavailable: it is closing.
        """
        loop = asyncio.get_running_loop()
        vectors = np.empty((len(texts), self._encoder.dimensions), np.float32)
        for row, text in enumerate(texts):
            # One at a time, whoever asks: a message never waits for more than one of them.
            async with self._embedding:
                while self._passing is not None:
                    await asyncio.wait([self._passing])
                if self._closed:
                    raise Unavailable("the bot is closing")
                vectors[row] = (await loop.run_in_executor(self._worker, self._embed, text))[0]
        return vectors

    def _embed(self, text: str) -> Vectors:
        return self._encoder.encode([folded(text)])

    async def close(self) -> None:
        """Answer what waits, then let go of the thread."""
        self._closed = True
        while self._passing is not None:
            await asyncio.wait([self._passing])
            await asyncio.sleep(0)
        self._worker.shutdown()

    def _start_pass(self) -> None:
        group = self._next_group()
        if not group:
            self._passing = None
            return
        loop = asyncio.get_running_loop()
        self._passing = loop.run_in_executor(self._worker, self._interpret_group, group)
        self._passing.add_done_callback(lambda done: self._end_pass(group, done))

    def _next_group(self) -> list[_Request]:
        group: list[_Request] = []
        size = 0
        while self._waiting and (not group or size + len(self._waiting[0].texts) <= GROUP):
            request = self._waiting.popleft()
            if not request.answer.done():
                group.append(request)
                size += len(request.texts)
        return group

    def _end_pass(self, group: list[_Request], done: asyncio.Future[list[list[Interpretation]]]) -> None:
        error = done.exception()
        for place, request in enumerate(group):
            if request.answer.done():
                continue
            if error is None:
                request.answer.set_result(done.result()[place])
            else:
                request.answer.set_exception(error)
        self._start_pass()

    def _interpret_group(self, group: list[_Request]) -> list[list[Interpretation]]:
        flat = iter(self._interpret([(text, request.fallback) for request in group for text in request.texts]))
        return [[next(flat) for _ in request.texts] for request in group]

    def _interpret(self, messages: Sequence[tuple[str, Language]]) -> list[Interpretation]:
        pieces = [[text, *parts(text)] for text, _ in messages]
        judged = iter(self.judge([piece for group in pieces for piece in group]))
        return [
            self._interpretation(text, fallback, [next(judged) for _ in group])
            for (text, fallback), group in zip(messages, pieces, strict=True)
        ]

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """Return what the heads say of each text, in the caller's thread."""
        read = [folded(text) for text in texts]
        english = [self._glossary.english(text) for text in read]
        rows = [rows_of(text, meaning) for text, meaning in zip(read, english, strict=True)]
        return self._heads.judge(self._encoder.encode(read), rows)

    def _interpretation(self, text: str, fallback: Language, judged: Sequence[Judged]) -> Interpretation:
        whole = judged[0]
        legible = self._is_legible(text)
        order = whole.intents.argsort()[::-1]
        first, second = (self._need(whole, int(i), 1.0 if legible else _NONE) for i in order[:2])
        return Interpretation(
            text=text,
            intent=first.intent,
            confidence=first.confidence,
            runner_up=second,
            needs=self._needs(judged, 1.0 if legible else _NONE),
            out_of_scope=round(whole.out_of_scope, 4),
            sentiment=round(whole.sentiment, 4),
            shouting=shouting(text),
            asks_for_person=asks_for_person(text),
            entities=self.entities(text),
            language=detect(text, fallback),
            model=self._heads.model,
        )

    def _is_legible(self, text: str) -> bool:
        """Return whether there is a letter, a digit or an emoji with a meaning."""
        return any(map(str.isalnum, text[:200])) or any(map(str.isalnum, self._glossary.english(folded(text))))

    def _need(self, judged: Judged, column: int, trust: float) -> Need:
        return Need(intent=self._heads.intents[column], confidence=round(float(judged.intents[column]) * trust, 4))

    def _needs(self, judged: Sequence[Judged], trust: float) -> tuple[Need, ...]:
        """The likeliest of the whole, and whatever is likely enough in the whole or in a part, likeliest first."""
        best: dict[str, Need] = {}
        of_whole = self._heads.config.thresholds["need"]
        for one in judged:
            threshold = of_whole if one is judged[0] else max(of_whole, SURE_OF_PART)
            for column in (one.intents >= threshold).nonzero()[0]:
                need = self._need(one, int(column), trust)
                if need.intent not in best or best[need.intent].confidence < need.confidence:
                    best[need.intent] = need
        if not best:
            need = self._need(judged[0], int(judged[0].intents.argmax()), trust)
            best[need.intent] = need
        return tuple(sorted(best.values(), key=lambda n: (-n.confidence, n.intent)))


def load_understanding(encoder: Path, model: Path, *, threads: int = 1) -> Understanding:
    """Return the understanding that an exported encoder and a model folder make.

    Raises:
        BadConfiguration: one is missing, damaged or of another version, or they do not belong together.
    """
    heads = load_heads(model)
    vocabulary = load_vocabulary(model, data=heads.config.data)
    return Understanding(OnnxEncoder(encoder, threads=threads), heads, vocabulary=vocabulary)


def _stand_back() -> None:
    """Let everything else in the process go first: whoever waits for an acknowledgement waits for less than a turn."""
    if sys.platform == "linux":
        # There it is the thread's own.
        os.nice(NICE)
