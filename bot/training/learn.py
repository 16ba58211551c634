"""From sentences to heads in memory: the one way in which a model is made, with a frozen encoder or a tuned one."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from bot.conversation.language import Language
from bot.training.calibrate import curve_of, feeling_scores, intent_scores, temperature_of
from bot.training.data import Sentence, TrainingData
from bot.training.evaluate import (
    HeldOut,
    Labels,
    Task,
    basis_of,
    fold_of,
    held_out,
    learn,
    strange_classes,
    strangers,
)
from bot.training.finetune import Lesson
from bot.training.fit import Inputs, read_inputs
from bot.understanding.encoder import Encoder
from bot.understanding.features import FEATURES_VERSION, folded
from bot.understanding.glossary import chinese
from bot.understanding.heads import FORMAT, OUT_OF_SCOPE, SENTIMENTS, EncoderMade, HeadsConfig, Weights
from bot.understanding.language import detect
from bot.understanding.out_of_scope import known_by

#: Makes an encoder that tells the classes of some lessons apart.
Tune = Callable[[Sequence[Lesson]], Encoder]

#: Confidence from which an intent counts among the needs of a message.
NEED = 0.2
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Heads, the encoder that they read, and how they did on intents that they had not seen."""

    config: HeadsConfig
    weights: Weights
    unseen: HeldOut
    encoder: Encoder


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """What `evaluate.Task` has without an encoder."""

    classes: tuple[str, ...]
    texts: tuple[str, ...]
    labels: Labels
    languages: tuple[str, ...]


def learn_model(
    read: TrainingData,
    *,
    name: str,
    encoder: Encoder | Tune,
    folds: int,
    seed: int,
    progress: Callable[[str], None],
) -> Made:
    """Return heads for intents and feelings, calibrated on sentences that they had not seen.

    Args:
        encoder: what the heads read; or what makes one: first for calibrating, without what is asked, then of all.
        folds: of five, how many are measured; one where encoders are made.
    """
    progress(f"reading {len(read.intents) + len(read.feelings)} sentences")
    subjects = [_subject(read.intents, _intents(read)), _subject(read.feelings, _feelings(read))]
    tune: Tune | None = None
    if callable(encoder):
        progress("an encoder for calibrating")
        tune, folds = encoder, 1
        encoder = tune(_lessons_for_calibrating(subjects, seed))
    intents, feelings = [_task(subject, encoder) for subject in subjects]

    def fold_wise(task: Task, kind: str) -> HeldOut:
        return held_out(task, seed=seed, folds=folds, progress=lambda text: progress(f"{kind}: {text}"))

    unseen = fold_wise(intents, "intents")
    unseen_feelings = fold_wise(feelings, "feelings") if feelings.classes else None
    strange = unseen
    if intents.outside is None:
        progress("intents: what a fifth of them looks like to the rest")
        strange = strangers(intents, seed=seed) or unseen
    if tune is not None:
        progress("the encoder that serves")
        encoder = tune([_lesson(subject, np.arange(len(subject.labels))) for subject in subjects if subject.classes])
        intents, feelings = [_task(subject, encoder) for subject in subjects]
    progress("fitting on everything")
    config = _calibrated(_config(name, read, encoder, seed), unseen, strange, unseen_feelings)
    return Made(config=config, weights=_weights(intents, feelings), unseen=unseen, encoder=encoder)


def _intents(read: TrainingData) -> list[str]:
    return sorted({s.label for s in read.intents})


def _feelings(read: TrainingData) -> list[str]:
    return [f for f in SENTIMENTS if any(s.label == f for s in read.feelings)]


def _subject(sentences: Sequence[Sentence], classes: Sequence[str]) -> _Subject:
    texts = tuple(s.text for s in sentences)
    return _Subject(
        classes=tuple(classes),
        texts=texts,
        labels=np.array([classes.index(s.label) for s in sentences], np.int64),
        languages=tuple("en" if detect(t, Language.ENGLISH) is Language.ENGLISH else "zh" for t in texts),
    )


