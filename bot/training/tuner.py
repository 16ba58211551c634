"""Makes encoders for the task at hand: tuned on its sentences, then exported as what serves."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.training.export import export_encoder
from bot.training.finetune import Lesson, finetune
from bot.training.source import Source
from bot.understanding.encoder import OnnxEncoder


class Tuner:
    """See `learn.Tune`.

    Args:
        source: the encoder to begin with.
        scratch: an empty folder for what is made on the way.

    Attributes:
        exported: the encoder made last.
    """

    def __init__(self, source: Source, scratch: Path, *, seed: int, progress: Callable[[str], None]) -> None:
        self._source = source
        self._scratch = scratch
        self._seed = seed
        self._progress = progress
        self._made = 0
        self.exported = scratch / "none"

    def __call__(self, lessons: Sequence[Lesson]) -> OnnxEncoder:
        """Return an encoder that was tuned until it tells the classes of these lessons apart."""
        self._made += 1
        whole = self._scratch / f"whole{self._made}"
        finetune(lessons, source=self._source.folder, output=whole, seed=self._seed, progress=self._progress)
        self.exported = self._scratch / f"exported{self._made}"
        export_encoder(whole, self.exported, name=f"{self._source.name}, tuned")
        # 90 MB that nobody reads any more; in five folds there are ten of them.
        shutil.rmtree(whole)
        return OnnxEncoder(self.exported)
