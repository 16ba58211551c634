"""From sentences to a model folder."""

import re
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
from bot.training.evaluate import FOLDS, HeldOut, Task, basis_of, held_out, learn, strangers
from bot.training.fit import Inputs, read_inputs
from bot.training.frustration import learn_frustration
from bot.understanding.encoder import Encoder
from bot.understanding.features import FEATURES_VERSION
from bot.understanding.glossary import Glossary, chinese
from bot.understanding.heads import (
    FORMAT,
    OUT_OF_SCOPE,
    SENTIMENTS,
    WEIGHTS_FILE,
    EncoderMade,
    Heads,
    HeadsConfig,
    Weights,
    save_heads,
)
from bot.understanding.language import detect
from bot.understanding.out_of_scope import known_by
from bot.understanding.understanding import Understanding

#: Confidence from which an intent counts among the needs of a message.
NEED = 0.2
CARD_FILE = "README.md"
_LETTERS = re.compile(r"[^\W\d_]{2,}")


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
class Made:
    """Heads, and how they did on intents that they had not seen."""

    config: HeadsConfig
    weights: Weights
    unseen: HeldOut


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
    made = learn_model(
        read, name=output.name, encoder=encoder, folds=FOLDS if evaluate else 1, seed=seed, progress=progress
    )
    progress("frustration: example conversations")
    understanding = Understanding(encoder, Heads(made.config, made.weights))
    curve, measured = learn_frustration(
        data / "conversations", lambda texts: understanding.interpret_now(texts, fallback=Language.ENGLISH)
    )
    scores = made.config.scores | {name: round(value, 4) for name, value in measured.items()}
    config = msgspec.structs.replace(made.config, frustration=curve, scores=scores)
    save_heads(output, config, made.weights)
    (output / CARD_FILE).write_text(card(config, read, made.unseen, folds=FOLDS if evaluate else 1), "utf-8")
    return Report(
        folder=output,
        sentences=len(read.intents),
        intents=len(config.id2label),
        scores=config.scores,
        size=(output / WEIGHTS_FILE).stat().st_size,
        seconds=time.monotonic() - started,
    )


def learn_model(
    read: TrainingData, *, name: str, encoder: Encoder, folds: int, seed: int, progress: Callable[[str], None]
) -> Made:
    """Return heads for intents and feelings, calibrated on sentences that they had not seen.

    Args:
        folds: of five, how many are measured.
    """
    progress(f"reading {len(read.intents) + len(read.feelings)} sentences")
    glossary = chinese()
    intents = _task(read.intents, sorted({s.label for s in read.intents}), encoder, glossary)
    feelings = _task(read.feelings, _feelings(read), encoder, glossary)

    def fold_wise(task: Task, kind: str) -> HeldOut:
        return held_out(task, seed=seed, folds=folds, progress=lambda text: progress(f"{kind}: {text}"))

    unseen = fold_wise(intents, "intents")
    unseen_feelings = fold_wise(feelings, "feelings") if feelings.classes else None
    strange = unseen
    if intents.outside is None:
        progress("intents: what a fifth of them looks like to the rest")
        strange = strangers(intents, seed=seed) or unseen
    progress("fitting on everything")
    config = _calibrated(_config(name, read, encoder, glossary, seed), unseen, strange, unseen_feelings)
    return Made(config=config, weights=_weights(intents, feelings), unseen=unseen)


def _feelings(read: TrainingData) -> list[str]:
    return [f for f in SENTIMENTS if any(s.label == f for s in read.feelings)]


def _task(sentences: Sequence[Sentence], classes: Sequence[str], encoder: Encoder, glossary: Glossary) -> Task:
    texts = [s.text for s in sentences]
    # A name such as `card_arrival` is worth a sentence where there are only a few; `oos` and `ask_17` say nothing.
    named = [(i, _words(name)) for i, name in enumerate(classes) if name != OUT_OF_SCOPE and _words(name)]
    return Task(
        classes=tuple(classes),
        inputs=read_inputs(texts, encoder, glossary),
        labels=np.array([classes.index(s.label) for s in sentences], np.int64),
        languages=tuple("en" if detect(t, Language.ENGLISH) is Language.ENGLISH else "zh" for t in texts),
        names=read_inputs([words for _, words in named], encoder, glossary),
        named=np.array([i for i, _ in named], np.int64),
    )


def _words(name: str) -> str:
    return " ".join(_LETTERS.findall(name)).lower()


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
