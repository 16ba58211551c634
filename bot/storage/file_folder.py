"""The folder of files: each is there whole or not at all."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import structlog

from bot.engine.files import NotKept

#: Ending of what is still being written.
PART = ".part"

log = structlog.get_logger()


class FileFolder:
    """See `engine.files.Folder`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def path(self, name: str) -> Path:
        """See `Folder.path`."""
        return self._path / name

    async def write(self, name: str, pieces: AsyncIterator[bytes]) -> int:
        """See `Folder.write`."""
        part = self.path(name + PART)
        try:
            file = await asyncio.to_thread(self._begin, part)
        except OSError as error:
            raise _trouble(error) from error
        size = 0
        try:
            async for piece in pieces:
                size += await asyncio.to_thread(_write, file, piece)
            await asyncio.to_thread(self._finish, file, part, self.path(name))
        finally:
            # Where a thread still writes because this task was cancelled, closing waits for it.
            await asyncio.to_thread(_drop, file, part)
        return size

    async def remove(self, name: str) -> None:
        """See `Folder.remove`."""
        await asyncio.to_thread(self.path(name).unlink, missing_ok=True)

    async def older_than(self, moment: datetime) -> list[str]:
        """See `Folder.older_than`."""
        return await asyncio.to_thread(self._older_than, moment.timestamp())

    def _older_than(self, seconds: float) -> list[str]:
        if not self._path.exists():
            return []
        return [found.name for found in os.scandir(self._path) if found.is_file() and found.stat().st_mtime < seconds]

    def _begin(self, part: Path) -> BinaryIO:
        # What customers send is nobody else's on this machine.
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return part.open("xb")

    def _finish(self, file: BinaryIO, part: Path, whole: Path) -> None:
        try:
            file.flush()
            os.fsync(file.fileno())
            part.replace(whole)
            # The name must survive a power cut as well: the row that holds it does.
            folder = os.open(self._path, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise _trouble(error) from error


def _write(file: BinaryIO, piece: bytes) -> int:
    try:
        return file.write(piece)
    except OSError as error:
        raise _trouble(error) from error


def _drop(file: BinaryIO, part: Path) -> None:
    with suppress(OSError):  # a full disk takes not even what is still in the buffer
        file.close()
    part.unlink(missing_ok=True)


def _trouble(error: OSError) -> NotKept:
    log.error("file_not_written", errno=error.errno)
    return NotKept("the file could not be written here")
