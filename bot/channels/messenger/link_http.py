"""Doors by which a customer of the website goes on in Messenger: a link to the page, or a log-in that Messenger began.

Source: Messenger Platform, «m.me links» and «Account linking».
"""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote, urlsplit

import msgspec
from aiohttp import web

from bot.channels.pace import CHOICE
from bot.channels.website import Website
from bot.conversation.errors import BadInput, NotFound
from bot.engine.joining import Joining
from bot.http.body import Body, body_of, json_response
from bot.http.route import Route

#: Where Messenger takes a browser back after a log-in.
HOSTS, PATH = frozenset({"facebook.com", "www.facebook.com"}), "/messenger_platform/account_linking"
#: Characters of an address at most.
LONGEST = 2000


class AccountBody(Body, frozen=True):
    """Where Messenger wants the browser back."""

    redirect_uri: str


class MessengerLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link to the page, and until when it is good."""

    url: str
    ends_at: datetime


class Redirect(msgspec.Struct, frozen=True, kw_only=True):
    """Where the browser goes next."""

    url: str


def page_link(page_id: str, word: str) -> str:
    """Return the link that opens a conversation with a page and brings a word along."""
    return f"https://m.me/{quote(page_id, safe='')}?ref={quote(word, safe='')}"


class LinkHttp:
    """Serves these doors of the widget."""

    def __init__(self, website: Website, joining: Joining, *, page_id: str, graph_url: str) -> None:
        """Take the page that links go to, and Graph's origin: a fake of it takes its own people back."""
        self._website = website
        self._joining = joining
        self._page_id = page_id
        self._graph = urlsplit(graph_url)

    def routes(self) -> Iterable[Route]:
        """Return the doors."""
        one = "/api/widget/conversations/{conversation}"
        yield Route(
            method="POST",
            path=one + "/messenger-link",
            handler=self.link,
            summary="A link by which a verified customer goes on in Messenger; works once, for half an hour.",
            auth="token",
            takes=Body,
            answers=MessengerLink,
        )
        yield Route(
            method="POST",
            path=one + "/messenger-account",
            handler=self.account,
            summary="Log a verified customer in where Messenger asked for it; says where the browser goes back to.",
            auth="token",
            takes=AccountBody,
            answers=Redirect,
        )

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Make a link."""
        conversation_id = await self._conversation(request)
        await body_of(request, Body)
        word, ends_at = await self._joining.link(conversation_id, "link")
        return json_response(MessengerLink(url=page_link(self._page_id, word), ends_at=ends_at))

    async def account(self, request: web.Request) -> web.StreamResponse:
        """Finish a log-in."""
        conversation_id = await self._conversation(request)
        back = self._checked((await body_of(request, AccountBody)).redirect_uri)
        word, _ = await self._joining.link(conversation_id, "account")
        return json_response(Redirect(url=f"{back}{'&' if '?' in back else '?'}authorization_code={word}"))

    def _checked(self, address: str) -> str:
        """Return an address that a word of ours may be brought to.

        Raises:
            BadInput: it is not Messenger's.
        """
        try:
            parts = urlsplit(address)
            is_metas = (parts.scheme, parts.port) == ("https", None) and parts.netloc in HOSTS
        except ValueError:
            is_metas, parts = False, urlsplit("")
        is_fakes = self._graph.hostname != "graph.facebook.com" and parts[:2] == self._graph[:2]
        path = parts.path.rstrip("/")
        clean = address.isascii() and address.isprintable() and len(address) <= LONGEST and "\\" not in address
        if not clean or not (is_metas or is_fakes) or path != PATH or parts.fragment:
            raise BadInput("redirect_uri is not Messenger's")
        return address

    async def _conversation(self, request: web.Request) -> str:
        conversation_id = request.match_info["conversation"]
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise NotFound("there is no such conversation")
        await self._website.standing(conversation_id, token.strip())
        await self._website.pace.check(conversation_id, CHOICE)
        return conversation_id