def _seen(subject: _Subject, seed: int) -> Labels:
    """Return the places of what an encoder for calibrating may see: see `held_out` and `strangers`."""
    may = fold_of(subject.labels, subject.languages, seed) != 0
    if OUT_OF_SCOPE not in subject.classes:
        may &= ~strange_classes(len(subject.classes), seed)[subject.labels]
    return np.flatnonzero(may)


def _lessons_for_calibrating(subjects: Sequence[_Subject], seed: int) -> list[Lesson]:
    """Return lessons without any text that will be asked, even where it stands under another kind of label."""
    seen = [(subject, set(_seen(subject, seed).tolist())) for subject in subjects if subject.classes]
    asked = {text for subject, places in seen for i, text in enumerate(subject.texts) if i not in places}
    return [
        _lesson(subject, np.array([i for i in sorted(places) if subject.texts[i] not in asked], np.int64))
        for subject, places in seen
    ]


def _lesson(subject: _Subject, chosen: Labels) -> Lesson:
    return Lesson(
        texts=tuple(folded(subject.texts[i]) for i in chosen),
        labels=subject.labels[chosen],
        classes=len(subject.classes),
    )


def _task(subject: _Subject, encoder: Encoder) -> Task:
    # A name such as `card_arrival` is worth a sentence where there are only a few; `ask_1` and `ask_2` say nothing.
    times = Counter(map(_words, subject.classes))
    words = [_words(name) if name != OUT_OF_SCOPE else "" for name in subject.classes]
    named = [(i, said) for i, said in enumerate(words) if said and times[said] == 1]
    return Task(
        classes=subject.classes,
        inputs=read_inputs(subject.texts, encoder, chinese()),
        labels=subject.labels,
        languages=subject.languages,
        names=read_inputs([words for _, words in named], encoder, chinese()),
        named=np.array([i for i, _ in named], np.int64),
    )


def _words(name: str) -> str:
    return " ".join(_LETTERS.findall(name)).lower()


def _config(name: str, read: TrainingData, encoder: Encoder, seed: int) -> HeadsConfig:
    labels = _intents(read)
    return HeadsConfig(
        format=FORMAT,
        name=name,
        id2label={str(column): label for column, label in enumerate(labels)},
        feelings=tuple(_feelings(read)),
        encoder=EncoderMade(name=encoder.name, fingerprint=encoder.fingerprint, dimensions=encoder.dimensions),
        features=FEATURES_VERSION,
        glossary=chinese().fingerprint,
        data=read.fingerprint,
        thresholds={"need": NEED},
        seed=seed,
    )


def _calibrated(config: HeadsConfig, unseen: HeldOut, strange: HeldOut, feelings: HeldOut | None) -> HeadsConfig:
    outside = config.intents.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in config.intents else None
    temperature = temperature_of(unseen)
    curve = curve_of(strange, temperature, outside)
    scores = intent_scores(unseen, temperature, curve, outside)
    feeling_temperature = 1.0
    if feelings is not None:
        feeling_temperature = temperature_of(feelings)
        scores |= feeling_scores(feelings, feeling_temperature, config.feelings)
    return msgspec.structs.replace(
        config,
        temperature=temperature,
        feeling_temperature=feeling_temperature,
        out_of_scope=curve,
        scores={name: round(value, 4) for name, value in scores.items()},
    )


def _weights(intents: Task, feelings: Task) -> Weights:
    tasks = [task for task in (intents, feelings) if task.classes]
    together = Inputs(
        vectors=np.concatenate([task.inputs.vectors for task in tasks]),
        rows=tuple(row for task in tasks for row in task.inputs.rows),
    )
    basis = basis_of(together)
    inside = np.flatnonzero(intents.labels != (-1 if intents.outside is None else intents.outside))
    learnt = [learn(task, np.arange(len(task.labels)), basis) for task in tasks]
    return Weights(
        centre=basis.centre,
        dense=np.concatenate([one.dense for one in learnt], axis=1),
        bias=np.concatenate([one.bias for one in learnt]),
        table=np.concatenate([one.table for one in learnt], axis=1).astype(np.float16),
        row_weight=basis.row_weight.astype(np.float16),
        known=known_by(intents.inputs.vectors[inside], intents.labels[inside]),
    )
