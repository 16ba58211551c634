"""Tuning an encoder: classes come apart, the same lessons give the same encoder, and nothing asked was seen."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.training import finetune as tuning
from bot.training.adapter import merge_adapters
from bot.training.data import Sentence, TrainingData
from bot.training.evaluate import fold_of
from bot.training.finetune import Lesson, finetune
from bot.training.learn import learn_model
from bot.training.source import encoder_source
from bot.training.tuner import Tuner
from bot.understanding.encoder import Encoder
from bot.understanding.huggingface import TorchEncoder
from tests.support.tiny import tiny_bert
from tests.training.conftest import WordEncoder

TEXTS = {
    0: ("where is my box", "when does my box come", "any news of my box", "is my box on its way"),
    1: ("you took my money", "money was taken again", "my money is gone", "give me my money back"),
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Make a BERT of two layers that knows the words above."""
    words = sorted({word for texts in TEXTS.values() for text in texts for word in text.split()})
    return tiny_bert(tmp_path / "tiny", words)


def _lesson() -> Lesson:
    texts = tuple(text for texts in TEXTS.values() for text in texts)
    return Lesson(texts=texts, labels=np.repeat(np.array(list(TEXTS)), 4), classes=2)


def _apart(encoder: Encoder) -> float:
    """Return how much nearer sentences are to their own class than to the other."""
    one, other = (encoder.encode(texts)[:, : encoder.dimensions // 3] for texts in TEXTS.values())
    within = (one @ one.T).mean() + (other @ other.T).mean()
    return float(within / 2 - (one @ other.T).mean())


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "LEAST_STEPS", 60)


def test_classes_come_apart_in_what_serves(tiny: Path, tmp_path: Path) -> None:
    with encoder_source(str(tiny), ()) as source:
        before = _apart(TorchEncoder(str(tiny)))
        tuner = Tuner(source, tmp_path, seed=1, progress=lambda _: None)
        tuned = tuner([_lesson()])
        assert _apart(tuned) > 1.5 * before
        # What goes into the model folder makes the same encoder again.
        again = merge_adapters([tuner.adapter], tiny, tmp_path / "again")
    assert again == tuned.fingerprint
    assert _apart(TorchEncoder(str(tmp_path / "again"))) == pytest.approx(_apart(tuned), rel=0.1)


def test_the_same_lessons_and_seed_give_the_same_changes(tiny: Path) -> None:
    one, two = (finetune([_lesson()], source=tiny, seed=1, progress=lambda _: None) for _ in range(2))
    assert one
    assert all(one[name].equal(two[name]) for name in one)


def test_an_encoder_for_calibrating_has_not_seen_what_it_is_asked() -> None:
    lessons: list[set[str]] = []

    def tune(given: Sequence[Lesson]) -> WordEncoder:
        lessons.append({text for lesson in given for text in lesson.texts})
        return WordEncoder()

    kinds = ("box", "money", "key", "lamp", "chair", "out_of_scope")
    sentences = tuple(
        Sentence(text=f"{kind} number {'abcdefghij'[n]}", label=kind, entities=(), place="")
        for kind in kinds
        for n in range(10)
    )
    # Some of what is asked stands under a feeling, too.
    feelings = tuple(replace(s, label=("calm", "angry")[n % 2]) for n, s in enumerate(sentences[::3]))
    data = TrainingData(intents=sentences, feelings=feelings, fingerprint="")
    made = learn_model(data, name="m", encoder=tune, folds=5, seed=3, progress=lambda _: None)
    calibrating, serving = lessons
    asked = {sentences[i].text for i in made.unseen.places}
    assert asked
    assert not asked & calibrating
    assert serving == {s.text for s in sentences}
    labels = np.array([sorted(kinds).index(s.label) for s in sentences])
    assert len(asked) == int((fold_of(labels, ["en"] * len(labels), 3) == 0).sum())
