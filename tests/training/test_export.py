"""The export is made once, whole or not at all."""

import json
from pathlib import Path

import pytest

from bot.conversation.errors import BadConfiguration
from bot.training.export import export_encoder, packaged_encoder
from bot.understanding.encoder import ABOUT_FILE, EXPORT_FORMAT, MODEL_FILE, TOKENIZER_FILE, file_hash, read_about


def test_a_matching_export_is_left_alone(tmp_path: Path) -> None:
    source = packaged_encoder()
    about = {"format": EXPORT_FORMAT, "name": "x", "dimensions": 3, "source": file_hash(source / "model.safetensors")}
    (tmp_path / ABOUT_FILE).write_text(json.dumps(about), "utf-8")
    for name in (MODEL_FILE, TOKENIZER_FILE):
        (tmp_path / name).write_text("here", "utf-8")
    assert not export_encoder(source, tmp_path, name="x")
    assert (tmp_path / MODEL_FILE).read_text("utf-8") == "here"


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration) as caught:
        export_encoder(tmp_path, tmp_path / "out")
    assert len(caught.value.problems) == 3
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("about", ["", "{}", '{"format": 1}'])
def test_half_an_export_is_none(tmp_path: Path, about: str) -> None:
    (tmp_path / ABOUT_FILE).write_text(about, "utf-8")
    assert read_about(tmp_path) is None
