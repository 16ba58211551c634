"""Files of agents, brought to Meta before the message that shows them.

Source: Messenger Platform, «Attachment Upload API».
"""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import msgspec

from bot.channels.messenger.graph import Call, Graph
from bot.channels.messenger.graph_errors import GraphError, Trouble
from bot.channels.messenger.pages import Page
from bot.engine.file_types import BY_MEDIA_TYPE
from bot.engine.files import Files

#: Longest that an upload may take: with the message behind it, it stays under the outbox's lease.
TIME_LIMIT = timedelta(seconds=35)


class Uploads:
    """Uploads files.

    Attributes:
        graph: what they go by, as messages do.
    """

    def __init__(self, graph: Graph, files: Files) -> None:
        self.graph = graph
        self._files = files

    async def attachment(self, page: Page, file_id: str) -> dict[str, Any]:
        """Upload a file; return what a message holds of it.

        Raises:
            GraphError: Meta did not take it. Never unsure: nobody sees an upload, so it may be done again.
        """
        found = await self._files.of(file_id)
        try:
            if found is None:
                raise FileNotFoundError
            kept, path = found
            file = await asyncio.to_thread(path.open, "rb")
        except OSError as error:
            raise GraphError(Trouble.FILE) from error
        kind = BY_MEDIA_TYPE[kept.media_type].kind
        form = aiohttp.FormData()
        about = {"attachment": {"type": kind, "payload": {"is_reusable": True}}}
        form.add_field("message", msgspec.json.encode(about).decode())
        form.add_field("filedata", file, filename=kept.name, content_type=kept.media_type)
        limiter = page.sounds if kind in {"audio", "video"} else page.sends
        call = Call(path="me/message_attachments", form=form, limiter=limiter, time_limit=TIME_LIMIT)
        try:
            answer = await self.graph.call(page, call)
        except GraphError as error:
            if error.trouble is Trouble.UNSURE:
                raise GraphError(Trouble.TRANSIENT, code=error.code, subcode=error.subcode) from error
            raise
        finally:
            await asyncio.to_thread(file.close)
        if "attachment_id" not in answer:
            raise GraphError(Trouble.TRANSIENT)
        return {"type": kind, "payload": {"attachment_id": str(answer["attachment_id"])}}
