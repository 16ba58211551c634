"""The encoder that serves, and the only door to onnxruntime and tokenizers: text in, vectors out.

Loading happens in constructors, never at import, so that whoever only talks about encoders pays for none.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from bot.conversation.errors import BadConfiguration

Vectors = NDArray[np.float32]

#: Tokens of one text that are read; what follows them is not.
LONGEST = 128
#: Layers that are read, from 0 (words as they come in) to 1 (the last), and each one's share of the squared length.
DEPTHS = ((1.0, 0.5), (0.5, 0.25), (0.0, 0.25))
#: Raised when what `training.export` writes changes its meaning.
EXPORT_FORMAT = 3
MODEL_FILE, TOKENIZER_FILE, ABOUT_FILE = "model.int8.onnx", "tokenizer.json", "encoder.json"


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """What an export says of itself.

    Attributes:
        source: fingerprint of the encoder that it was made from.
        size: bytes of the model: a file that was cut off is not taken for one.
    """

    format: int = EXPORT_FORMAT
    name: str
    dimensions: int
    source: str
    size: int


class Encoder(Protocol):
    """Turns texts into vectors whose nearness is nearness in meaning.

    Attributes:
        fingerprint: SHA-256 of the weights that it was made from; heads trained on others refuse it.
    """

    name: str
    dimensions: int
    fingerprint: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (n, dimensions), at length 1: see `pooled`; at most `LONGEST` tokens are read.

        The vector of a text does not depend on the texts beside it, so that a recorded decision can be repeated.
        """
        ...


class OnnxEncoder:
    """The encoder that serves: an int8 export on ONNX Runtime; see `Encoder`.

    Texts run one by one. Measured on one thread, a padded batch of 32 takes as long as 32 single runs or longer, and
    int8 scales are shared within a run: batched vectors differ from single ones by up to 6 % (cosine 0.94), depending
    on the neighbours.

    Args:
        folder: written by `training.export`.
        threads: that one run may use.

    Raises:
        BadConfiguration: the folder holds no export, or one of another format.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        about = read_export(folder)
        if about is None:
            raise BadConfiguration(f"{folder}: no encoder of format {EXPORT_FORMAT} here; run `baton encoder`")
        self.name = about.name
        self.dimensions = about.dimensions
        self.fingerprint = about.source
        self._tokenizer = _tokenizer(folder / TOKENIZER_FILE)
        self._session = _session(folder / MODEL_FILE, threads)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            tokens = self._tokenizer.encode(text)
            # A tokenizer without marks of its own makes nothing of the empty text, and numpy would make floats of it.
            ids, mask = (np.array([part], np.int64) for part in (tokens.ids, tokens.attention_mask))
            inputs = {"input_ids": ids, "attention_mask": mask}
            vectors[row] = self._session.run(None, inputs)[0][0]
        return vectors


def read_export(folder: Path) -> Export | None:
    """Return what the export in the folder says of itself, or None where there is none that can be used."""
    try:
        about = msgspec.json.decode((folder / ABOUT_FILE).read_bytes(), type=Export)
        whole = (folder / MODEL_FILE).stat().st_size == about.size and (folder / TOKENIZER_FILE).is_file()
    except (OSError, msgspec.MsgspecError):
        return None
    return about if whole and about.format == EXPORT_FORMAT else None


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # What can be optimised was, when it was exported: doing it again would make every start 0.2 s longer.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    # A spinning pool would burn the core that the event loop needs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
