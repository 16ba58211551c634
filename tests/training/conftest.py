"""A small encoder of words, so that training is tested without a model."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from bot.conversation.errors import BadConfiguration
from bot.understanding.encoder import Vectors

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """On a busy machine threads that wait for each other take longer than the sums themselves."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


class WordEncoder:
    """Each word has a direction of its own; a text is their mean."""

    name, dimensions, fingerprint = "words", 32, "w" * 64

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (n, 32) at length 1."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in text.split() or ["nothing"]:
                seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "replace")).digest()[:8], "big")
                vectors[row] += np.random.default_rng(seed).normal(size=self.dimensions)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.fixture
def words() -> WordEncoder:
    """Return an encoder that loads nothing."""
    return WordEncoder()


def refused(path: Path, reader: Callable[[Path], object]) -> list[str]:
    """Return what a reader finds wrong with a file or folder, places from that folder on."""
    with pytest.raises(BadConfiguration) as caught:
        reader(path)
    folder = path if path.is_dir() else path.parent
    return [problem.replace(f"{folder}/", "") for problem in caught.value.problems]
