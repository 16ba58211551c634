"""Files to agents and from them: strangers' bytes, behind headers that let them do nothing.

Source: OWASP ASVS 5.0 V5 (file handling), RFC 6266 and 8187 (names in headers).
"""

from collections.abc import Iterable
from urllib.parse import quote, unquote

import msgspec
from aiohttp import web

from bot.console.doors import CONVERSATION, Doors
from bot.console.sign_in import SignIn
from bot.conversation.errors import BadInput, NotFound, NotSignedIn
from bot.conversation.message import Attachment
from bot.engine.file_types import BY_MEDIA_TYPE
from bot.engine.files import Files
from bot.http.body import json_response
from bot.http.route import Route

#: Header that holds the name of a file that is sent to us, percent-encoded UTF-8.
NAME = "X-File-Name"
CHUNK = 64 * 1024

#: Nothing in the file may run, load or be read by anybody else, whatever a browser takes it for.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Kept by the agent's own browser, and asked for again each time: who signed out sees it no more.
    "Cache-Control": "private, no-cache",
}


class SentFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is here and can be sent with a reply."""

    file: Attachment


class FilesHttp:
    """Serves files."""

    def __init__(self, files: Files, sign_in: SignIn) -> None:
        self._files = files
        self._doors = Doors(sign_in)

    def routes(self) -> Iterable[Route]:
        """Return the doors."""
        yield Route(
            method="GET",
            path="/files/{file}",
            handler=self.show,
            summary="A file of a conversation.",
            auth="session",
        )
        yield Route(
            method="POST",
            path=CONVERSATION + "/files",
            handler=self.take,
            summary=f"Keep a file to be sent with a reply: its bytes as the body, `?epoch=`, its name in {NAME}.",
            auth="session",
            answers=SentFile,
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Send a file to a signed-in agent; to anybody else there is none."""
        try:
            await self._doors.reader(request)
        except NotSignedIn as error:
            raise NotFound("there is no such file") from error
        found = await self._files.of(request.match_info["file"])
        if found is None:
            raise NotFound("there is no such file")
        kept, path = found
        shown = "attachment" if BY_MEDIA_TYPE[kept.media_type].kind == "file" else "inline"
        headers = {**HEADERS, "Content-Type": kept.media_type, "Content-Disposition": f"{shown}; {_named(kept.name)}"}
        return web.FileResponse(path, headers=headers)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Keep a file of the agent who has the conversation."""
        agent = await self._doors.actor(request)
        conversation_id = request.match_info["conversation"]
        await self._files.check_may_send(conversation_id, agent, epoch=_epoch(request))
        name = unquote(request.headers.get(NAME, ""))
        try:
            kept = await self._files.keep(conversation_id, request.content.iter_chunked(CHUNK), name=name)
        except (web.RequestPayloadError, ConnectionError) as error:
            raise BadInput("the file broke off") from error
        return json_response(SentFile(file=kept.attachment))


def _epoch(request: web.Request) -> int:
    epoch = request.query.get("epoch", "")
    if not epoch.isascii() or not epoch.isdigit() or len(epoch) > 9:
        raise BadInput("`epoch` must be a number")
    return int(epoch)


def _named(name: str) -> str:
    """Return a name as a header holds it: for old browsers in ASCII, for all others whole."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
