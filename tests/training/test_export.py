"""The export is made once, whole or not at all."""

from pathlib import Path

import msgspec
import pytest

from bot.conversation.errors import BadConfiguration
from bot.training import export as exporting
from bot.training.export import export_encoder, packaged_encoder
from bot.understanding.encoder import (
    ABOUT_FILE,
    MODEL_FILE,
    TOKENIZER_FILE,
    Export,
    OnnxEncoder,
    file_hash,
    read_export,
)
from tests.support.tiny import tiny_bert


def test_a_matching_export_is_left_alone(tmp_path: Path) -> None:
    source = packaged_encoder()
    fingerprint = file_hash(source / "model.safetensors")
    (tmp_path / ABOUT_FILE).write_bytes(msgspec.json.encode(Export(name="x", dimensions=3, source=fingerprint, size=4)))
    for name in (MODEL_FILE, TOKENIZER_FILE):
        (tmp_path / name).write_text("here", "utf-8")
    assert not export_encoder(source, tmp_path, name="x")
    assert (tmp_path / MODEL_FILE).read_text("utf-8") == "here"


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration) as caught:
        export_encoder(tmp_path, tmp_path / "out")
    assert len(caught.value.problems) == 3
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("about", ["", "{}", "[]", '{"format": 1}'])
def test_half_an_export_is_none(tmp_path: Path, about: str) -> None:
    (tmp_path / ABOUT_FILE).write_text(about, "utf-8")
    assert read_export(tmp_path) is None


def test_a_damaged_export_is_made_anew(tmp_path: Path) -> None:
    tiny = tiny_bert(tmp_path / "tiny", ["box"])
    export = tmp_path / "exports" / "tiny"
    assert export_encoder(tiny, export)
    assert not export_encoder(tiny, export)
    (export / MODEL_FILE).write_bytes(b"")
    assert read_export(export) is None
    assert export_encoder(tiny, export)
    assert OnnxEncoder(export).encode(["box", ""]).shape == (2, 96)
    assert [path.name for path in export.parent.iterdir()] == ["tiny"]


def test_who_is_slower_leaves_the_export_of_who_was_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = tiny_bert(tmp_path / "tiny", ["box"])
    export = tmp_path / "exports" / "tiny"
    optimize = exporting._optimize

    def overtaken(small: Path, output: Path) -> None:
        monkeypatch.setattr(exporting, "_optimize", optimize)
        assert export_encoder(tiny, export)
        optimize(small, output)

    monkeypatch.setattr(exporting, "_optimize", overtaken)
    assert not export_encoder(tiny, export)
    assert read_export(export) is not None


def test_a_folder_that_cannot_be_written_says_which_setting_names_another(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(BadConfiguration, match="BATON_EXPORTS"):
        export_encoder(packaged_encoder(), tmp_path / "file" / "exports" / "x")
