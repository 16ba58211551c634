"""What an encoder was taught besides: a small file that is merged into its weights before they are exported."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bot.conversation.errors import BadConfiguration
from bot.understanding.encoder import file_hash
from bot.understanding.exports import ADAPTER_FILE
from bot.understanding.huggingface import WEIGHTS_FILE, load_whole

if TYPE_CHECKING:
    import torch

#: What the file's metadata holds `About` under: one file is whole or it is not there.
_ABOUT = "about"
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


def stacked(first: Adapter, more: "dict[str, torch.Tensor]", *, rank: int, texts: Sequence[str]) -> Adapter:
    """Return one adapter that changes an encoder as `first` and then `more` does: low ranks add up.

    Args:
        more: learnt by the encoder that `first` makes; see `lora.changes`.
        texts: what it was learnt from.
    """
    import torch

    from bot.training.lora import DOWN

    tensors = dict(first.tensors)
    for name, tensor in more.items():
        known = [tensors[name]] if name in tensors else []
        tensors[name] = torch.cat([*known, tensor], dim=0 if name.endswith(DOWN) else 1).contiguous()
    said = "\n".join([first.about.data, *texts])
    about = msgspec.structs.replace(
        first.about,
        rank=first.about.rank + rank,
        examples=first.about.examples + len(texts),
        data=hashlib.sha256(said.encode("utf-8", "replace")).hexdigest(),
        # They were measured before.
        scores={},
    )
    return Adapter(about, tensors)


def save_adapter(folder: Path, adapter: Adapter) -> None:
    """Write an adapter to a folder; whenever this ends, the whole file stands there or the one before."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f"{ADAPTER_FILE}.new"
    save_file(adapter.tensors, new, metadata={_ABOUT: msgspec.json.encode(adapter.about).decode()})
    with new.open("rb") as file:
        os.fsync(file.fileno())
    new.replace(folder / ADAPTER_FILE)


def load_adapter(folder: Path) -> Adapter:
    """Return the adapter in a folder.

    Raises:
        BadConfiguration: there is none, or it is damaged or of another format.
    """
    from safetensors import SafetensorError, safe_open

    from bot.training.lora import WORDS

    try:
        with safe_open(folder / ADAPTER_FILE, "pt") as file:
            about = msgspec.json.decode((file.metadata() or {}).get(_ABOUT, ""), type=About)
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
    except (OSError, msgspec.MsgspecError, SafetensorError) as error:
        raise BadConfiguration(f"{folder}: no adapter that can be read ({error})") from error
    if about.format != FORMAT:
        raise BadConfiguration(f"{folder}: an adapter of format {about.format}, where {FORMAT} is read")
    rows = len(tensors[WORDS]) if WORDS in tensors else 0
    if rows != len(about.words):
        raise BadConfiguration(f"{folder}: {rows} rows for {len(about.words)} words")
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
    from bot.training.lora import merge

    fingerprint = begun or file_hash(base / WEIGHTS_FILE)
    model, tokenizer = load_whole(base)
    for folder in folders:
        adapter = load_adapter(folder)
        if adapter.about.base != fingerprint:
            problem = f"taught to an encoder `{adapter.about.name}` that is not the one which is here"
            raise BadConfiguration(f"{folder}: {problem}: name it with BATON_ENCODER, or run `baton train`")
        tokens = add_words(tokenizer, adapter.about.words) if adapter.about.words else []
        if tokens:
            model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
        merge(model, tokens, adapter.tensors)
        parts = f"{fingerprint}\n{file_hash(folder / ADAPTER_FILE)}"
        fingerprint = hashlib.sha256(parts.encode()).hexdigest()
    model.save_pretrained(output)
    tokenizer.save_pretrained(output)
    return fingerprint
