"""Asks other servers, trusting no answer: no redirects, no cookies, no proxies, a limit in time and in size."""

from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from yarl import URL

from bot.conversation.errors import Unavailable

#: Bytes of an answer at most, once unpacked.
LARGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered."""

    status: int
    body: bytes


def open_session() -> aiohttp.ClientSession:
    """Return a session for servers of the operator's choice; whoever opens it closes it."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)


async def ask(
    session: aiohttp.ClientSession,
    method: str,
    url: URL,
    *,
    time_limit: timedelta,
    headers: dict[str, str],
    body: bytes | None = None,
) -> Answer:
    """Return what the server answers, whatever its status.

    Raises:
        Unavailable: it does not answer in time, wants us elsewhere, or says more than `LARGEST_ANSWER` bytes.
    """
    limit = aiohttp.ClientTimeout(total=time_limit.total_seconds())
    try:
        async with session.request(
            method, url, data=body, headers=headers, timeout=limit, allow_redirects=False
        ) as response:
            if 300 <= response.status < 400:
                raise Unavailable(f"the server sends us elsewhere (status {response.status})")
            return Answer(status=response.status, body=await _body(response))
    except TimeoutError as error:
        raise Unavailable("the server does not answer in time") from error
    except (aiohttp.ClientError, OSError) as error:
        raise Unavailable(f"the server cannot be reached ({type(error).__name__})") from error


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for part in response.content.iter_chunked(64 * 1024):
        body += part
        if len(body) > LARGEST_ANSWER:
            raise Unavailable(f"the server answers with more than {LARGEST_ANSWER} bytes")
    return bytes(body)
