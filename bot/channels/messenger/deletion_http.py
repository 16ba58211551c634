"""Meta's data deletion callback, and the page that tells how a request stands.

Source: Facebook Login, «Data deletion request callback».
"""

from collections.abc import Iterable, Sequence

import msgspec
from aiohttp import web

from bot.channels.messenger.deletion_page import page
from bot.channels.messenger.signature import read_signed_request
from bot.conversation.clock import Clock
from bot.conversation.errors import BadInput
from bot.engine.deletions import Deletions
from bot.http.body import json_response
from bot.http.route import Route

PATH, STATUS = "/webhooks/facebook/deletion", "/deletion/{code}"
#: Characters of a person's id at most.
LONGEST_ID = 64


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Where to see how the request stands, and its code."""

    url: str
    confirmation_code: str


class DeletionHttp:
    """Serves these doors."""

    def __init__(self, deletions: Deletions, *, secrets: Sequence[str], public_url: str | None, clock: Clock) -> None:
        """Take the app's secrets, and the origin under which people reach us; by default the one that was asked."""
        self._deletions = deletions
        self._secrets = secrets
        self._public_url = public_url
        self._clock = clock

    def routes(self) -> Iterable[Route]:
        """Return the doors."""
        yield Route(
            method="POST",
            path=PATH,
            handler=self.ask,
            summary="Messenger: a person asks, by Meta, that what we have of them be erased (form, `signed_request`).",
            auth="signature",
            answers=Asked,
        )
        yield Route(method="GET", path=STATUS, handler=self.status, summary="How a request to erase stands, as a page.")

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """Take a request."""
        try:
            signed = (await request.post()).get("signed_request")
        # What is no form, or in no encoding that there is, breaks in any of these ways.
        except (ValueError, LookupError, TypeError) as error:
            raise BadInput("the form cannot be read") from error
        if not isinstance(signed, str) or not signed:
            raise BadInput("the form has no `signed_request`")
        held = read_signed_request(signed, self._secrets, now=self._clock.now())
        user_id = held.get("user_id")
        if not isinstance(user_id, str | int) or isinstance(user_id, bool) or not str(user_id).isascii():
            raise BadInput("signed_request: it names nobody")
        if not str(user_id).isalnum() or len(str(user_id)) > LONGEST_ID:
            raise BadInput("signed_request: it names nobody")
        code = await self._deletions.ask(str(user_id), held.get("issued_at"))
        origin = (self._public_url or f"{request.scheme}://{request.host}").rstrip("/")
        return json_response(Asked(url=f"{origin}/deletion/{code}", confirmation_code=code))

    async def status(self, request: web.Request) -> web.StreamResponse:
        """Show how a request stands."""
        found = await self._deletions.of(request.match_info["code"])
        text = page(found, request.headers.get("Accept-Language", ""))
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Language", "X-Robots-Tag": "noindex"}
        return web.Response(
            text=text, status=404 if found is None else 200, content_type="text/html", charset="utf-8", headers=headers
        )
