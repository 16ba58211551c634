"""Cross-validation: what the heads do with sentences that they have not seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.training.fit import Fitted, Inputs, fit, row_weights, scores_of
from bot.training.measures import accuracy, calibration_error, macro_f1
from bot.understanding.heads import Floats, softmax

Labels = NDArray[np.int64]

FOLDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What inputs are measured against; see `heads.Weights`."""

    centre: Floats
    row_weight: Floats

    def centred(self, inputs: Inputs) -> Inputs:
        """Return the inputs with the centre taken from each embedding."""
        return Inputs(vectors=inputs.vectors - self.centre, rows=inputs.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Scores of sentences by heads that have not seen them.

    Attributes:
        places: (n) of the sentences, in the order of the scores.
        scores: (n, classes), before temperature.
        labels: (n)
        languages: (n) `en` or `zh`.
    """

    places: Labels
    scores: Floats
    labels: Labels
    languages: NDArray[np.str_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How good a set of held-out predictions is."""

    sentences: int
    accuracy: float
    macro_f1: float
    calibration_error: float


def basis_of(inputs: Inputs) -> Basis:
    """Return the basis that inputs make."""
    return Basis(centre=inputs.vectors.mean(axis=0), row_weight=row_weights(inputs.rows))


def learn(inputs: Inputs, labels: Labels, classes: int, basis: Basis) -> Fitted:
    """Fit heads on inputs."""
    return fit(basis.centred(inputs), labels, classes, basis.row_weight)


def fold_of(labels: Labels, languages: Sequence[str], seed: int) -> Labels:
    """Return (n) a fold for each sentence, so that each has its share of every class in every language."""
    random = np.random.default_rng(seed)
    folds = np.zeros(len(labels), np.int64)
    kinds = np.array([f"{language}\t{label}" for language, label in zip(languages, labels, strict=True)])
    for kind in np.unique(kinds):
        members = random.permutation(np.flatnonzero(kinds == kind))
        folds[members] = (np.arange(len(members)) + random.integers(FOLDS)) % FOLDS
    return folds


def held_out(
    inputs: Inputs, labels: Labels, languages: Sequence[str], *, seed: int, folds: int, progress: Callable[[str], None]
) -> HeldOut:
    """Return the scores of the first `folds` of five folds, each by heads trained on the other four."""
    fold = fold_of(labels, languages, seed)
    classes = int(labels.max()) + 1
    parts = []
    for number in range(folds):
        progress(f"fold {number + 1} of {folds}")
        seen, unseen = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if len(seen) and len(unseen):
            basis = basis_of(inputs.only(seen))
            learnt = learn(inputs.only(seen), labels[seen], classes, basis)
            parts.append((unseen, scores_of(learnt, basis.centred(inputs.only(unseen)), basis.row_weight)))
    places = np.concatenate([p for p, _ in parts])
    return HeldOut(
        places=places,
        scores=np.concatenate([s for _, s in parts]),
        labels=labels[places],
        languages=np.array(languages)[places],
    )


def figures(found: HeldOut, temperature: float, language: str | None = None) -> Figures:
    """Return how good held-out predictions are, in one language or all."""
    chosen = np.ones(len(found.labels), bool) if language is None else found.languages == language
    scores, labels = found.scores[chosen], found.labels[chosen]
    return Figures(
        sentences=len(labels),
        accuracy=accuracy(scores, labels),
        macro_f1=macro_f1(scores, labels),
        calibration_error=calibration_error(softmax(scores / np.float32(temperature)), labels),
    )
