"""The encoder in full, which is tuned and exported: any by name or folder, or the packaged one with its adapter."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.training.adapter import merge_adapter
from bot.training.export import packaged_encoder
from bot.understanding.encoder import file_hash, weights_of
from bot.understanding.exports import ADAPTER_FILE, PACKAGED


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
def encoder_source(encoder: str | None, adapter: Path) -> Iterator[Source]:
    """Give the encoder in full for the time of the block.

    Args:
        encoder: Hugging Face name or folder; None for the packaged one, with the adapter merged in where there is one.

    Raises:
        BadConfiguration: it is not on this machine, or the adapter does not fit.
    """
    if encoder is not None:
        weights = weights_of(encoder)
        yield Source(folder=weights.parent, name=Path(encoder).name, fingerprint=file_hash(weights))
        return
    base = packaged_encoder()
    if not (adapter / ADAPTER_FILE).is_file():
        yield Source(folder=base, name=PACKAGED, fingerprint=file_hash(base / "model.safetensors"))
        return
    with tempfile.TemporaryDirectory(prefix="baton-encoder-") as scratch:
        fingerprint = merge_adapter(adapter, base, Path(scratch))
        yield Source(folder=Path(scratch), name=f"{PACKAGED}, bilingual", fingerprint=fingerprint)
