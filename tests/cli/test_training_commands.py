"""Commands that take long say what is wrong at once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import baton
from bot.conversation.errors import BadConfiguration

PAIRS = "en\tzh\nwhere is my order\t我的订单在哪\nhow much is it\t多少钱\n"


@pytest.mark.parametrize("command", ["train", "distil", "pretrain"])
def test_a_folder_that_cannot_be_written_is_named_before_anything_is_learnt(command: str, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(PAIRS, "utf-8")
    own = {"train": [], "distil": [str(pairs)], "pretrain": [str(pairs), "--pairs", str(pairs)]}[command]
    # A file stands where the folder should be.
    shown = CliRunner().invoke(baton, [command, *own, "--output", str(pairs / "model")])
    assert isinstance(shown.exception, BadConfiguration)
    assert f"{pairs / 'model'}: cannot be written to" in str(shown.exception)
    assert shown.output == ""


def test_only_the_packaged_encoder_is_pretrained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(PAIRS, "utf-8")
    monkeypatch.setenv("BATON_ENCODER", str(tmp_path))
    shown = CliRunner().invoke(baton, ["pretrain", str(pairs), "--pairs", str(pairs)])
    assert "leave BATON_ENCODER unset" in str(shown.exception)
