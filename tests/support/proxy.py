"""A TCP proxy that cuts a WebSocket after so many frames: downward, upward, or both ways."""

import asyncio
from contextlib import suppress
from enum import StrEnum
from types import TracebackType
from typing import Self


class Way(StrEnum):
    """Which direction falls silent; the other goes on, as on a half-open connection."""

    DOWN = "down"
    UP = "up"
    BOTH = "both"


class Frames:
    """Counts the frames of one direction; before the first there is the HTTP upgrade."""

    def __init__(self) -> None:
        self._buffer = b""
        self._upgraded = False

    def split(self, data: bytes) -> list[bytes]:
        """Return what is complete: the upgrade first, then frame by frame. Source: RFC 6455, 5.2."""
        self._buffer += data
        pieces: list[bytes] = []
        while length := self._next():
            pieces.append(self._buffer[:length])
            self._buffer = self._buffer[length:]
        return pieces

    def _next(self) -> int:
        if not self._upgraded:
            end = self._buffer.find(b"\r\n\r\n")
            self._upgraded = end >= 0
            return end + 4 if end >= 0 else 0
        if len(self._buffer) < 2:
            return 0
        masked, length = self._buffer[1] >> 7, self._buffer[1] & 0x7F
        head = {126: 4, 127: 10}.get(length, 2)
        if len(self._buffer) < head:
            return 0
        if length > 125:
            length = int.from_bytes(self._buffer[2:head], "big")
        total = head + 4 * masked + length
        return total if len(self._buffer) >= total else 0


class Proxy:
    """Passes connections on, until the frame that it is told to lose."""

    def __init__(self, host: str, port: int, *, way: Way, after: int) -> None:
        self._target = (host, port)
        self._way = way
        self._left = after
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.cut = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        """Where to connect."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection(*self._target)
        for way, source, sink in ((Way.UP, reader, up_writer), (Way.DOWN, up_reader, writer)):
            task = asyncio.create_task(self._pass(way, source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass(self, way: Way, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        frames = Frames()
        with suppress(ConnectionError):
            try:
                while data := await source.read(65536):
                    for piece in frames.split(data):
                        if not self._lost(way):
                            sink.write(piece)
                            await sink.drain()
            finally:
                sink.close()

    def _lost(self, way: Way) -> bool:
        if self._way in {way, Way.BOTH}:
            self._left -= 1
        if self._left >= 0:
            return False
        self.cut.set()
        return self._way in {way, Way.BOTH}
