"""The encoder that serves says what the reference says, whatever stands beside a text."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.cli.encoder import shared_adapters
from bot.conversation.errors import BadConfiguration
from bot.settings import read_settings
from bot.training.source import encoder_source
from bot.understanding.encoder import OnnxEncoder
from bot.understanding.exports import adapters_of
from bot.understanding.huggingface import TorchEncoder
from bot.understanding.understanding import ENCODER_FOLDER

TEXTS = ["where is my order", "我的订单到哪了", "I was charged twice!", "", "a " * 500]


def test_the_export_agrees_with_the_torch_model(encoder: OnnxEncoder) -> None:
    settings = read_settings()
    adapters = (*shared_adapters(settings), *adapters_of(settings.model / ENCODER_FOLDER))
    with encoder_source(None, adapters) as source:
        assert source.fingerprint == encoder.fingerprint
        reference = TorchEncoder(str(source.folder))
    assert reference.dimensions == encoder.dimensions
    assert (encoder.encode(TEXTS) * reference.encode(TEXTS)).sum(axis=1).min() > 0.97


def test_a_text_has_the_same_vector_alone_and_among_others(encoder: OnnxEncoder) -> None:
    together = encoder.encode(TEXTS)
    for row, text in enumerate(TEXTS):
        assert np.array_equal(encoder.encode([text])[0], together[row])


def test_vectors_have_length_1(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), encoder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_no_texts_have_no_vectors(encoder: OnnxEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_a_folder_without_an_export_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="baton encoder"):
        OnnxEncoder(tmp_path)


def test_a_model_that_is_not_here_says_how_to_get_it() -> None:
    with pytest.raises(BadConfiguration, match="hf download"):
        TorchEncoder("nobody/nothing")


def test_serving_never_imports_torch() -> None:
    code = (
        "import sys; from pathlib import Path; from bot.understanding.understanding import load_understanding as load;"
        "from bot.settings import read_settings as read; from bot.cli.encoder import ensure_encoder as ensure;"
        "s = read(); u = load(ensure(s, tell=print), s.model);"
        "from bot.conversation.language import Language; u.interpret_now(['hi'], fallback=Language.ENGLISH);"
        "print([m for m in ('torch', 'transformers') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
