"""Where exported encoders stand: each has a folder of its own, another one as soon as anything in it changes."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from bot.understanding.encoder import EXPORT_FORMAT, TOKENIZER_FILE, file_hash

#: What a folder of an adapter holds.
ADAPTER_FILE = "adapter.safetensors"
#: What the packaged encoder is called.
PACKAGED = "all-MiniLM-L6-v2"


def export_folder(exports: Path, encoder: str | None, adapters: Sequence[Path]) -> Path:
    """Return the folder of the export that serves.

    Args:
        exports: the folder of all exports.
        encoder: Hugging Face name or folder; None for the packaged one.
        adapters: folders of what is merged into it, in this order.
    """
    said = [str(EXPORT_FORMAT), *(() if encoder is None else _said(encoder))]
    said += [file_hash(folder / ADAPTER_FILE) for folder in adapters]
    name = re.sub(r"[^\w.-]+", "-", PACKAGED if encoder is None else Path(encoder).name)
    return exports / f"{name}-{hashlib.sha256(' '.join(said).encode()).hexdigest()[:12]}"


def adapters_of(*folders: Path) -> tuple[Path, ...]:
    """Return those folders that hold an adapter."""
    return tuple(folder for folder in folders if (folder / ADAPTER_FILE).is_file())


def _said(encoder: str) -> list[str]:
    """Return what changes with an encoder: of a name in the Hugging Face cache, the folder of its revision."""
    folder = Path(encoder)
    if not folder.is_dir():
        from huggingface_hub import try_to_load_from_cache

        found = try_to_load_from_cache(encoder, "config.json")
        return [encoder, Path(found).parent.name if isinstance(found, str) else ""]
    files = [folder / name for name in ("model.safetensors", "config.json", TOKENIZER_FILE)]
    stats = [file.stat() for file in files if file.is_file()]
    return [str(folder.resolve()), *(f"{about.st_size} {about.st_mtime_ns}" for about in stats)]
