"""Agents about one customer on two channels: a link to send them, and taking apart what does not belong together."""

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec
from aiohttp import web

from bot.console.doors import CONVERSATION, Doors
from bot.console.frames import WhyBody
from bot.console.sign_in import SignIn
from bot.engine.joining import Joining
from bot.handoff.agent import Agent
from bot.http.body import Body, body_of, json_response
from bot.http.route import Route


class LinkToSend(msgspec.Struct, frozen=True, kw_only=True):
    """A link to send to the customer, and until when it is good."""

    url: str
    ends_at: datetime


class JoiningHttp:
    """Serves these calls."""

    def __init__(self, joining: Joining, sign_in: SignIn, *, page_link: Callable[[str], str]) -> None:
        """Take how a word of ours becomes a link to the page."""
        self._joining = joining
        self._doors = Doors(sign_in)
        self._page_link = page_link

    def routes(self) -> Iterable[Route]:
        """Return the doors."""
        yield Route(
            method="POST",
            path=CONVERSATION + "/messenger-link",
            handler=self.link,
            summary="A link by which a verified customer goes on in Messenger, to send to them.",
            auth="session",
            takes=Body,
            answers=LinkToSend,
        )
        what = "Take a conversation apart from the others of its customer, and say why."
        yield self._doors.act(CONVERSATION + "/unjoin", what, WhyBody, self._part)

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Make a link."""
        await self._doors.actor(request)
        await body_of(request, Body)
        word, ends_at = await self._joining.link(request.match_info["conversation"], "link")
        return json_response(LinkToSend(url=self._page_link(word), ends_at=ends_at))

    async def _part(self, agent: Agent, conversation_id: str, body: WhyBody) -> None:
        await self._joining.part(conversation_id, agent, body.why)
