"""The encoder in full, which is tuned and exported: any by name or folder, or the packaged one, with its adapters."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.training.adapter import merge_adapters
from bot.training.export import packaged_encoder
from bot.understanding.encoder import file_hash
from bot.understanding.exports import PACKAGED
from bot.understanding.huggingface import WEIGHTS_FILE, load_whole, weights_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A folder as Hugging Face writes them: safetensors, `config.json`, tokenizer.

    Attributes:
        fingerprint: what heads know it by.
    """

    folder: Path
    name: str
    fingerprint: str


@contextmanager
def encoder_source(encoder: str | None, adapters: Sequence[Path]) -> Iterator[Source]:
    """Give the encoder in full for the time of the block.

    Args:
        encoder: Hugging Face name or folder; None for the packaged one.
        adapters: folders of what is merged into it, in this order.

    Raises:
        BadConfiguration: it is not on this machine, or an adapter does not fit.
    """
    weights = packaged_encoder() / WEIGHTS_FILE if encoder is None else weights_of(encoder)
    name = PACKAGED if encoder is None else Path(encoder).name
    if not adapters:
        if encoder is not None:
            # What cannot be read is said before anything is learnt.
            load_whole(encoder)
        yield Source(folder=weights.parent, name=name, fingerprint=file_hash(weights))
        return
    with tempfile.TemporaryDirectory(prefix="baton-encoder-") as scratch:
        fingerprint = merge_adapters(adapters, weights.parent, Path(scratch))
        yield Source(folder=Path(scratch), name=f"{name}, adapted", fingerprint=fingerprint)
