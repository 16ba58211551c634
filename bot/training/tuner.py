"""Makes encoders for the task at hand: tuned on its sentences, then exported as what serves."""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.training.adapter import About, Adapter, merge_adapters, save_adapter
from bot.training.export import export_encoder
from bot.training.finetune import RANK, Lesson, finetune
from bot.training.source import Source
from bot.understanding.encoder import OnnxEncoder


class Tuner:
    """See `learn.Tune`.

    Args:
        source: the encoder to begin with.
        scratch: an empty folder for what is made on the way.

    Attributes:
        adapter: folder of what the encoder made last has learnt.
    """

    def __init__(self, source: Source, scratch: Path, *, seed: int, progress: Callable[[str], None]) -> None:
        self._source = source
        self._scratch = scratch
        self._seed = seed
        self._progress = progress
        self._made = 0
        self.adapter = scratch / "none"

    def __call__(self, lessons: Sequence[Lesson]) -> OnnxEncoder:
        """Return an encoder that was tuned until it tells the classes of these lessons apart."""
        self._made += 1
        learnt = finetune(lessons, source=self._source.folder, seed=self._seed, progress=self._progress)
        texts = [text for lesson in lessons for text in lesson.texts]
        about = About(
            name=self._source.name,
            base=self._source.fingerprint,
            rank=RANK,
            examples=len(texts),
            data=hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest(),
            seed=self._seed,
        )
        self.adapter = self._scratch / f"adapter{self._made}"
        save_adapter(self.adapter, Adapter(about, learnt))
        whole, exported = self._scratch / f"whole{self._made}", self._scratch / f"exported{self._made}"
        fingerprint = merge_adapters([self.adapter], self._source.folder, whole, begun=self._source.fingerprint)
        export_encoder(whole, exported, name=f"{self._source.name}, tuned", fingerprint=fingerprint)
        # 100 MB that nobody reads any more; in five folds there are ten of them.
        shutil.rmtree(whole)
        return OnnxEncoder(exported)
