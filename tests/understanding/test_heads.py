"""A model folder is read whole or refused with what to do; probabilities are probabilities."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.conversation.errors import BadConfiguration
from bot.understanding.encoder import OnnxEncoder
from bot.understanding.features import rows_of
from bot.understanding.glossary import chinese
from bot.understanding.heads import CONFIG_FILE, FORMAT, WEIGHTS_FILE, Heads, load_heads
from tests.understanding.conftest import MODEL


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODEL, tmp_path / "model"))


def test_intents_sum_to_1_and_sentiment_is_between_its_ends(heads: Heads, encoder: OnnxEncoder) -> None:
    texts = ["where is my order", "you idiots!!!", "", "thank you so much"]
    for judged in heads.judge(encoder.encode(texts), [rows_of(t, t) for t in texts]):
        assert judged.intents.sum() == pytest.approx(1, abs=1e-5)
        assert 0 <= judged.out_of_scope <= 1
        assert -1 <= judged.sentiment <= 1


def test_the_committed_model_is_small(heads: Heads) -> None:
    assert (MODEL / WEIGHTS_FILE).stat().st_size < 6_000_000
    assert heads.model.startswith("default@")


def test_damaged_weights_are_refused(copy: Path) -> None:
    weights = bytearray((copy / WEIGHTS_FILE).read_bytes())
    weights[-1] ^= 1
    (copy / WEIGHTS_FILE).write_bytes(weights)
    with pytest.raises(BadConfiguration, match="baton train"):
        load_heads(copy)


@pytest.mark.parametrize("change", [(f'"format": {FORMAT}', '"format": 99'), ('"id2label"', '"labels"'), ("{", "")])
def test_another_config_is_refused(copy: Path, change: tuple[str, str]) -> None:
    path = copy / CONFIG_FILE
    path.write_text(path.read_text("utf-8").replace(*change, 1), "utf-8")
    with pytest.raises(BadConfiguration, match="baton train"):
        load_heads(copy)


@pytest.mark.parametrize("name", [CONFIG_FILE, WEIGHTS_FILE])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(BadConfiguration, match=name):
        load_heads(copy)


def test_heads_refuse_an_encoder_and_a_glossary_that_they_were_not_trained_on(heads: Heads) -> None:
    class Other:
        name, dimensions, fingerprint = "other", 3, "0" * 64

        def encode(self, texts: object) -> np.ndarray:
            raise AssertionError

    with pytest.raises(BadConfiguration) as caught:
        heads.check(Other(), "another list")
    assert len(caught.value.problems) == 2


def test_the_committed_model_fits_the_committed_words(heads: Heads, encoder: OnnxEncoder) -> None:
    heads.check(encoder, chinese().fingerprint)
