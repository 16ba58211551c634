"""From sentences to a model folder."""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bot.conversation.language import Language
from bot.training.answers import held_out_answers
from bot.training.card import PLOTS_FOLDER, card
from bot.training.conversations import read_conversations
from bot.training.data import read_training_data
from bot.training.evaluate import FOLDS
from bot.training.frustration import learn_frustration
from bot.training.learn import learn_model
from bot.training.plots import draw
from bot.training.source import Source
from bot.training.tuner import Tuner
from bot.understanding.encoder import Encoder
from bot.understanding.entities import ENTITIES_FILE, save_vocabulary
from bot.understanding.heads import WEIGHTS_FILE, Heads, save_heads
from bot.understanding.understanding import ENCODER_FOLDER, Understanding

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


def train(
    data: Path,
    output: Path,
    *,
    encoder: Encoder | Source,
    progress: Callable[[str], None],
    seed: int = 7,
    evaluate: bool = True,
) -> Report:
    """Train the heads on a folder of sentences and write weights, settings and a model card.

    The same data, seed and encoder give the same bytes.

    Args:
        encoder: what the heads read; a source is tuned on the sentences first, and then stands in the model folder.
        evaluate: cross-validate in five folds; without it one fold calibrates, and the card says so.

    Raises:
        BadConfiguration: the data has mistakes; every one is named.
    """
    started = time.monotonic()
    read = read_training_data(data)
    conversations = read_conversations(data / "conversations")
    with tempfile.TemporaryDirectory(prefix="baton-train-") as scratch:
        tuner: Tuner | None = None
        if isinstance(encoder, Source):
            reader: Encoder | Tuner = (tuner := Tuner(encoder, Path(scratch), seed=seed, progress=progress))
        else:
            reader = encoder
        folds = FOLDS if evaluate and tuner is None else 1
        made = learn_model(read, name=output.name, encoder=reader, folds=folds, seed=seed, progress=progress)
        progress("frustration: example conversations")
        understanding = Understanding(made.encoder, Heads(made.config, made.weights), vocabulary=read.vocabulary)
        curve, measured = learn_frustration(
            conversations, lambda texts: understanding.interpret_now(texts, fallback=Language.ENGLISH)
        )
        scores = made.config.scores | {name: round(value, 4) for name, value in measured.items()}
        config = msgspec.structs.replace(made.config, frustration=curve, scores=scores)
        # Whatever can fail has been done: the model that stands there is replaced only now.
        put_adapter(tuner.adapter if tuner else None, output)
        # What is written before the heads is refused beside older ones; what is not, beside newer ones.
        if read.vocabulary:
            save_vocabulary(output, read.vocabulary, data=config.data)
        save_heads(output, config, made.weights)
        if not read.vocabulary:
            (output / ENTITIES_FILE).unlink(missing_ok=True)
    (output / CARD_FILE).write_text(card(config, read, made.unseen, folds=folds), "utf-8")
    draw(held_out_answers(config, made.unseen), output / PLOTS_FOLDER)
    return Report(
        folder=output,
        sentences=len(read.intents),
        intents=len(config.id2label),
        scores=config.scores,
        size=(output / WEIGHTS_FILE).stat().st_size,
        seconds=time.monotonic() - started,
    )


def put_adapter(adapter: Path | None, output: Path) -> None:
    """Let the model change the encoder that all models share, or not.

    Heads and encoder know each other by fingerprint: after a crash in between, the model is refused, not misread.
    """
    own, new = output / ENCODER_FOLDER, output / f"{ENCODER_FOLDER}.new"
    _remove(new)
    if adapter is not None:
        shutil.copytree(adapter, new)
    _remove(own)
    if adapter is not None:
        new.rename(own)


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
