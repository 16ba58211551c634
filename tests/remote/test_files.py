"""Files from strangers' servers: real sockets, and answers of every bad kind."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.conversation.errors import BadInput, TooLarge
from bot.engine.files import NotKept
from bot.remote.files import AT_ONCE, RemoteFiles
from tests.remote.hostile import answering, asked, ok, saying, trusting, whole
from tests.support.samples import PNG


async def test_a_file_is_read_whole(seen: list[str]) -> None:
    async with answering(saying(ok(PNG), seen)) as port:
        assert await trusting(port).fetch(f"http://127.0.0.1:{port}/a/cat.png?oh=1&oe=2", whole) == PNG
    head = seen[0].lower()
    assert head.startswith("get /a/cat.png?oh=1&oe=2 ")
    assert "accept-encoding: identity" in head
    assert not any(word in head for word in ("cookie", "authorization", "referer", "python"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(status: int, seen: list[str]) -> None:
    async with answering(saying(ok(PNG), seen)) as inside:
        there = f"HTTP/1.1 {status} x\r\nLocation: http://127.0.0.1:{inside}/\r\nContent-Length: 0\r\n\r\n"
        async with answering(saying(there.encode())) as port:
            files = RemoteFiles(exceptions=[f"127.0.0.1:{port}", f"127.0.0.1:{inside}"])
            with pytest.raises(NotKept, match="elsewhere"):
                await files.fetch(f"http://127.0.0.1:{port}/", whole)
    assert seen == []


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n",
        ok(PNG, "Content-Encoding: gzip"),
        ok(PNG, "Content-Encoding: br"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\nabc",
        b"\x16\x03\x01 no HTTP at all",
        b"",
    ],
)
async def test_an_answer_that_is_not_the_whole_file_is_none(said: bytes) -> None:
    async with answering(saying(said)) as port:
        with pytest.raises(NotKept):
            await trusting(port).fetch(f"http://127.0.0.1:{port}/", whole)


async def test_a_body_that_is_longer_than_it_says_is_cut_at_its_word() -> None:
    async with answering(saying(ok(PNG) + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmore")) as port:
        assert await trusting(port).fetch(f"http://127.0.0.1:{port}/", whole) == PNG


@pytest.mark.parametrize("how", ["chunked", "until the end", "as it says"])
async def test_a_body_without_an_end_is_left_as_soon_as_enough_was_read(how: str) -> None:
    head = {
        "chunked": b"Transfer-Encoding: chunked\r\n",
        "until the end": b"Connection: close\r\n",
        "as it says": b"Content-Length: 999999999999\r\n",
    }[how]
    chunk = b"\0" * 65_536
    piece = b"10000\r\n" + chunk + b"\r\n" if how == "chunked" else chunk
    hung_up = asyncio.Event()

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
        try:
            while True:
                writer.write(piece)
                await writer.drain()
        finally:
            hung_up.set()

    async with answering(endless) as port:
        with pytest.raises(TooLarge):
            await trusting(port).fetch(f"http://127.0.0.1:{port}/", whole)
        await asyncio.wait_for(hung_up.wait(), 10)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
async def test_a_server_that_falls_silent_is_left_when_the_time_is_over(said: bytes) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        writer.write(said)
        await writer.drain()
        await reader.read()

    async with answering(silent) as port:
        with pytest.raises(NotKept, match="slow"):
            await trusting(port, time_limit=timedelta(seconds=0.2)).fetch(f"http://127.0.0.1:{port}/", whole)


async def test_who_waits_for_a_place_has_all_their_time_before_them() -> None:
    async def silent_or_sound(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (await asked(reader)).startswith("GET /sound "):
            writer.write(ok(PNG))
            await writer.drain()
        else:
            await reader.read()

    async with answering(silent_or_sound) as port:
        files, url = trusting(port, time_limit=timedelta(seconds=0.5)), f"http://127.0.0.1:{port}"
        slow = [asyncio.create_task(files.fetch(f"{url}/silent", whole)) for _ in range(AT_ONCE)]
        sound = asyncio.create_task(files.fetch(f"{url}/sound", whole))
        assert await sound == PNG
        assert all(isinstance(one, NotKept) for one in await asyncio.gather(*slow, return_exceptions=True))


async def test_what_the_taker_refuses_is_told_as_it_said_it() -> None:
    async def refuse(pieces: AsyncIterator[bytes]) -> None:
        async for _ in pieces:
            raise BadInput("not this")

    async with answering(saying(ok(PNG))) as port:
        with pytest.raises(BadInput, match="not this"):
            await trusting(port).fetch(f"http://127.0.0.1:{port}/", refuse)


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, seen: list[str]) -> None:
    proxied: list[str] = []
    async with answering(saying(ok(b"proxied"), proxied)) as proxy, answering(saying(ok(PNG), seen)) as port:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
        assert await trusting(port).fetch(f"http://127.0.0.1:{port}/", whole) == PNG
    assert proxied == []


async def test_cookies_are_not_kept_from_one_file_to_the_next(seen: list[str]) -> None:
    async with answering(saying(ok(PNG, "Set-Cookie: a=b; Path=/"), seen)) as port:
        files = trusting(port)
        for _ in range(2):
            await files.fetch(f"http://127.0.0.1:{port}/", whole)
    assert len(seen) == 2
    assert not any("cookie" in head.lower() for head in seen)
