"""Fetches files from addresses that others wrote, trusting none of it.

Only https on its own port; each address of the host is looked at, and only those are connected to; no redirects, no
cookies, no proxies, nothing packed; a limit in time. How much is read, and of which type, is up to whoever takes it.
Source: OWASP, «Server-Side Request Forgery Prevention».
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from datetime import timedelta
from typing import TypeVar

import aiohttp
from yarl import URL

from bot.engine.files import NotKept
from bot.remote.addresses import is_outside
from bot.remote.pinned import Resolve, pinned_session, resolve

#: Longest that one file may take, from its name's look-up to its last byte.
TIME_LIMIT = timedelta(seconds=30)
#: Files that are fetched at once; others wait.
AT_ONCE = 8
CHUNK = 64 * 1024
#: Longest address that is looked at, in characters.
LONGEST_URL = 4096

T = TypeVar("T")


class RemoteFiles:
    """Fetches files."""

    def __init__(
        self,
        *,
        exceptions: Collection[str] = (),
        resolve: Resolve = resolve,
        time_limit: timedelta = TIME_LIMIT,
    ) -> None:
        """Take what the operator trusts.

        Args:
            exceptions: `host:port` of servers that may speak http, listen on any port, and lie in our own network.
        """
        self._exceptions = frozenset(exceptions)
        self._resolve = resolve
        self._time_limit = time_limit.total_seconds()
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, address: str, take: Callable[[AsyncIterator[bytes]], Awaitable[T]]) -> T:
        """Return what `take` makes of a file, which it reads as it comes.

        Raises:
            NotKept: the address may not be asked, or the other side did not give the file whole and in time.
        """
        url = _read(address)
        trusted = f"{url.host}:{url.port}" in self._exceptions
        if not trusted and (url.scheme != "https" or url.port != 443):
            raise NotKept("the address is not an https address")
        try:
            # Who waits for a place must not be told of somebody else's slow server.
            async with self._at_once, asyncio.timeout(self._time_limit):
                addresses = await self._addresses(url, trusted=trusted)
                async with pinned_session(addresses) as session:
                    return await _fetch(session, url, take)
        except TimeoutError as error:
            raise NotKept("the other server was too slow") from error
        except (aiohttp.ClientError, OSError, UnicodeError) as error:  # no name may be so long
            raise NotKept(f"the file could not be fetched ({type(error).__name__})") from error

    async def _addresses(self, url: URL, *, trusted: bool) -> list[str]:
        addresses = await self._resolve(url.raw_host or "", url.port or 0)
        # One address inside is enough: whoever mixes them hopes that we take the wrong one.
        if not addresses or not (trusted or all(map(is_outside, addresses))):
            raise NotKept("the address leads into a private network")
        return addresses


def _read(address: str) -> URL:
    if len(address) > LONGEST_URL:
        raise NotKept("the address cannot be read")
    try:
        url = URL(address)
    except ValueError as error:
        raise NotKept("the address cannot be read") from error
    if url.scheme not in {"http", "https"} or not url.host or url.user is not None or url.password is not None:
        raise NotKept("the address cannot be read")
    return url


async def _fetch(session: aiohttp.ClientSession, url: URL, take: Callable[[AsyncIterator[bytes]], Awaitable[T]]) -> T:
    headers = {"Accept-Encoding": "identity", "User-Agent": "Baton"}
    async with session.get(url, headers=headers, allow_redirects=False) as response:
        if 300 <= response.status < 400:
            raise NotKept("the other server sends us elsewhere")
        if response.status != 200:
            raise NotKept(f"the other server answers with status {response.status}")
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise NotKept("the other server packs the file")
        return await take(response.content.iter_chunked(CHUNK))
