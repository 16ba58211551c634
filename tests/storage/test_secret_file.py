"""Secrets that the server makes for itself."""

import stat
from pathlib import Path

import pytest

from bot.conversation.errors import BadConfiguration
from bot.storage.secret_file import SecretFile


def test_the_first_is_made_when_it_is_wanted_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "data" / "link.secrets"
    assert not path.exists()
    made = SecretFile(path)()
    assert len(made) == 1
    assert len(made[0]) >= 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SecretFile(path)() == made
    assert [file.name for file in path.parent.iterdir()] == ["link.secrets"]


def test_while_one_is_replaced_both_are_good_and_no_third(tmp_path: Path) -> None:
    secrets = SecretFile(tmp_path / "link.secrets")
    (first,) = secrets()
    secrets.rotate()
    second, before = secrets()
    assert before == first
    assert second != first
    secrets.rotate()
    assert secrets()[1:] == (second,)


def test_a_new_first_line_is_taken_into_use_at_once(tmp_path: Path) -> None:
    path = tmp_path / "link.secrets"
    secrets = SecretFile(path)
    (first,) = secrets()
    path.write_text(f"by-hand\n{first}\n")
    assert secrets() == ("by-hand", first)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_what_others_may_read_is_no_secret(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "link.secrets"
    path.write_text("open\n")
    path.chmod(mode)
    with pytest.raises(BadConfiguration, match="chmod 600"):
        SecretFile(path)()


def test_an_empty_file_signs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "link.secrets"
    path.touch(mode=0o600)
    with pytest.raises(BadConfiguration, match="holds no secret"):
        SecretFile(path)()
