"""The exported encoder and the committed model, loaded once; deadlines off, so that a busy machine fails nothing."""

from pathlib import Path

import pytest
from hypothesis import settings

from bot.cli.encoder import ensure_encoder
from bot.settings import read_settings
from bot.understanding.encoder import OnnxEncoder
from bot.understanding.heads import Heads, load_heads

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

MODEL = Path(__file__).parents[2] / "models" / "default"


@pytest.fixture(scope="session")
def encoder() -> OnnxEncoder:
    """Return the encoder that serves, exported first where it is missing."""
    return OnnxEncoder(ensure_encoder(read_settings(), tell=lambda _: None))


@pytest.fixture(scope="session")
def heads() -> Heads:
    """Return the heads that are committed."""
    return load_heads(MODEL)
