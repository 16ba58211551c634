"""Answers beside what was meant: what reports and pictures are made from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.training.evaluate import HeldOut, Labels
from bot.understanding.heads import OUT_OF_SCOPE, Floats, HeadsConfig, softmax
from bot.understanding.out_of_scope import doubts

#: Labels without a column: never trained, and out of scope.
UNKNOWN, OUTSIDE = -1, -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers beside what was meant, in the order of the test.

    Attributes:
        intents: in scope, by column.
        labels: (n) column, −1 for a label never trained, −2 for out of scope.
        chances: (n, intents) probabilities.
        strange: (n) probability of being out of scope.
        threshold: of `strange`.
        times: (timed) seconds of one message, alone.
    """

    intents: tuple[str, ...]
    labels: Labels
    chances: Floats
    strange: Floats
    threshold: float
    times: tuple[float, ...] = ()
    never_trained: tuple[str, ...] = field(default=())

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Which sentences are in scope."""
        inside: NDArray[np.bool_] = self.labels != OUTSIDE
        return inside

    @property
    def likeliest(self) -> Labels:
        """Column of each sentence's likeliest intent; 0 where none was trained."""
        return self.chances.argmax(axis=1) if self.intents else np.zeros(len(self.labels), np.int64)


def answers(
    intents: Sequence[str],
    labels: Sequence[str],
    chances: Floats,
    strange: Floats,
    *,
    threshold: float,
    times: tuple[float, ...] = (),
) -> Answers:
    """Return answers in scope, from probabilities in which out of scope may have a column.

    Args:
        intents: of the columns.
        labels: (n) what was meant.
        chances: (n, columns)
        strange: (n) probability of being out of scope.
    """
    columns = [i for i, intent in enumerate(intents) if intent != OUT_OF_SCOPE]
    inside = tuple(intents[i] for i in columns)
    place = {intent: i for i, intent in enumerate(inside)} | {OUT_OF_SCOPE: OUTSIDE}
    known = chances[:, columns]
    return Answers(
        intents=inside,
        labels=np.array([place.get(label, UNKNOWN) for label in labels], np.int64),
        chances=known / np.maximum(known.sum(axis=1, keepdims=True), 1e-9),
        strange=strange,
        threshold=threshold,
        times=times,
        never_trained=tuple(sorted(set(labels) - place.keys())),
    )


def held_out_answers(config: HeadsConfig, unseen: HeldOut) -> Answers:
    """Return what calibrated heads answer to the sentences that they were calibrated on."""
    outside = config.intents.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in config.intents else None
    found = doubts(unseen.scores, config.temperature, unseen.distances, outside)
    return answers(
        config.intents,
        [config.intents[label] for label in unseen.labels],
        softmax(unseen.scores / np.float32(config.temperature)),
        config.out_of_scope.chance(found),
        threshold=config.out_of_scope.threshold,
    )
