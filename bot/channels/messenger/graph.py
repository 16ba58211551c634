"""Calls Meta's Graph API for a page, within its limits, and tells what an error means.

Source: Messenger Platform, «Send API», «Conversation Routing», «Conversations API» (Graph v25.0).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import msgspec
import structlog
from aiolimiter import AsyncLimiter

from bot.channels.messenger.graph_errors import GraphError, Trouble, error_of
from bot.channels.messenger.pages import NOT_ALLOWED, TOKEN_DEAD, Page, Pages
from bot.conversation.clock import Clock

VERSION = "v25.0"
#: Meta takes up to 75 seconds to fetch a film; everything else answers within some.
TIME_LIMIT = timedelta(seconds=20)
#: Bytes of an answer at most.
LARGEST_ANSWER = 4 * 1024 * 1024
#: Share of a limit, in per cent, beyond which a page rests until Meta's own word or this pause is over.
NEARLY, REST = 95, timedelta(minutes=1)
#: What is counted for the app as a whole, for all its pages: a header and an error's code.
APP_USAGE, APP_LIMIT = "X-App-Usage", 4

Json = dict[str, Any]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call.

    Attributes:
        path: behind the version; `me` stands for the page.
        body: posted as JSON; None for a call that only asks.
        form: posted instead, where a file goes with it.
        time_limit: for the call as a whole.
        pressing: made although the page rests, such as one that brings its events back.
        is_sign: nobody misses it: not made while the page can send nothing.
    """

    path: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] | None = None
    method: str | None = None
    limiter: AsyncLimiter | None = None
    form: aiohttp.FormData | None = None
    time_limit: timedelta = TIME_LIMIT
    pressing: bool = False
    is_sign: bool = False


