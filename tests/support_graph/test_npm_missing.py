"""Where the client from npm cannot be had, nobody is left to believe that the fake was checked against it."""

from pathlib import Path

import pytest

from tests.support_graph.npm_client import UNCHECKED, installed, must_have_npm


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder in which alone commands are looked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_without_npm_it_is_said_what_is_not_checked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception) as skipped:
        must_have_npm()
    assert "not checked" in UNCHECKED
    assert str(skipped.value) == UNCHECKED


def test_where_all_must_be_checked_a_missing_npm_is_a_failure(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="not checked"):
        must_have_npm()


@pytest.mark.parametrize("ci", ["", "true"])
def test_packages_that_cannot_be_had_are_a_failure_everywhere(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ci: str
) -> None:
    monkeypatch.setenv("CI", ci)
    npm = path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error network' >&2\nexit 1\n")
    npm.chmod(0o755)
    must_have_npm()
    with pytest.raises(AssertionError, match="npm error network"):
        installed(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []
