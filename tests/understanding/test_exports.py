"""Every source of an encoder has an export of its own, and another one when it changes."""

import os
from pathlib import Path

import pytest

from bot.understanding.exports import PACKAGED, adapters_of, export_folder


def test_the_packaged_encoder_is_exported_anew_when_its_adapter_changes(tmp_path: Path) -> None:
    adapter = tmp_path / "adapter"
    assert adapters_of(adapter) == ()
    plain = export_folder(tmp_path, None, ())
    assert plain.name.startswith(f"{PACKAGED}-")
    adapter.mkdir()
    found = {plain}
    for content in (b"one", b"two"):
        (adapter / "adapter.safetensors").write_bytes(content)
        assert adapters_of(adapter) == (adapter,)
        found |= {export_folder(tmp_path, None, (adapter,)), export_folder(tmp_path, None, (adapter, adapter))}
    assert len(found) == 5


def test_a_name_has_a_folder_of_its_own_that_can_be_read(tmp_path: Path) -> None:
    folders = {export_folder(tmp_path, name, ()) for name in ("intfloat/e5", "other/e5", "intfloat/e5")}
    assert len(folders) == 2
    assert all(folder.parent == tmp_path and folder.name.startswith("e5-") for folder in folders)


@pytest.mark.parametrize("file", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_new_file_in_a_folder_is_another_encoder(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("model.safetensors", "config.json", "tokenizer.json"):
        (folder / name).write_bytes(b"one")
        os.utime(folder / name, ns=(1, 1))
    before = export_folder(tmp_path, str(folder), ())
    assert export_folder(tmp_path, f"{folder}/", ()) == before
    (folder / file).write_bytes(b"two")
    assert export_folder(tmp_path, str(folder), ()) != before


def test_a_new_revision_of_a_name_is_another_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "hub"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(cache))
    monkeypatch.setattr("huggingface_hub.file_download.HF_HUB_CACHE", str(cache), raising=False)
    repository = cache / "models--who--what"
    found = set()
    for revision in ("a" * 40, "b" * 40):
        snapshot = repository / "snapshots" / revision
        snapshot.mkdir(parents=True)
        (snapshot / "config.json").write_text("{}", "utf-8")
        (repository / "refs").mkdir(exist_ok=True)
        (repository / "refs" / "main").write_text(revision, "utf-8")
        found.add(export_folder(tmp_path, "who/what", ()))
    assert len(found) == 2
