"""A WebSocket with bounds: frame size, heartbeat, no compression, one writer."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from bot.conversation.errors import BadInput, BotError, Unavailable
from bot.http.body import encode
from bot.http.errors import told

#: Longest frame that is looked at, in characters.
LARGEST_FRAME = 64 * 1024
#: Beyond this many bytes a frame is not even read to be told about: the connection closes with 1009.
LARGEST_READ = 4 * 1024 * 1024
#: A peer that does not answer a ping within half of this is gone, in seconds.
HEARTBEAT = 40.0
#: Closes what cannot be served for now (RFC 6455's registry): the page comes again by itself.
TRY_AGAIN = 1013

log = structlog.get_logger()


class Socket:
    """Sends frames one at a time, and reads text frames."""

    def __init__(self, response: web.WebSocketResponse) -> None:
        self.response = response
        self._sending = asyncio.Lock()

    @property
    def closed(self) -> bool:
        """The connection is over."""
        return self.response.closed

    async def send(self, frame: object) -> None:
        """Send a frame; returns at once on a connection that is over, for the log holds what was missed."""
        async with self._sending:
            if not self.response.closed:
                try:
                    await self.response.send_str(encode(frame))
                except (ConnectionError, RuntimeError):
                    await self.response.close()

    async def send_error(self, error: BotError, client_id: str | None = None) -> None:
        """Tell of an error, and which frame it is about."""
        about = {"id": client_id} if client_id else {}
        await self.send({"type": "error", **about, **told(error)})

    async def frames(self) -> AsyncIterator[str]:
        """Yield text frames until the other side is gone; anything else is answered with an error."""
        async for message in self.response:
            if message.type is WSMsgType.TEXT:
                yield message.data
            elif message.type is WSMsgType.BINARY:
                await self.send_error(BadInput("frames must be text"))

    @asynccontextmanager
    async def showing(self, work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
        """Let work show things while the block runs; where it breaks, the socket closes, and the page comes again."""
        task = asyncio.create_task(self._shown(work, name), name=name)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _shown(self, work: Coroutine[Any, Any, None], name: str) -> None:
        try:
            await work
        except Unavailable as error:
            log.warning("showing_broke", work=name, error=error.message)
        except Exception:  # the last owner: nobody else waits for it
            log.exception("showing_broke", work=name)
        else:
            return
        await self.close(TRY_AGAIN, "try again")

    async def close(self, code: int, reason: str) -> None:
        """Say good-bye."""
        await self.response.close(code=code, message=reason.encode())


async def open_socket(request: web.Request) -> Socket:
    """Accept a WebSocket.

    Raises:
        BadInput: the request is none.
    """
    # permessage-deflate costs 90 KB a socket; chat frames are too short to gain from it.
    response = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=LARGEST_READ, compress=False)
    if not response.can_prepare(request).ok:
        raise BadInput("a WebSocket is wanted here")
    await response.prepare(request)
    return Socket(response)
