"""Joins what keeps files: those that customers send, those that agents send."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import structlog

from bot.channels.messenger.messages import KeepFile
from bot.conversation.errors import BadInput
from bot.conversation.message import Attachment
from bot.engine.arrivals import Places
from bot.engine.files import Files, NotKept
from bot.remote.files import RemoteFiles
from bot.storage.file_folder import FileFolder
from bot.storage.files import StoredFiles
from bot.wiring.ground import Ground, new_id

#: So often what nobody names any more is looked for.
SWEPT_EVERY = timedelta(days=1)

log = structlog.get_logger()


def kept_files(ground: Ground) -> Files:
    """Return the files of this installation, in the folder `files` of its data."""
    folder = FileFolder(ground.settings.data / "files")
    return Files(StoredFiles(ground.database), folder, clock=ground.clock, new_id=new_id)


def keeper(files: Files, trusted: Collection[str], places: Places) -> KeepFile:
    """Return what fetches and keeps the file of an attachment, or says why not; others are taken in meanwhile."""
    remote = RemoteFiles(exceptions=trusted)

    async def keep(conversation_id: str, kind: str, address: str, title: str) -> Attachment:
        try:
            with places.aside():
                kept = await remote.fetch(
                    address,
                    lambda pieces: files.keep(conversation_id, pieces, name=title or unquote(urlsplit(address).path)),
                )
        except (BadInput, NotKept) as error:
            log.info("attachment_not_kept", conversation=conversation_id, why=error.message)
            return Attachment(kind=kind, title=title, problem=_sentence(error.message))
        # A voice is an `audio` to its channel, and an MP4 by its bytes.
        return replace(kept.attachment, kind=kind)

    return keep


async def sweep_always(files: Files) -> None:
    """Remove what was left behind, at the start and then each day, until cancelled."""
    while True:
        if removed := await files.sweep():
            log.info("orphaned_files_removed", number=removed)
        await asyncio.sleep(SWEPT_EVERY.total_seconds())


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}."
