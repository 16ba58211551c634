"""Where exported encoders stand: each has a folder of its own, another one as soon as anything in it changes."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from bot.understanding.encoder import file_hash

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
    said = [] if encoder is None else [_said(encoder)]
    said += [file_hash(folder / ADAPTER_FILE) for folder in adapters]
    name = re.sub(r"[^\w.-]+", "-", PACKAGED if encoder is None else Path(encoder).name)
    return exports / (f"{name}-{hashlib.sha256(' '.join(said).encode()).hexdigest()[:12]}" if said else name)


def adapters_of(*folders: Path) -> tuple[Path, ...]:
    """Return those folders that hold an adapter."""
    return tuple(folder for folder in folders if (folder / ADAPTER_FILE).is_file())


def _said(encoder: str) -> str:
    weights = Path(encoder) / "model.safetensors"
    if not weights.is_file():
        return encoder
    about = weights.stat()
    return f"{weights.resolve()} {about.st_size} {about.st_mtime_ns}"
