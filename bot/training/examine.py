"""Trains on some sentences and reports on others: what `baton test nlu` prints."""

import time
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from bot.training.answers import OUTSIDE, UNKNOWN, Answers, answers
from bot.training.data import Sentence, TrainingData
from bot.training.evaluate import FOLDS, fold_of
from bot.training.learn import Tune, learn_model
from bot.training.measures import auroc, calibration_error, recall_and_precision
from bot.understanding.encoder import Encoder
from bot.understanding.heads import Floats, Heads
from bot.understanding.understanding import Understanding

#: Messages that are timed, one by one.
_TIMED = 200
_KEPT = 0.95


class OfIntent(msgspec.Struct, frozen=True, kw_only=True):
    """How one intent did among the sentences in scope; `f1` is 0 where it was never right."""

    sentences: int
    precision: float
    recall: float
    f1: float


class Examined(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a model made of sentences that it had not seen. Shares and probabilities are 0…1, times milliseconds.

    What needs sentences in scope, or out of it, is None where the test has none.

    Attributes:
        accuracy: of all sentences, where those judged out of scope count as `out_of_scope`.
        intents: trained ones, out of scope not among them.
        in_scope_accuracy: of the sentences in scope, by their likeliest intent, out of scope decided apart.
        macro_f1: mean over the intents in scope that the test has; 0 for one never trained.
        calibration_error: expected error of the likeliest intent's confidence, 15 bins, in scope.
        in_scope_kept: share of the sentences in scope that were not judged out of scope.
        out_of_scope_recall: where the model's own threshold stands.
        out_of_scope_recall_at_95: where 95 % of the tested sentences in scope are kept.
        never_trained: labels of the test that the training has not; their sentences count as wrong.
        training_seconds: all of the training, calibration included.
    """

    train_sentences: int
    test_sentences: int
    intents: int
    accuracy: float
    in_scope_accuracy: float | None = None
    macro_f1: float | None = None
    calibration_error: float | None = None
    in_scope_kept: float | None = None
    out_of_scope_sentences: int = 0
    out_of_scope_recall: float | None = None
    out_of_scope_precision: float | None = None
    out_of_scope_recall_at_95: float | None = None
    out_of_scope_auroc: float | None = None
    milliseconds_p50: float = 0.0
    milliseconds_p99: float = 0.0
    training_seconds: float = 0.0
    never_trained: tuple[str, ...] = ()
    per_intent: dict[str, OfIntent] = {}


def examine(
    train: Sequence[Sentence],
    test: Sequence[Sentence],
    *,
    encoder: Encoder | Tune,
    seed: int,
    progress: Callable[[str], None],
) -> tuple[Examined, Answers]:
    """Return how a model trained on some sentences does on others, by the code that serves."""
    begun = time.monotonic()
    heads, reader = _trained(train, encoder, seed, progress)
    seconds = time.monotonic() - begun
    progress(f"reading {len(test)} sentences of the test")
    answers = _answers(heads, reader, test)
    return report(answers, trained=len(train), seconds=seconds), answers


def _trained(
    train: Sequence[Sentence], encoder: Encoder | Tune, seed: int, progress: Callable[[str], None]
) -> tuple[Heads, Encoder]:
    data = TrainingData(intents=tuple(train), feelings=(), fingerprint="")
    made = learn_model(data, name="tested", encoder=encoder, folds=1, seed=seed, progress=progress)
    return Heads(made.config, made.weights), made.encoder


def cross_examine(
    sentences: Sequence[Sentence], *, encoder: Encoder | Tune, seed: int, progress: Callable[[str], None]
) -> tuple[Examined, Answers]:
    """Return how models do that were each trained on four fifths of the sentences and asked about the last fifth."""
    labels = sorted({s.label for s in sentences})
    fold = fold_of(np.array([labels.index(s.label) for s in sentences], np.int64), [""] * len(sentences), seed)
    found: list[Answers] = []
    seconds = 0.0
    # Of a handful of sentences some folds have none.
    for number in np.unique(fold):
        progress(f"fold {number + 1} of {FOLDS}")
        begun = time.monotonic()
        seen = [s for s, f in zip(sentences, fold, strict=True) if f != number]
        heads, reader = _trained(seen, encoder, seed, lambda _: None)
        seconds += time.monotonic() - begun
        found.append(_answers(heads, reader, [s for s, f in zip(sentences, fold, strict=True) if f == number]))
    together = _together(found)
    return report(together, trained=len(sentences) * (FOLDS - 1) // FOLDS, seconds=seconds), together


def report(answers: Answers, *, trained: int, seconds: float) -> Examined:
    """Return the figures of answers."""
    labels, judged_outside = answers.labels, answers.strange > answers.threshold
    said = np.where(judged_outside, OUTSIDE, answers.likeliest)
    times = np.array(answers.times or (0.0,)) * 1000
    examined = Examined(
        train_sentences=trained,
        test_sentences=len(labels),
        intents=len(answers.intents),
        accuracy=_round((said == labels).mean() if len(labels) else 0),
        milliseconds_p50=_round(np.percentile(times, 50)),
        milliseconds_p99=_round(np.percentile(times, 99)),
        training_seconds=round(seconds, 1),
        never_trained=answers.never_trained,
    )
    if answers.inside.any():
        examined = _with_in_scope(examined, answers, judged_outside)
    return examined if answers.inside.all() else _with_out_of_scope(examined, answers, judged_outside)


def _with_in_scope(examined: Examined, answers: Answers, judged: NDArray[np.bool_]) -> Examined:
    inside, count = answers.inside, len(answers.intents)
    labels, likeliest = answers.labels[inside], answers.likeliest[inside]
    # Sentences never trained have a column of their own: what takes them for its own is the less precise for it.
    asked = np.where(labels == UNKNOWN, count, labels)
    recall, precision = (found[:count] for found in recall_and_precision(likeliest, asked, count + 1))
    f1 = 2 * recall * precision / np.maximum(recall + precision, 1e-9)
    counts = np.bincount(asked, minlength=count + 1)[:count]
    per_intent = {
        intent: OfIntent(
            sentences=int(counts[i]), precision=_round(precision[i]), recall=_round(recall[i]), f1=_round(f1[i])
        )
        for i, intent in enumerate(answers.intents)
        if counts[i]
    }
    kinds = len(per_intent.keys() | set(answers.never_trained))
    return msgspec.structs.replace(
        examined,
        in_scope_accuracy=_round((likeliest == labels).mean()),
        macro_f1=_round(f1[counts > 0].sum() / kinds),
        calibration_error=_round(calibration_error(answers.chances[inside], labels) if count else 0),
        in_scope_kept=_round((~judged)[inside].mean()),
        per_intent=per_intent,
    )


def _with_out_of_scope(examined: Examined, answers: Answers, judged: NDArray[np.bool_]) -> Examined:
    inside = answers.inside
    examined = msgspec.structs.replace(
        examined,
        out_of_scope_sentences=int((~inside).sum()),
        out_of_scope_recall=_round(judged[~inside].mean()),
        out_of_scope_precision=_round((~inside)[judged].mean() if judged.any() else 0),
    )
    if not inside.any():
        return examined
    # The least value that 95 % do not exceed: between two sentences, fewer would be kept.
    limit = np.quantile(answers.strange[inside], _KEPT, method="inverted_cdf")
    return msgspec.structs.replace(
        examined,
        out_of_scope_recall_at_95=_round((answers.strange[~inside] > limit).mean()),
        out_of_scope_auroc=_round(auroc(answers.strange, ~inside)),
    )


def _answers(heads: Heads, encoder: Encoder, test: Sequence[Sentence]) -> Answers:
    understanding = Understanding(encoder, heads)
    judged = understanding.judge([s.text for s in test])
    times = []
    for sentence in test[:_TIMED]:
        begun = time.perf_counter()
        understanding.judge([sentence.text])
        times.append(time.perf_counter() - begun)
    chances = np.array([j.intents for j in judged], np.float32).reshape(len(judged), len(heads.intents))
    return answers(
        heads.intents,
        [s.label for s in test],
        chances,
        np.array([j.out_of_scope for j in judged], np.float32),
        threshold=heads.config.out_of_scope.threshold,
        times=tuple(times),
    )


def _together(parts: Sequence[Answers]) -> Answers:
    """Put folds together; each has its own threshold, so each one's chances are moved to the first one's."""
    first = parts[0]
    intents = tuple(sorted({intent for part in parts for intent in part.intents}))
    chances, labels = [], []
    for part in parts:
        columns = [intents.index(intent) for intent in part.intents]
        whole = np.zeros((len(part.labels), len(intents)), np.float32)
        whole[:, columns] = part.chances
        chances.append(whole)
        labels.append(np.array([columns[label] if label >= 0 else label for label in part.labels], np.int64))
    return Answers(
        intents=intents,
        labels=np.concatenate(labels),
        chances=np.concatenate(chances),
        strange=np.concatenate([_moved(part.strange, part.threshold, first.threshold) for part in parts]),
        threshold=first.threshold,
        times=tuple(t for part in parts for t in part.times),
        never_trained=tuple(sorted({label for part in parts for label in part.never_trained})),
    )


def _moved(chances: Floats, threshold: float, to: float) -> Floats:
    def odds(p: Floats | float) -> NDArray[np.float64]:
        safe = np.clip(np.asarray(p, np.float64), 1e-12, 1 - 1e-12)
        return np.asarray(np.log(safe / (1 - safe)), np.float64)

    return np.asarray(1 / (1 + np.exp(-(odds(chances) - odds(threshold) + odds(to)))), np.float32)


def _round(value: float) -> float:
    return round(float(value), 4)
