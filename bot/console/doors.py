"""What the console's doors share: the session's cookie, who comes in, and how an agent's act becomes a door."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web

from bot.console.frames import Done
from bot.console.sign_in import SignIn
from bot.conversation.errors import NotAllowed
from bot.handoff.agent import Agent
from bot.http.body import body_of, json_response
from bot.http.route import Route
from bot.http.security import OWN_REQUEST

COOKIE = "baton_session"
BASE = "/api/console"
CONVERSATION, TICKET = BASE + "/conversations/{conversation}", BASE + "/tickets/{ticket}"

B = TypeVar("B")
#: Does what the agent asks about the conversation or the ticket in the path, which is empty where the path has none;
#: returns where it stands in the conversation, if it has a place there.
Act = Callable[[Agent, str, B], Awaitable[int | None]]


class Doors:
    """Knows who comes in, and makes doors of agents' acts."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in

    async def reader(self, request: web.Request) -> Agent:
        """Return who is signed in.

        Raises:
            NotSignedIn: nobody.
        """
        return await self._sign_in.agent_of(request.cookies.get(COOKIE))

    async def actor(self, request: web.Request) -> Agent:
        """Return who is signed in and acts on a page of ours.

        Raises:
            NotAllowed: another site may have sent it. NotSignedIn: nobody is signed in.
        """
        check_own_request(request)
        return await self.reader(request)

    def act(self, path: str, summary: str, takes: type[B], act: Act[B]) -> Route:
        """Return the door of an act."""

        async def handler(request: web.Request) -> web.StreamResponse:
            agent = await self.actor(request)
            body = await body_of(request, takes)
            about = next(iter(request.match_info.values()), "")
            return json_response(Done(seq=await act(agent, about, body)))

        return Route(
            method="POST", path=path, handler=handler, summary=summary, auth="session", takes=takes, answers=Done
        )


def check_own_request(request: web.Request) -> None:
    """Take acts only from our own pages.

    Raises:
        NotAllowed: the header is missing that no other site can send.
    """
    if OWN_REQUEST not in request.headers:
        raise NotAllowed(f"the header {OWN_REQUEST} is missing")
