"""Secrets that this server makes for itself: a file that nobody else may read, one secret a line, the newest first."""

import os
import secrets
import stat
from pathlib import Path

from bot.conversation.errors import BadConfiguration

#: Secrets that are good at once: the one that signs, and the one that it replaced.
GOOD = 2
_OURS_ALONE = 0o600


class SecretFile:
    """Gives the secrets of a file, which it makes when the first is wanted.

    To take a new secret into use while the one before is good for what it has signed: `rotate`, or a new first line.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at: int | None = None
        self._secrets: tuple[str, ...] = ()

    def __call__(self) -> tuple[str, ...]:
        """Return the secrets that are good; the first is the one to sign with.

        Raises:
            BadConfiguration: others may read the file, or it holds none.
        """
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._make((_new(),))
            found = self._path.stat()
        if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise BadConfiguration(f"{self._path}: others may read it; allow only yourself (chmod 600)")
        if found.st_mtime_ns != self._read_at:
            lines = self._path.read_text().split()
            if not lines:
                raise BadConfiguration(f"{self._path}: it holds no secret; remove it, and a new one is made")
            self._secrets, self._read_at = tuple(lines[:GOOD]), found.st_mtime_ns
        return self._secrets

    def rotate(self) -> None:
        """Sign with a new secret from now on; the one before stays good until the next time."""
        self._make((_new(), *self()[: GOOD - 1]))
        self._read_at = None

    def _make(self, lines: tuple[str, ...]) -> None:
        """Write the file whole: a reader finds the one before or this one, and nobody else finds either."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OURS_ALONE), "w") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


def _new() -> str:
    return secrets.token_urlsafe(32)
