"""The only door to torch, transformers, onnxruntime and tokenizers: text in, vectors out.

Loading happens in constructors, never at import, so that whoever only talks about encoders pays for none.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

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
        about = read_about(folder)
        if about is None:
            raise BadConfiguration(f"{folder}: no encoder of format {EXPORT_FORMAT} here; run `baton encoder`")
        self.name: str = about["name"]
        self.dimensions: int = about["dimensions"]
        self.fingerprint: str = about["source"]
        self._tokenizer = _tokenizer(folder / TOKENIZER_FILE)
        self._session = _session(folder / MODEL_FILE, threads)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            tokens = self._tokenizer.encode(text)
            inputs = {"input_ids": np.array([tokens.ids]), "attention_mask": np.array([tokens.attention_mask])}
            vectors[row] = self._session.run(None, inputs)[0][0]
        return vectors


class TorchEncoder:
    """The reference, and any encoder by Hugging Face name or folder; see `Encoder`.

    Nothing is downloaded: a name must be in the local Hugging Face cache already.

    Raises:
        BadConfiguration: there is no such model on this machine, or it has no safetensors.
    """

    def __init__(self, name_or_folder: str) -> None:
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging as transformers_log

        transformers_log.disable_progress_bar()  # type: ignore[no-untyped-call]
        weights = weights_of(name_or_folder)
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(name_or_folder, local_files_only=True)
            self._model = AutoModel.from_pretrained(name_or_folder, local_files_only=True, use_safetensors=True).eval()
        except (OSError, ValueError) as error:
            raise _not_here(name_or_folder) from error
        # Without its files a tokenizer is made up that knows no word.
        if len(self._tokenizer) <= len(self._tokenizer.all_special_ids):
            raise BadConfiguration(f"{name_or_folder}: the encoder has no tokenizer (`{TOKENIZER_FILE}`)")
        self.name = Path(name_or_folder).name
        self.dimensions: int = self._model.config.hidden_size * len(DEPTHS)
        self.fingerprint = file_hash(weights)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`; texts are padded to the longest of 32."""
        import torch

        parts: list[Vectors] = [np.empty((0, self.dimensions), np.float32)]
        with torch.inference_mode():
            for start in range(0, len(texts), 32):
                group = list(texts[start : start + 32])
                tokens = self._tokenizer(
                    group, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt", verbose=False
                )
                parts.append(pooled(self._model, tokens["input_ids"], tokens["attention_mask"]).numpy())
        return np.concatenate(parts)


def pooled(model: Any, input_ids: Any, attention_mask: Any) -> Any:
    """Return the means over each text's own tokens at three depths, together at length 1.

    torch tensors in, (n, dimensions) out. The last layer knows what a sentence means, the first one what it says;
    together they recognise 77 % of the intents where the last one alone recognises 73 %.
    """
    import torch

    layers = model(input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True).hidden_states
    weight = attention_mask.unsqueeze(-1).to(layers[-1].dtype)
    means = []
    for depth, share in DEPTHS:
        mean = (layers[round(depth * (len(layers) - 1))] * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
        means.append(torch.nn.functional.normalize(mean, dim=1) * share**0.5)
    return torch.cat(means, dim=1)


def weights_of(name_or_folder: str) -> Path:
    """Return the `model.safetensors` of a Hugging Face name or folder; nothing is downloaded.

    Raises:
        BadConfiguration: it is not on this machine.
    """
    from transformers.utils.hub import cached_file

    try:
        return Path(str(cached_file(name_or_folder, "model.safetensors", local_files_only=True)))
    except (OSError, ValueError) as error:
        raise _not_here(name_or_folder) from error


def _not_here(name_or_folder: str) -> BadConfiguration:
    return BadConfiguration(f"{name_or_folder}: no such encoder here; `hf download {name_or_folder}`")


def read_about(folder: Path) -> dict[str, Any] | None:
    """Return what the export in the folder says of itself, or None where there is none that can be used."""
    try:
        about: dict[str, Any] = json.loads((folder / ABOUT_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    whole = all((folder / name).is_file() for name in (MODEL_FILE, TOKENIZER_FILE))
    return about if whole and about.get("format") == EXPORT_FORMAT else None


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
    # A spinning pool would burn the core that the event loop needs.
    # What can be optimised was, when it was exported: doing it again would make every start 0.2 s longer.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
