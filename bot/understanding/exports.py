"""Where exported encoders stand: each source has a folder of its own, which changes when the source does."""

import hashlib
import re
from pathlib import Path

from bot.understanding.encoder import file_hash

#: What an adapter folder holds.
ADAPTER_FILE = "adapter.safetensors"
#: What the packaged encoder is called.
PACKAGED = "all-MiniLM-L6-v2"


def export_folder(exports: Path, encoder: str | None, adapter: Path) -> Path:
    """Return the folder of the export that serves.

    Args:
        exports: the folder of all exports.
        encoder: Hugging Face name or folder; None for the packaged one.
        adapter: what is merged into the packaged one, if it is there.
    """
    if encoder is None:
        taught = adapter / ADAPTER_FILE
        return exports / (f"{PACKAGED}-{file_hash(taught)[:12]}" if taught.is_file() else PACKAGED)
    weights = Path(encoder) / "model.safetensors"
    said = encoder
    if weights.is_file():
        about = weights.stat()
        said = f"{weights.resolve()} {about.st_size} {about.st_mtime_ns}"
    name = re.sub(r"[^\w.-]+", "-", Path(encoder).name or encoder)
    return exports / f"{name}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"