class Graph:
    """Graph, for our pages."""

    def __init__(self, session: aiohttp.ClientSession, pages: Pages, *, url: str, clock: Clock) -> None:
        """Take the origin, such as `https://graph.facebook.com`."""
        self._session = session
        self._pages = pages
        self._url = url.rstrip("/")
        self._clock = clock

    async def send(self, page: Page, person_id: str, message: Mapping[str, Any], how: Mapping[str, Any]) -> str:
        """Send a message; return Meta's id of it.

        Args:
            how: messaging type, tag and persona.

        Raises:
            GraphError: it was refused, or nobody knows.
        """
        attachment = message.get("attachment")
        sound = isinstance(attachment, dict) and attachment.get("type") in {"audio", "video"}
        body = {"recipient": {"id": person_id}, "message": message, **how}
        limiter = page.sounds if sound else page.sends
        try:
            answer = await self.call(page, Call(path="me/messages", body=body, limiter=limiter))
        except GraphError as error:
            self._alarm(page, error)
            raise
        mid = answer.get("message_id")
        if not isinstance(mid, str):
            raise GraphError(Trouble.UNSURE)
        if page.broken is not None:
            # Whoever said that it may send again was not heard.
            log.warning("messenger_sends_again", page=page.id, was=page.broken)
        page.goes()
        return mid

    def _alarm(self, page: Page, error: GraphError) -> None:
        """Let a page rest that sends too much, and tell what a person must look at."""
        if error.trouble is Trouble.ABUSE:
            page.slow_down(self._clock.now())
        elif error.trouble is Trouble.PERMISSION:
            page.alarm = NOT_ALLOWED

    async def act(self, page: Page, person_id: str, action: str, persona_id: str | None = None) -> None:
        """Show the person something: `typing_on`, `typing_off`, `mark_seen`."""
        body: Json = {"recipient": {"id": person_id}, "sender_action": action}
        if persona_id is not None and action.startswith("typing"):
            body["persona_id"] = persona_id
        await self.call(page, Call(path="me/messages", body=body, limiter=page.sends, is_sign=True))

    async def call(self, page: Page, call: Call) -> Json:
        """Make a call; return its answer.

        Raises:
            GraphError: see `graph_errors`; after an error of its token the page is broken until it works again.
                While the page rests nothing is asked of Meta at all.
        """
        if self._pages.is_paused(page) and not call.pressing:
            raise GraphError(Trouble.RATE)
        if page.broken is not None and call.is_sign:
            raise GraphError(Trouble.TRANSIENT)
        if call.limiter is not None:
            await call.limiter.acquire()
        try:
            answer = await self._ask(page, call)
        except GraphError as error:
            if error.trouble is Trouble.TOKEN and page.broken is None:
                page.broken = TOKEN_DEAD
                log.error(  # noqa: TRY400 — Meta said no, nothing broke here
                    "messenger_token_dead", page=page.id, code=error.code, subcode=error.subcode
                )
            if error.trouble is Trouble.RATE:
                self._rest(page, REST, all_pages=error.code == APP_LIMIT)
            raise
        # What Meta has blocked it lets again by its own word, whatever else it answers.
        if page.broken == TOKEN_DEAD:
            page.broken = None
            log.warning("messenger_works_again", page=page.id)
        return answer

    async def _ask(self, page: Page, call: Call) -> Json:
        method = call.method or ("GET" if call.body is None and call.form is None else "POST")
        headers = {"Authorization": f"Bearer {page.token}"}
        if call.form is None:
            headers["Content-Type"] = "application/json"
        try:
            async with self._session.request(
                method,
                f"{self._url}/{VERSION}/{call.path}",
                params=call.query,
                data=call.form if call.body is None else msgspec.json.encode(call.body),
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=call.time_limit.total_seconds()),
                allow_redirects=False,
            ) as response:
                raw = await _whole(response)
                self._heed(page, response.headers)
                return _answer(response.status, raw)
        except aiohttp.ClientConnectorError as error:
            # Nothing was sent.
            raise GraphError(Trouble.TRANSIENT) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise GraphError(Trouble.UNSURE) from error

    def _heed(self, page: Page, headers: Mapping[str, str]) -> None:
        """Let the page rest where Meta says that its calls are nearly used up; all of them where the app's are."""
        if (pause := usage_pause(headers)) is not None:
            log.warning("messenger_page_rests", page=page.id, seconds=pause.total_seconds())
            self._rest(page, pause, all_pages=False)
        if (pause := usage_pause({APP_USAGE: headers.get(APP_USAGE, "")})) is not None:
            self._rest(page, pause, all_pages=True)

    def _rest(self, page: Page, pause: timedelta, *, all_pages: bool) -> None:
        for one in (page, *self._pages) if all_pages else (page,):
            self._pages.pause(one, self._clock.now() + pause)


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    """Return the answer, which comes in as many pieces as it likes."""
    raw = bytearray()
    async for piece in response.content.iter_any():
        raw += piece
        if len(raw) > LARGEST_ANSWER:
            break
    return bytes(raw)


def usage_pause(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long to rest after what an answer's headers tell of our calls; None where they are few."""
    rests = [timedelta()]
    for usage in _usages(headers):
        percent = max((_float(usage.get(name)) for name in ("call_count", "total_time", "total_cputime")), default=0.0)
        regain = _float(usage.get("estimated_time_to_regain_access"))
        if regain > 0:
            rests.append(timedelta(minutes=math.ceil(regain)))
        elif percent >= NEARLY:
            rests.append(REST)
    longest = max(rests)
    return longest or None


def _usages(headers: Mapping[str, str]) -> list[Json]:
    found: list[Json] = []
    app = _decoded(headers.get(APP_USAGE))
    if isinstance(app, dict):
        found.append(app)
    business = _decoded(headers.get("X-Business-Use-Case-Usage"))
    for usages in business.values() if isinstance(business, dict) else ():
        found += [usage for usage in usages if isinstance(usage, dict)] if isinstance(usages, list) else []
    return found


def _decoded(header: str | None) -> Any:
    try:
        return msgspec.json.decode(header) if header else None
    except msgspec.DecodeError:
        return None


def _float(found: object) -> float:
    return float(found) if isinstance(found, int | float) else 0.0


def _answer(status: int, raw: bytes) -> Json:
    try:
        answer = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        answer = None
    holds = answer if isinstance(answer, dict) else None
    if status >= 400 or holds is None or "error" in holds:
        raise error_of(status if status >= 400 else 500, holds)
    return holds
