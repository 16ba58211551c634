"""Teaches the shared encoder what tells intents apart anywhere, from labelled sentences of other businesses.

Few sentences of one's own go further then (Zhang et al. 2021, IntentBERT). Classes are learnt by cross-entropy, as in
`finetune`; translations stay with their English, so that another language gains too.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.conversation.errors import BadConfiguration
from bot.training.adapter import Adapter, stacked
from bot.training.finetune import RANK, Lesson, finetune
from bot.training.pairs import Pair
from bot.training.readers.reading import Sentence
from bot.understanding.features import folded
from bot.understanding.heads import OUT_OF_SCOPE

#: Times that each sentence is read.
EPOCHS = 2


def pretrain(
    sets: Sequence[Sequence[Sentence]],
    pairs: Sequence[Pair],
    first: Adapter,
    *,
    source: Path,
    seed: int,
    progress: Callable[[str], None],
) -> Adapter:
    """Return what the encoder in `source`, made by `first`, has learnt with that and with these sets.

    Args:
        sets: each with intents of its own; what is out of scope is left out.
        pairs: of the languages that are to stay together.

    Raises:
        BadConfiguration: a set has fewer than two intents.
    """
    if not all(len({s.label for s in sentences} - {OUT_OF_SCOPE}) > 1 for sentences in sets):
        raise BadConfiguration("a set with fewer than two intents: there is nothing to tell apart")
    lessons = [lesson_of([s for s in sentences if s.label != OUT_OF_SCOPE]) for sentences in sets]
    learnt = finetune(lessons, source=source, seed=seed, progress=progress, epochs=EPOCHS, pairs=pairs)
    return stacked(first, learnt, rank=RANK, texts=[text for lesson in lessons for text in lesson.texts])


def lesson_of(sentences: Sequence[Sentence]) -> Lesson:
    """Return sentences as a lesson, their intents in alphabetical order."""
    names = sorted({s.label for s in sentences})
    labels = np.array([names.index(s.label) for s in sentences], np.int64)
    return Lesson(texts=tuple(folded(s.text) for s in sentences), labels=labels, classes=len(names))
