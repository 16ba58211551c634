"""Intents of other businesses: classes come apart, translations come along, and one adapter holds all of it."""

from pathlib import Path

import numpy as np
import pytest

from bot.training import finetune as tuning
from bot.training.adapter import Adapter, load_adapter, merge_adapters, save_adapter
from bot.training.data import Sentence
from bot.training.distil import distil
from bot.training.pairs import Corpus
from bot.training.pretrain import lesson_of, pretrain
from bot.understanding.encoder import Vectors
from bot.understanding.huggingface import TorchEncoder
from tests.support.tiny import tiny_bert
from tests.training.test_distil import NOUNS, PAIRS, VERBS

#: Labelled by its noun, in English alone.
SENTENCES = [Sentence(text=pair.english, label=pair.english.split()[-1], entities=(), place="") for pair in PAIRS]


def apart(vectors: Vectors) -> float:
    """Return how much nearer sentences are to their own class than to the others."""
    labels = np.array([s.label for s in SENTENCES])
    last = vectors[:, : vectors.shape[1] // 3]
    last = last / np.linalg.norm(last, axis=1, keepdims=True)
    alike, same = last @ last.T, labels[:, None] == labels[None]
    return float(alike[same].mean() - alike[~same].mean())


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an encoder of English words."""
    return tiny_bert(tmp_path_factory.mktemp("base"), [*NOUNS, *VERBS, "i", "my"])


@pytest.fixture(scope="module")
def first(base: Path) -> Adapter:
    """Give what it learnt of Chinese."""
    return distil(Corpus(pairs=PAIRS), base=base, steps=150, seed=1, progress=lambda _: None)


@pytest.fixture(scope="module")
def taught(first: Adapter, base: Path, tmp_path_factory: pytest.TempPathFactory) -> Adapter:
    """Give what it learnt of intents after that."""
    folder = tmp_path_factory.mktemp("taught")
    save_adapter(folder / "a", first)
    merge_adapters([folder / "a"], base, folder / "merged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tuning, "LEAST_STEPS", 120)
        return pretrain([SENTENCES], PAIRS, first, source=folder / "merged", seed=1, progress=lambda _: None)


def merged(adapter: Adapter, base: Path, folder: Path) -> TorchEncoder:
    save_adapter(folder / "a", adapter)
    merge_adapters([folder / "a"], base, folder / "merged")
    return TorchEncoder(str(folder / "merged"))


def test_intents_come_apart_in_both_languages_though_one_alone_was_labelled(
    first: Adapter, taught: Adapter, base: Path, tmp_path: Path
) -> None:
    before, after = merged(first, base, tmp_path / "before"), merged(taught, base, tmp_path / "after")
    english, chinese = [pair.english for pair in PAIRS], [pair.other for pair in PAIRS]
    assert apart(after.encode(english)) > apart(before.encode(english)) + 0.1
    assert apart(after.encode(chinese)) > apart(before.encode(chinese)) + 0.1
    # A sentence still stands beside its own translation.
    kept = float((after.encode(chinese) * after.encode(english)).sum(axis=1).mean())
    assert kept > float((before.encode(chinese) * before.encode(english)).sum(axis=1).mean()) - 0.1


def test_one_file_holds_both_and_says_what_it_was_made_from(first: Adapter, taught: Adapter, tmp_path: Path) -> None:
    save_adapter(tmp_path, taught)
    about = load_adapter(tmp_path).about
    assert (about.words, about.base) == (first.about.words, first.about.base)
    assert about.rank == first.about.rank + tuning.RANK
    assert about.examples == first.about.examples + len(SENTENCES)
    assert about.data != first.about.data
    assert about.scores == {}


def test_a_lesson_has_its_intents_by_name() -> None:
    lesson = lesson_of(SENTENCES[:7])
    assert (lesson.classes, lesson.labels.tolist()) == (6, [0, 2, 4, 1, 3, 5, 0])
    assert lesson.texts[0] == "i lost my box"
