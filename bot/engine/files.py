"""Files that are kept: those of customers, and those that agents send. Bytes first, then the row that names them."""

import unicodedata
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.conversation.clock import Clock
from bot.conversation.errors import BadInput, BotError, TooLarge
from bot.conversation.message import Attachment
from bot.conversation.reasons import ToAgent
from bot.engine.file_types import BY_MEDIA_TYPE, HEAD, FileType, file_type_of
from bot.handoff.agent import Agent
from bot.understanding.private_data import mask

#: Longest name that is kept, in characters.
LONGEST_NAME = 100
#: A file without a row that is older died with a process between the two.
ORPHANED = timedelta(days=1)
MEGABYTE = 1024 * 1024

_NOT_IN_NAMES = frozenset('<>:"|?*')


class NotKept(BotError):
    """The file could not be fetched or written."""

    code = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that is here.

    Attributes:
        media_type: what its bytes are, as they show themselves.
        size: in bytes.
        name: fit to be shown and to be saved under.
    """

    id: str
    conversation_id: str
    media_type: str
    size: int
    name: str
    created_at: datetime

    @property
    def attachment(self) -> Attachment:
        """The file as a part of a message."""
        kind = BY_MEDIA_TYPE[self.media_type].kind
        return Attachment(kind=kind, title=self.name, file_id=self.id, media_type=self.media_type, size=self.size)


class FileStore(Protocol):
    """Knows which files there are."""

    async def add(self, new: KeptFile) -> None:
        """Keep what is known of a file."""
        ...

    async def of(self, file_id: str) -> KeptFile | None:
        """Return a file; None where there is none."""
        ...

    async def known(self, file_ids: Iterable[str]) -> set[str]:
        """Return which of them there are."""
        ...

    async def check_may_send(self, conversation_id: str, agent: Agent, *, epoch: int, now: datetime) -> None:
        """Make sure that an agent may send files there.

        Raises:
            BadInput: the conversation's channel takes no files. Conflict, NotFound: see `DeskStore.reply`.
        """
        ...


class Folder(Protocol):
    """Holds the bytes."""

    async def write(self, name: str, pieces: AsyncIterator[bytes]) -> int:
        """Write a file, there whole or not at all; return its size.

        Raises:
            NotKept: the disk took it not.
        """
        ...

    async def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        ...

    async def older_than(self, moment: datetime) -> list[str]:
        """Return the names of everything in the folder that was last written before."""
        ...

    def path(self, name: str) -> Path:
        """Return where a file lies."""
        ...


class Files:
    """Keeps files."""

    def __init__(self, store: FileStore, folder: Folder, *, clock: Clock, new_id: Callable[[], str]) -> None:
        self._store = store
        self._folder = folder
        self._clock = clock
        self._new_id = new_id

    async def keep(self, conversation_id: str, pieces: AsyncIterator[bytes], *, name: str) -> KeptFile:
        """Keep a file, reading no further than it has to.

        Raises:
            BadInput: it is of no type that is kept, or empty. TooLarge: it is larger than its type may be.
            NotKept: see `Folder.write`. Unavailable: the database cannot be written.
        """
        head = await _first(pieces)
        kind = file_type_of(head)
        if kind is None:
            if not head:
                raise BadInput("the file is empty", reason=ToAgent.FILE_EMPTY)
            raise BadInput("files of this type are not kept", reason=ToAgent.FILE_TYPE)
        file_id = self._new_id()
        size = await self._folder.write(file_id, _limited(head, pieces, kind.largest))
        kept = KeptFile(
            id=file_id,
            conversation_id=conversation_id,
            media_type=kind.media_type,
            size=size,
            name=safe_name(name, kind),
            created_at=self._clock.now(),
        )
        try:
            await self._store.add(kept)
        except Exception:
            # Not where this task is cancelled: then the row may still be written.
            await self._folder.remove(file_id)
            raise
        return kept

    async def check_may_send(self, conversation_id: str, agent: Agent, *, epoch: int) -> None:
        """See `FileStore.check_may_send`."""
        await self._store.check_may_send(conversation_id, agent, epoch=epoch, now=self._clock.now())

    async def attached(self, conversation_id: str, file_ids: Iterable[str]) -> tuple[Attachment, ...]:
        """Return files of a conversation as parts of a message.

        Raises:
            BadInput: one of them is not a file of this conversation.
        """
        found = [await self._store.of(file_id) for file_id in file_ids]
        attachments = tuple(one.attachment for one in found if one and one.conversation_id == conversation_id)
        if len(attachments) < len(found):
            raise BadInput("one of the files does not belong to this conversation")
        return attachments

    async def of(self, file_id: str) -> tuple[KeptFile, Path] | None:
        """Return a file and where it lies; None where there is none."""
        found = await self._store.of(file_id)
        return None if found is None else (found, self._folder.path(found.id))

    async def sweep(self) -> int:
        """Remove what lies in the folder for longer than `ORPHANED` and no row names; return how much that was."""
        old = await self._folder.older_than(self._clock.now() - ORPHANED)
        orphans = set(old) - await self._store.known(old)
        for name in orphans:
            await self._folder.remove(name)
        return len(orphans)


def safe_name(name: str, kind: FileType) -> str:
    """Return a name fit to be shown and to be saved under: no path, nothing unseen, an ending that is true."""
    last = mask(name.replace("\\", "/").rsplit("/", 1)[-1])
    readable = unicodedata.normalize("NFC", last.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    # Cf holds the characters that turn the reading direction round: «gpj.exe» must not look like «exe.jpg».
    kept = "".join(c for c in readable if c not in _NOT_IN_NAMES and unicodedata.category(c) not in {"Cc", "Cf"})
    kept = " ".join(kept.split()).strip(". ") or "file"
    ending = next((e for e in kind.endings if kept.lower().endswith(e)), "")
    stem = kept[: len(kept) - len(ending)] or "file"
    ending = ending or kind.endings[0]
    return stem[: LONGEST_NAME - len(ending)].rstrip(". ") + ending


async def _first(pieces: AsyncIterator[bytes]) -> bytes:
    """Return the first pieces, together at least `HEAD` bytes where there are so many."""
    head = bytearray()
    while len(head) < HEAD:
        piece = await anext(pieces, None)
        if piece is None:
            break
        head += piece
    return bytes(head)


async def _limited(head: bytes, pieces: AsyncIterator[bytes], largest: int) -> AsyncIterator[bytes]:
    size, piece = 0, head
    while True:
        size += len(piece)
        if size > largest:
            raise TooLarge(f"the file is larger than {largest // MEGABYTE} MB")
        yield piece
        found = await anext(pieces, None)
        if found is None:
            return
        piece = found
