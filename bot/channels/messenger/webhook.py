"""Messenger's webhook: stored first, then 200.

Source: Messenger Platform, «Webhooks». The path is Rasa's, so that a page that was set up for it goes on working.
"""

import asyncio
import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

import structlog
from aiohttp import web

from bot.channels.messenger.inbound import Read, read_webhook
from bot.channels.messenger.signature import is_signed
from bot.conversation.clock import Clock
from bot.conversation.errors import BadInput, NotAllowed, TooLarge, Unavailable
from bot.engine.arrivals import Arrivals
from bot.http.route import Route

PATH = "/webhooks/facebook/webhook"
#: Largest webhook that is read, in bytes: Meta sends some kilobytes.
LARGEST = 2 * 1024 * 1024
#: A webhook beyond this is read beside the loop, so that nobody else waits for it.
LARGE = 64 * 1024
#: Meta gives us five seconds; a locked database would wait for ten.
PATIENCE = timedelta(seconds=3)

log = structlog.get_logger()


class Webhook:
    """Serves Meta."""

    def __init__(
        self,
        arrivals: Arrivals,
        *,
        serves: Callable[[str], bool],
        secrets: Sequence[str],
        verify_token: str,
        clock: Clock,
    ) -> None:
        """Take the app's secrets: while one is being replaced, both are good."""
        self._arrivals = arrivals
        self._serves = serves
        self._secrets = secrets
        self._verify_token = verify_token
        self._clock = clock

    def routes(self) -> Iterable[Route]:
        """Return the channel's doors."""
        yield Route(method="GET", path=PATH, handler=self.verify, summary="Messenger: Meta verifies the webhook.")
        yield Route(
            method="POST",
            path=PATH,
            handler=self.receive,
            summary="Messenger: signed events; stored before they are answered.",
            auth="signature",
        )

    async def verify(self, request: web.Request) -> web.StreamResponse:
        """Answer the challenge to whoever knows the verify token."""
        query = request.query
        mode, challenge = query.get("hub.mode"), query.get("hub.challenge", "")
        token = query.get("hub.verify_token", "").encode()
        if mode != "subscribe" or not hmac.compare_digest(token, self._verify_token.encode()):
            raise NotAllowed("the verify token is wrong")
        if not challenge.isascii() or not challenge.isalnum() or len(challenge) > 128:
            raise BadInput("hub.challenge must be letters and digits")
        return web.Response(text=challenge)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Keep the events; only then say so."""
        body = await _raw(request)
        if not is_signed(body, request.headers.get("X-Hub-Signature-256"), self._secrets):
            raise NotAllowed("the signature does not fit")
        found = await self._read(body)
        for why, times in Counter(found.passed_over).items():
            log.info("messenger_passed_over", why=why, times=times)
        # Where this raises Unavailable the answer is 503, and Meta tries again.
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._arrivals.keep(found.arrivals)
        except TimeoutError as error:
            # It may be kept after all: then what comes again is known by its keys.
            raise Unavailable("the database takes too long; try again") from error
        return web.Response(text="EVENT_RECEIVED")

    async def _read(self, body: bytes) -> Read:
        now = self._clock.now()
        if len(body) <= LARGE:
            return read_webhook(body, serves=self._serves, now=now)
        return await asyncio.to_thread(read_webhook, body, serves=self._serves, now=now)


async def _raw(request: web.Request) -> bytes:
    """Return the body as it was sent: what is signed are these bytes."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise BadInput("a compressed body is not taken")
    raw = bytearray()
    async for chunk in request.content.iter_any():
        raw += chunk
        if len(raw) > LARGEST:
            raise TooLarge
    return bytes(raw)
