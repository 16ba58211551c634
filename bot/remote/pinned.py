"""Connections that go to addresses which were looked at before, whatever a name resolves to later."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

#: Returns the addresses of a host; raises OSError where it has none.
Resolve = Callable[[str, int], Awaitable[list[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses that the system knows of a host; a literal address is its own."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def pinned_session(addresses: Sequence[str]) -> aiohttp.ClientSession:
    """Return a session that can reach these addresses only: no cookies, no proxies, nothing unpacked."""
    connector = aiohttp.TCPConnector(
        resolver=_Pinned(addresses), socket_factory=_sockets_to(addresses), use_dns_cache=False, force_close=True
    )
    return aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, auto_decompress=False
    )


class _Pinned(AbstractResolver):
    """Answers every question with the same addresses."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 — the name is the caller's
    ) -> list[ResolveResult]:
        """See `AbstractResolver.resolve`."""
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """See `AbstractResolver.close`."""


def _sockets_to(addresses: Sequence[str]) -> Callable[[Any], socket.socket]:
    """Return what makes sockets, and none to any other address: aiohttp asks no resolver about a host that is one."""

    def make(info: Any) -> socket.socket:
        family, kind, proto, _, address = info
        if address[0] not in addresses:
            raise OSError("this is not an address that was looked at")
        return socket.socket(family, kind, proto)

    return make
