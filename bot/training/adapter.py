"""What an encoder was taught besides: a small file that is merged into its weights before they are exported."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bot.conversation.errors import BadConfiguration
from bot.understanding.encoder import file_hash
from bot.understanding.exports import ADAPTER_FILE

if TYPE_CHECKING:
    import torch

ABOUT_FILE = "adapter.json"
FORMAT = 1


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an adapter belongs to and comes from.

    Attributes:
        base: fingerprint of the encoder that it changes.
        words: tokens that were added, in the order of their rows.
        examples: how many sentences or pairs it was learnt from.
        data: SHA-256 of these.
        scores: on examples that it had not seen, by name.
    """

    format: int = FORMAT
    name: str
    base: str
    words: tuple[str, ...] = ()
    rank: int
    examples: int
    data: str
    seed: int
    scores: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Adapter:
    """Words and low-rank changes; see `lora.changes` for the tensors."""

    about: About
    tensors: "dict[str, torch.Tensor]"


def save_adapter(folder: Path, adapter: Adapter) -> None:
    """Write an adapter to a folder."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file(adapter.tensors, folder / ADAPTER_FILE)
    (folder / ABOUT_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(adapter.about), indent=1) + b"\n")


def load_adapter(folder: Path) -> Adapter:
    """Return the adapter in a folder.

    Raises:
        BadConfiguration: there is none, or it is damaged or of another format.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        about = msgspec.json.decode((folder / ABOUT_FILE).read_bytes(), type=About)
        tensors = load_file(folder / ADAPTER_FILE)
    except (OSError, msgspec.MsgspecError, SafetensorError) as error:
        raise BadConfiguration(f"{folder}: no adapter that can be read ({error})") from error
    if about.format != FORMAT:
        raise BadConfiguration(f"{folder}: an adapter of format {about.format}, where {FORMAT} is read")
    return Adapter(about, tensors)


def add_words(tokenizer: Any, words: tuple[str, ...]) -> list[int]:
    """Let a tokenizer take the longest of these words wherever it stands, and return their tokens.

    Chinese is written without spaces; a character that no word covers is a word itself.
    """
    from tokenizers import AddedToken

    tokenizer.add_tokens([AddedToken(word, normalized=False, single_word=False) for word in words])
    found: list[int] = tokenizer.convert_tokens_to_ids(list(words))
    return found


def merge_adapters(folders: Sequence[Path], base: Path, output: Path, *, begun: str | None = None) -> str:
    """Write the encoder in `base`, with adapters merged in one after the other, to `output`; return its fingerprint.

    The fingerprint is made of what was merged: sums may differ in their last bit between processors.

    Args:
        begun: fingerprint of the encoder in `base`; the hash of its weights unless given.

    Raises:
        BadConfiguration: an adapter cannot be read, or belongs to other weights.
    """
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging as transformers_log

    from bot.training.lora import merge

    transformers_log.disable_progress_bar()  # type: ignore[no-untyped-call]
    fingerprint = begun or file_hash(base / "model.safetensors")
    tokenizer = AutoTokenizer.from_pretrained(base, local_files_only=True)
    model = AutoModel.from_pretrained(base, local_files_only=True, use_safetensors=True)
    for folder in folders:
        adapter = load_adapter(folder)
        if adapter.about.base != fingerprint:
            raise BadConfiguration(f"{folder}: it was taught to another encoder than the one that is here")
        tokens = add_words(tokenizer, adapter.about.words) if adapter.about.words else []
        if tokens:
            model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
        merge(model, tokens, adapter.tensors)
        parts = (fingerprint, file_hash(folder / ADAPTER_FILE), *adapter.about.words)
        fingerprint = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    model.save_pretrained(output)
    tokenizer.save_pretrained(output)
    return fingerprint
