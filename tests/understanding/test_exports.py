"""Every source of an encoder has an export of its own, and another one when it changes."""

import os
from pathlib import Path

from bot.understanding.exports import PACKAGED, adapters_of, export_folder


def test_the_packaged_encoder_is_exported_anew_when_its_adapter_changes(tmp_path: Path) -> None:
    adapter = tmp_path / "adapter"
    assert adapters_of(adapter) == ()
    plain = export_folder(tmp_path, None, ())
    assert plain.name == PACKAGED
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


def test_new_weights_in_a_folder_are_another_encoder(tmp_path: Path) -> None:
    weights = tmp_path / "mine" / "model.safetensors"
    weights.parent.mkdir()
    weights.write_bytes(b"one")
    os.utime(weights, ns=(1, 1))
    before = export_folder(tmp_path, str(weights.parent), ())
    assert export_folder(tmp_path, f"{weights.parent}/", ()) == before
    weights.write_bytes(b"two")
    assert export_folder(tmp_path, str(weights.parent), ()) != before
