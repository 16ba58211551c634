"""Which ready replies fit what the customer asks: a ranking by nearness in meaning, given the vectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Of one text, at length 1; and of several, one in each row.
Vector = NDArray[np.float32]
Vectors = NDArray[np.float32]

#: Past answers that are suggested, and how near the question before them must be.
MOST_PAST, NEAR_ENOUGH = 5, 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A reply that an agent may take.

    Attributes:
        source: `canned`, `past` for what an agent answered before, or `need` for a sentence that only names the need.
        score: cosine with what the customer asks; None where nothing could be compared.
    """

    id: str
    title: str
    text: str
    source: str
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """A reply with the texts that it is found by."""

    reply: Suggested
    texts: tuple[str, ...]


def ranked(candidates: Sequence[Findable], vectors: Mapping[str, Vector], asked: Vector) -> list[Suggested]:
    """Return the replies, the one whose nearest text is nearest to what is asked first; of past answers the best few.

    Args:
        vectors: by text, at length 1, as `asked` is; a reply without any comes last.
    """
    scored = [_scored(candidate, vectors, asked) for candidate in candidates]
    scored.sort(key=lambda reply: -1.0 if reply.score is None else reply.score, reverse=True)
    past = [r for r in scored if r.source == "past" and r.score is not None and r.score >= NEAR_ENOUGH]
    kept = {reply.id for reply in past[:MOST_PAST]}
    return [reply for reply in scored if reply.source != "past" or reply.id in kept]


def _scored(candidate: Findable, vectors: Mapping[str, Vector], asked: Vector) -> Suggested:
    known = [vectors[text] for text in candidate.texts if text in vectors]
    score = round(float(max(vector @ asked for vector in known)), 4) if known else None
    reply = candidate.reply
    return Suggested(id=reply.id, title=reply.title, text=reply.text, source=reply.source, score=score)
