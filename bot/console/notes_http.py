"""What agents note about a conversation for later: its tags, and what its messages were really about."""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from aiohttp import web

from bot.console.frames import Done
from bot.console.http import COOKIE, check_own_request
from bot.console.sign_in import SignIn
from bot.engine.lessons import Lessons
from bot.handoff.agent import Agent
from bot.http.body import Body, body_of, json_response
from bot.http.errors import Handler
from bot.http.route import Route


class IntentBody(Body, frozen=True):
    """What the message that stands there was really about."""

    message_seq: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    intent: str


class TagsBody(Body, frozen=True):
    """All tags of the conversation, in place of those before."""

    tags: list[str]


class NotesHttp:
    """Serves what agents note."""

    def __init__(self, lessons: Lessons, sign_in: SignIn) -> None:
        self._lessons = lessons
        self._sign_in = sign_in

    def routes(self) -> Iterable[Route]:
        """Return the doors."""
        one = "/api/console/conversations/{conversation}"
        acts: tuple[tuple[str, Handler, str, type], ...] = (
            ("/intent", self.intent, "Say what a message was really about: a lesson for the model.", IntentBody),
            ("/tags", self.tags, "Give the conversation its tags.", TagsBody),
        )
        for path, handler, summary, takes in acts:
            yield Route(
                method="POST",
                path=one + path,
                handler=handler,
                summary=summary,
                auth="session",
                takes=takes,
                answers=Done,
            )

    async def intent(self, request: web.Request) -> web.StreamResponse:
        """Keep a lesson."""
        agent = await self._agent(request)
        body = await body_of(request, IntentBody)
        conversation_id = request.match_info["conversation"]
        await self._lessons.correct(conversation_id, agent, message_seq=body.message_seq, intent=body.intent)
        return json_response(Done())

    async def tags(self, request: web.Request) -> web.StreamResponse:
        """Keep the tags."""
        agent = await self._agent(request)
        body = await body_of(request, TagsBody)
        await self._lessons.tag(request.match_info["conversation"], agent, body.tags)
        return json_response(Done())

    async def _agent(self, request: web.Request) -> Agent:
        check_own_request(request)
        return await self._sign_in.agent_of(request.cookies.get(COOKIE))
