"""From sentences to a model folder."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from bot.conversation.language import Language
from bot.training.calibrate import curve_of, feeling_scores, intent_scores, temperature_of
from bot.training.card import card
from bot.training.data import Sentence, TrainingData, read_training_data
from bot.training.evaluate import FOLDS, HeldOut, Labels, basis_of, held_out, learn
from bot.training.fit import Inputs, read_inputs
from bot.understanding.encoder import Encoder
from bot.understanding.features import FEATURES_VERSION
from bot.understanding.glossary import Glossary, chinese
from bot.understanding.heads import (
    FORMAT,
    SENTIMENTS,
    WEIGHTS_FILE,
    EncoderMade,
    HeadsConfig,
    Weights,
    save_heads,
)
from bot.understanding.language import detect

#: Confidence from which an intent counts among the needs of a message.
NEED = 0.2
CARD_FILE = "README.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a training made.

    Attributes:
        scores: measured on sentences that the heads had not seen, by name.
        size: of `heads.safetensors`, in bytes.
    """

    folder: Path
    sentences: int
    intents: int
    scores: dict[str, float]
    size: int
    seconds: float

    def __str__(self) -> str:
        lines = [f"{name:28} {value:.4f}" for name, value in self.scores.items()]
        made = f"{self.folder}: {self.intents} intents from {self.sentences} sentences, {self.size / 1e6:.1f} MB"
        return "\n".join([*lines, f"{made}, in {self.seconds:.0f} s"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One kind of labels, ready to learn."""

    classes: tuple[str, ...]
    inputs: Inputs
    labels: Labels
    languages: tuple[str, ...]


def train(
    data: Path,
    output: Path,
    *,
    encoder: Encoder,
    progress: Callable[[str], None],
    seed: int = 7,
    evaluate: bool = True,
) -> Report:
    """Train the heads on a folder of sentences and write weights, settings and a model card.

    The same data, seed and encoder give the same bytes.

    Args:
        evaluate: cross-validate in five folds; without it one fold calibrates, and the card says so.

    Raises:
        BadConfiguration: the data has mistakes; every one is named.
    """
    started = time.monotonic()
    read = read_training_data(data)
    progress(f"reading {len(read.intents) + len(read.feelings)} sentences")
    glossary = chinese()
    intents = _task(read.intents, sorted({s.label for s in read.intents}), encoder, glossary)
    feelings = _task(read.feelings, _feelings(read), encoder, glossary)
    folds = FOLDS if evaluate else 1
    unseen = _held_out(intents, seed, folds, lambda text: progress(f"intents: {text}"))
    unseen_feelings = None
    if feelings.classes:
        unseen_feelings = _held_out(feelings, seed, folds, lambda text: progress(f"feelings: {text}"))
    progress("fitting on everything")
    config = _config(output.name, read, encoder, glossary, seed)
    config = _calibrated(config, unseen, unseen_feelings)
    save_heads(output, config, _weights(intents, feelings))
    (output / CARD_FILE).write_text(card(config, read, unseen, folds=folds), "utf-8")
    return Report(
        folder=output,
        sentences=len(read.intents),
        intents=len(intents.classes),
        scores=config.scores,
        size=(output / WEIGHTS_FILE).stat().st_size,
        seconds=time.monotonic() - started,
    )


def _feelings(read: TrainingData) -> list[str]:
    return [f for f in SENTIMENTS if any(s.label == f for s in read.feelings)]


def _task(sentences: Sequence[Sentence], classes: Sequence[str], encoder: Encoder, glossary: Glossary) -> Task:
    texts = [s.text for s in sentences]
    return Task(
        classes=tuple(classes),
        inputs=read_inputs(texts, encoder, glossary),
        labels=np.array([classes.index(s.label) for s in sentences], np.int64),
        languages=tuple("en" if detect(t, Language.ENGLISH) is Language.ENGLISH else "zh" for t in texts),
    )


def _held_out(task: Task, seed: int, folds: int, progress: Callable[[str], None]) -> HeldOut:
    return held_out(task.inputs, task.labels, task.languages, seed=seed, folds=folds, progress=progress)


def _config(name: str, read: TrainingData, encoder: Encoder, glossary: Glossary, seed: int) -> HeadsConfig:
    labels = sorted({s.label for s in read.intents})
    return HeadsConfig(
        format=FORMAT,
        name=name,
        id2label={str(column): label for column, label in enumerate(labels)},
        feelings=tuple(_feelings(read)),
        encoder=EncoderMade(name=encoder.name, fingerprint=encoder.fingerprint, dimensions=encoder.dimensions),
        features=FEATURES_VERSION,
        glossary=glossary.fingerprint,
        data=read.fingerprint,
        thresholds={"need": NEED},
        seed=seed,
    )


def _calibrated(config: HeadsConfig, unseen: HeldOut, feelings: HeldOut | None) -> HeadsConfig:
    intents = config.intents
    temperature = temperature_of(unseen)
    curve = curve_of(unseen, temperature, intents)
    scores = intent_scores(unseen, temperature, curve, intents)
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
    learnt = [learn(task.inputs, task.labels, len(task.classes), basis) for task in tasks]
    return Weights(
        centre=basis.centre,
        dense=np.concatenate([one.dense for one in learnt], axis=1),
        bias=np.concatenate([one.bias for one in learnt]),
        table=np.concatenate([one.table for one in learnt], axis=1).astype(np.float16),
        row_weight=basis.row_weight.astype(np.float16),
    )
