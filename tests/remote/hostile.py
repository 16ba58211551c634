"""Servers that answer by hand, as badly as a test wants, and a name server that lies."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.conversation.errors import TooLarge
from bot.remote.files import TIME_LIMIT, RemoteFiles

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

#: An address of the open internet, at which no test ever arrives.
SOMEWHERE = "2606:4700:4700::1111"


async def whole(pieces: AsyncIterator[bytes]) -> bytes:
    """Take a file as it comes, of a megabyte at most."""
    taken = b""
    async for piece in pieces:
        taken += piece
        if len(taken) > 1024 * 1024:
            raise TooLarge
    return taken


@asynccontextmanager
async def answering(answer: Answer, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[int]:
    """Serve connections by hand; give the port."""
    running: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.add(asyncio.current_task())  # type: ignore[arg-type]
        try:
            await answer(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, host, port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running)


async def asked(reader: asyncio.StreamReader) -> str:
    """Read a request's head."""
    return (await reader.readuntil(b"\r\n\r\n")).decode()


def saying(said: bytes, seen: list[str] | None = None) -> Answer:
    """Answer with these bytes, and hang up."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asked(reader)
        if seen is not None:
            seen.append(head)
        writer.write(said)
        await writer.drain()

    return answer


def ok(body: bytes, *headers: str) -> bytes:
    """Return an answer with a body that is as long as it says."""
    lines = ("HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def trusting(port: int, time_limit: timedelta = TIME_LIMIT) -> RemoteFiles:
    """Return what may speak http with a server of the test."""
    return RemoteFiles(exceptions=[f"127.0.0.1:{port}"], time_limit=time_limit)


async def told(answers: Sequence[Sequence[str]], names: list[str], host: str, _port: int) -> list[str]:
    """Answer as a name server that says something else each time."""
    names.append(host)
    return list(answers[min(len(names), len(answers)) - 1])
