"""Encoders of others: whatever way they are stored, one clear error or the same vectors."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.conversation.errors import BadConfiguration
from bot.training.export import export_encoder
from bot.training.finetune import Lesson, finetune
from bot.training.source import encoder_source
from bot.understanding.encoder import OnnxEncoder
from bot.understanding.huggingface import TorchEncoder, load_whole
from tests.support.tiny import tiny_bert

TEXTS = ["where is my box", "you took my money"]
WORDS = " ".join(TEXTS).split()


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return tiny_bert(tmp_path / "tiny", WORDS)


@pytest.mark.parametrize("precision", ["float16", "bfloat16"])
def test_half_precision_is_read_exported_and_tuned_as_single(tiny: Path, tmp_path: Path, precision: str) -> None:
    import torch

    whole, _ = load_whole(tiny)
    half = tmp_path / "half"
    shutil.copytree(tiny, half)
    whole.to(getattr(torch, precision)).save_pretrained(half)
    one, other = TorchEncoder(str(tiny)).encode(TEXTS), TorchEncoder(str(half)).encode(TEXTS)
    assert (one * other).sum(axis=1).min() > 0.99
    export_encoder(half, tmp_path / "export", name="half")
    assert (OnnxEncoder(tmp_path / "export").encode(TEXTS) * other).sum(axis=1).min() > 0.95
    lesson = Lesson(texts=tuple(TEXTS), labels=np.array([0, 1]), classes=2)
    assert finetune([lesson], source=half, seed=1, progress=lambda _: None)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.training.finetune.LEAST_STEPS", 3)


def test_an_encoder_that_is_no_bert_is_exported_as_it_reads(tiny: Path, tmp_path: Path) -> None:
    from transformers import DistilBertConfig, DistilBertModel

    _, tokenizer = load_whole(tiny)
    config = DistilBertConfig(vocab_size=len(tokenizer), dim=32, n_layers=2, n_heads=2, hidden_dim=64)
    DistilBertModel(config).save_pretrained(tmp_path / "distil")
    tokenizer.save_pretrained(tmp_path / "distil")
    export_encoder(tmp_path / "distil", tmp_path / "export", name="distil")
    made, wanted = OnnxEncoder(tmp_path / "export").encode(TEXTS), TorchEncoder(str(tmp_path / "distil")).encode(TEXTS)
    assert (made * wanted).sum(axis=1).min() > 0.95


def test_code_that_comes_with_an_encoder_is_not_run(tiny: Path) -> None:
    trace = tiny / "was-run"
    config = json.loads((tiny / "config.json").read_text("utf-8"))
    config |= {"model_type": "mine", "auto_map": {"AutoConfig": "own.Config", "AutoModel": "own.Model"}}
    (tiny / "config.json").write_text(json.dumps(config), "utf-8")
    (tiny / "own.py").write_text(f"open({str(trace)!r}, 'w')\nclass Config: ...\nclass Model: ...\n", "utf-8")
    with pytest.raises(BadConfiguration, match="cannot be read as an encoder"):
        load_whole(tiny)
    assert not trace.exists()


def test_without_a_tokenizer_nothing_is_tuned(tiny: Path) -> None:
    for file in tiny.glob("tokenizer*"):
        file.unlink()
    (tiny / "vocab.txt").unlink(missing_ok=True)
    with pytest.raises(BadConfiguration), encoder_source(str(tiny), ()):
        pass


def test_half_a_file_of_weights_is_refused(tiny: Path) -> None:
    weights = tiny / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(BadConfiguration, match="cannot be read as an encoder"):
        load_whole(tiny)


def test_a_folder_with_other_weights_says_which_file_is_missing(tiny: Path) -> None:
    (tiny / "model.safetensors").rename(tiny / "pytorch_model.bin")
    with pytest.raises(BadConfiguration, match=r"model\.safetensors: not found"):
        load_whole(tiny)


def test_an_encoder_with_a_decoder_is_refused(tiny: Path) -> None:
    from transformers import T5Config, T5Model

    config = T5Config(vocab_size=60, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2)
    T5Model(config).save_pretrained(tiny)
    with pytest.raises(BadConfiguration, match="decoder"):
        load_whole(tiny)
