"""Cross-validation: what the heads do with sentences that they have not seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.conversation.errors import BadConfiguration
from bot.training.fit import FEW, Fitted, Inputs, fit, row_weights, scores_of
from bot.training.measures import accuracy, calibration_error, macro_f1
from bot.understanding.heads import OUT_OF_SCOPE, Floats, softmax
from bot.understanding.out_of_scope import known_by

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
class Task:
    """Sentences to learn one kind of label from.

    Attributes:
        labels: (n) column of each sentence.
        languages: (n) `en` or `zh`.
        names: what the classes are called, each a sentence more to learn; only where the name has a meaning.
        named: (names) their columns.
    """

    classes: tuple[str, ...]
    inputs: Inputs
    labels: Labels
    languages: tuple[str, ...]
    names: Inputs
    named: Labels

    @property
    def has_few(self) -> bool:
        """Whether there are too few sentences to learn words from."""
        return len(self.labels) < FEW * len(self.classes)

    @property
    def outside(self) -> int | None:
        """Column of the label `out_of_scope`, if there is one."""
        return self.classes.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in self.classes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Scores of sentences by heads that have not seen them.

    Attributes:
        places: (n) of the sentences, in the order of the scores.
        scores: (n, classes), before temperature.
        distances: (n) see `out_of_scope.Known`.
        labels: (n)
        languages: (n) `en` or `zh`.
    """

    places: Labels
    scores: Floats
    distances: Floats
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


def learn(task: Task, seen: Labels, basis: Basis) -> Fitted:
    """Fit heads on some sentences, by their places, and on what the classes are called."""
    inputs = basis.centred(task.inputs.only(seen).with_more(task.names))
    labels = np.concatenate([task.labels[seen], task.named])
    return fit(inputs, labels, len(task.classes), basis.row_weight, few=task.has_few)


def fold_of(labels: Labels, languages: Sequence[str], seed: int) -> Labels:
    """Return (n) a fold for each sentence, so that each has its share of every class in every language."""
    random = np.random.default_rng(seed)
    folds = np.zeros(len(labels), np.int64)
    kinds = np.array([f"{language}\t{label}" for language, label in zip(languages, labels, strict=True)])
    for kind in np.unique(kinds):
        members = random.permutation(np.flatnonzero(kinds == kind))
        folds[members] = (np.arange(len(members)) + random.integers(FOLDS)) % FOLDS
    if len(np.unique(folds)) < 2:
        # So few that chance put all into one fold: nothing would be left to learn from.
        folds = np.arange(len(labels)) % FOLDS
    return folds


def held_out(task: Task, *, seed: int, folds: int, progress: Callable[[str], None]) -> HeldOut:
    """Return the scores of the first `folds` of five folds, each by heads trained on the other four.

    Raises:
        BadConfiguration: there is one sentence alone.
    """
    fold = fold_of(task.labels, task.languages, seed)
    if len(task.labels) < 2:
        raise BadConfiguration(f"`{task.classes[0]}` has the only sentence: nothing is left to measure with")
    parts = []
    # Of a handful of sentences some folds have none.
    filled = np.unique(fold)[:folds]
    for place, number in enumerate(filled, 1):
        progress(f"fold {place} of {len(filled)}")
        seen, unseen = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        parts.append((unseen, *judged_by(task, seen, unseen)))
    places = np.concatenate([p for p, _, _ in parts])
    return HeldOut(
        places=places,
        scores=np.concatenate([s for _, s, _ in parts]),
        distances=np.concatenate([d for _, _, d in parts]),
        labels=task.labels[places],
        languages=np.array(task.languages)[places],
    )


def judged_by(task: Task, seen: Labels, unseen: Labels) -> tuple[Floats, Floats]:
    """Return scores and distances of some sentences, by heads that were trained on others."""
    inputs = task.inputs.only(seen)
    basis = basis_of(inputs)
    others = basis.centred(task.inputs.only(unseen))
    learnt = learn(task, seen, basis)
    inside = seen if task.outside is None else seen[task.labels[seen] != task.outside]
    known = known_by(task.inputs.vectors[inside], task.labels[inside])
    return scores_of(learnt, others, basis.row_weight), known.distance(task.inputs.vectors[unseen])


def strangers(task: Task, *, seed: int) -> HeldOut | None:
    """Return what heads say of unseen sentences where a fifth of the intents was kept from them: those have label −1.

    It stands in for sentences out of scope where the data labels none; None where there are too few intents.
    """
    kinds = len(task.classes)
    if kinds < FOLDS:
        return None
    strange = strange_classes(kinds, seed)
    column = np.cumsum(~strange) - 1
    fold = fold_of(task.labels, task.languages, seed)
    known = Task(
        classes=tuple(c for c, away in zip(task.classes, strange, strict=True) if not away),
        inputs=task.inputs,
        labels=np.where(strange[task.labels], -1, column[task.labels]),
        languages=task.languages,
        names=task.names.only(np.flatnonzero(~strange[task.named])),
        named=column[task.named[~strange[task.named]]],
    )
    seen, unseen = np.flatnonzero((fold != 0) & ~strange[task.labels]), np.flatnonzero(fold == 0)
    if not len(seen) or not len(unseen):
        return None
    scores, distances = judged_by(known, seen, unseen)
    return HeldOut(
        places=unseen,
        scores=scores,
        distances=distances,
        labels=known.labels[unseen],
        languages=np.array(task.languages)[unseen],
    )


def strange_classes(kinds: int, seed: int) -> NDArray[np.bool_]:
    """Return (kinds) which fifth of the classes plays what was never learnt; none where they are too few."""
    strange = np.zeros(kinds, bool)
    strange[np.random.default_rng(seed).permutation(kinds)[: kinds // FOLDS]] = True
    return strange


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
