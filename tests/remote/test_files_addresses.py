"""Which addresses files are fetched from: no spelling, no name server and no rebinding leads inside."""

from datetime import timedelta
from functools import partial

import pytest

from bot.engine.files import NotKept
from bot.remote.files import RemoteFiles
from tests.remote.hostile import SOMEWHERE, answering, ok, saying, told, whole
from tests.support.samples import PNG


@pytest.mark.parametrize(
    "address",
    [
        "",
        "file:///etc/passwd",
        "ftp://example.com/cat.png",
        "gopher://127.0.0.1:70/x",
        "data:image/png;base64,AAAA",
        "//example.com/cat.png",
        "/cat.png",
        "https://",
        "https://:443/",
        "https://[::1",
        "https://example.com:99999/",
        "https://user@example.com/",
        "https://user:word@example.com/",
        "https://example.com/" + "x" * 5000,
        "http://example.com/cat.png",
        "https://example.com:8443/cat.png",
        "https://example.com:22/",
        "http://example.com:443/",
    ],
)
async def test_only_https_on_its_own_port_is_asked_for(address: str) -> None:
    names: list[str] = []
    with pytest.raises(NotKept, match="address"):
        await RemoteFiles(resolve=partial(told, [[SOMEWHERE]], names)).fetch(address, whole)
    assert names == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "localhost",
        "127.1",
        "0",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "127.0.0.1.",
        "１２７.0.0.1",
        "169.254.169.254",
        "[64:ff9b::a9fe:a9fe]",
        "[fe80::1%25lo]",
    ],
)
async def test_no_spelling_of_our_own_network_is_asked(host: str) -> None:
    with pytest.raises(NotKept):
        await RemoteFiles(time_limit=timedelta(seconds=10)).fetch(f"https://{host}/latest/meta-data/", whole)


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.1.2.3"], [SOMEWHERE, "127.0.0.1"], ["127.0.0.1", SOMEWHERE], ["::ffff:10.0.0.1"], []],
)
async def test_a_name_that_leads_inside_is_not_asked_even_where_it_also_leads_outside(addresses: list[str]) -> None:
    names: list[str] = []
    with pytest.raises(NotKept, match="private network"):
        await RemoteFiles(resolve=partial(told, [addresses], names)).fetch("https://evil.example/x", whole)
    assert names == ["evil.example"]


async def test_a_name_that_turns_private_after_it_was_looked_at_is_looked_up_only_once() -> None:
    names: list[str] = []
    files = RemoteFiles(resolve=partial(told, [[SOMEWHERE], ["127.0.0.1"]], names), time_limit=timedelta(seconds=0.5))
    with pytest.raises(NotKept, match=r"slow|could not be fetched"):
        await files.fetch("https://evil.example/x", whole)
    assert names == ["evil.example"]


async def test_the_connection_goes_to_the_address_that_was_looked_at(seen: list[str]) -> None:
    names: list[str] = []
    other: list[str] = []
    async with (
        answering(saying(ok(PNG), seen), "127.0.0.1") as port,
        answering(saying(ok(b"secret"), other), "127.0.0.2", port),
    ):
        files = RemoteFiles(
            exceptions=[f"rebinding.example:{port}"],
            resolve=partial(told, [["127.0.0.1"], ["127.0.0.2"]], names),
        )
        assert await files.fetch(f"http://rebinding.example:{port}/", whole) == PNG
    assert len(seen) == len(names) == 1
    assert other == []
    assert f"host: rebinding.example:{port}" in seen[0].lower()


async def test_no_socket_is_made_to_an_address_that_was_not_looked_at(seen: list[str]) -> None:
    async with answering(saying(ok(PNG), seen)) as port:
        # What is an address itself is never resolved by the client: only the socket can be refused.
        files = RemoteFiles(exceptions=[f"127.0.0.1:{port}"], resolve=partial(told, [[SOMEWHERE]], []))
        with pytest.raises(NotKept, match="could not be fetched"):
            await files.fetch(f"http://127.0.0.1:{port}/", whole)
    assert seen == []


async def test_an_exception_is_for_its_port_only(seen: list[str]) -> None:
    async with answering(saying(ok(PNG), seen)) as port:
        for trusted in (f"127.0.0.1:{port + 1}", f"localhost:{port}", "127.0.0.1"):
            with pytest.raises(NotKept, match="https"):
                await RemoteFiles(exceptions=[trusted]).fetch(f"http://127.0.0.1:{port}/", whole)
    assert seen == []
