"""The console's calls: sign-in, and every act of an agent."""

from collections.abc import Iterable

from aiohttp import web

from bot.console.frames import (
    CloseBody,
    DeclineBody,
    Done,
    HandBackBody,
    Me,
    NoteBody,
    PresenceBody,
    RedeemBody,
    ReplyBody,
    SignInBody,
)
from bot.console.present import agent_body
from bot.console.sign_in import SESSION_LASTS, SignedIn, SignIn
from bot.conversation.errors import NotAllowed
from bot.engine.desk import Desk
from bot.engine.feed import Feed
from bot.handoff.agent import Agent
from bot.http.body import Body, body_of, json_response
from bot.http.errors import Handler
from bot.http.route import Route
from bot.http.security import OWN_REQUEST

COOKIE = "baton_session"


class ConsoleHttp:
    """Serves the console's calls."""

    def __init__(self, desk: Desk, sign_in: SignIn, feed: Feed) -> None:
        self._desk = desk
        self._sign_in = sign_in
        self._feed = feed

    def routes(self) -> Iterable[Route]:
        """Return the console's doors."""
        base, ticket = "/api/console", "/api/console/tickets/{ticket}"
        one = "/api/console/conversations/{conversation}"
        acts: tuple[tuple[str, Handler, str, type], ...] = (
            (base + "/presence", self.presence, "Say whether you take conversations.", PresenceBody),
            (ticket + "/accept", self.accept, "Take an offered ticket.", Body),
            (ticket + "/decline", self.decline, "Leave an offered ticket to others.", DeclineBody),
            (one + "/reply", self.reply, "Answer the customer; the same id again is the same reply.", ReplyBody),
            (one + "/note", self.note, "Write to colleagues; no customer ever sees it.", NoteBody),
            (one + "/hand-back", self.hand_back, "Give the conversation back to the bot.", HandBackBody),
            (one + "/close", self.close, "End the conversation.", CloseBody),
        )
        yield Route(
            method="POST",
            path=base + "/sign-in",
            handler=self.sign_in,
            summary="Sign in; sets the session's cookie.",
            takes=SignInBody,
            answers=Me,
        )
        yield Route(
            method="POST",
            path=base + "/redeem",
            handler=self.redeem,
            summary="Use a one-time code to choose a password.",
            takes=RedeemBody,
            answers=Me,
        )
        yield Route(
            method="POST",
            path=base + "/sign-out",
            handler=self.sign_out,
            summary="End the session.",
            status=204,
            auth="session",
            takes=Body,
        )
        yield Route(
            method="GET",
            path=base + "/me",
            handler=self.me,
            summary="Who is signed in.",
            auth="session",
            answers=Me,
        )
        for path, handler, summary, takes in acts:
            yield Route(
                method="POST",
                path=path,
                handler=handler,
                summary=summary,
                auth="session",
                takes=takes,
                answers=Done,
            )

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Let an agent in by password."""
        check_own_request(request)
        body = await body_of(request, SignInBody)
        return _let_in(request, await self._sign_in.with_password(body.email, body.password, request.remote or ""))

    async def redeem(self, request: web.Request) -> web.StreamResponse:
        """Let an agent in by one-time code."""
        check_own_request(request)
        body = await body_of(request, RedeemBody)
        return _let_in(request, await self._sign_in.with_code(body.code, body.password))

    async def sign_out(self, request: web.Request) -> web.StreamResponse:
        """Let an agent go; every socket of the session closes."""
        check_own_request(request)
        token = request.cookies.get(COOKIE, "")
        await self._sign_in.out(token)
        self._feed.line_changed()
        response = web.Response(status=204)
        response.del_cookie(COOKIE)
        return response

    async def me(self, request: web.Request) -> web.StreamResponse:
        """Say who is signed in."""
        return json_response(Me(agent=agent_body(await self._sign_in.agent_of(request.cookies.get(COOKIE)))))

    async def presence(self, request: web.Request) -> web.StreamResponse:
        """Keep what the agent says of themselves."""
        agent = await self._agent(request)
        body = await body_of(request, PresenceBody)
        await self._desk.set_presence(agent.id, body.presence)
        return json_response(Done())

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Take a ticket."""
        agent = await self._agent(request)
        await body_of(request, Body)
        await self._desk.accept(request.match_info["ticket"], agent)
        return json_response(Done())

    async def decline(self, request: web.Request) -> web.StreamResponse:
        """Leave a ticket."""
        agent = await self._agent(request)
        body = await body_of(request, DeclineBody)
        await self._desk.decline(request.match_info["ticket"], agent, body.reason)
        return json_response(Done())

    async def reply(self, request: web.Request) -> web.StreamResponse:
        """Answer the customer."""
        agent = await self._agent(request)
        body = await body_of(request, ReplyBody)
        conversation_id = request.match_info["conversation"]
        seq = await self._desk.reply(conversation_id, agent, client_id=body.id, text=body.text, epoch=body.epoch)
        return json_response(Done(seq=seq))

    async def note(self, request: web.Request) -> web.StreamResponse:
        """Write to colleagues."""
        agent = await self._agent(request)
        body = await body_of(request, NoteBody)
        seq = await self._desk.note(request.match_info["conversation"], agent, client_id=body.id, text=body.text)
        return json_response(Done(seq=seq))

    async def hand_back(self, request: web.Request) -> web.StreamResponse:
        """Give the conversation back to the bot."""
        agent = await self._agent(request)
        body = await body_of(request, HandBackBody)
        await self._desk.hand_back(request.match_info["conversation"], agent, epoch=body.epoch, note=body.note)
        return json_response(Done())

    async def close(self, request: web.Request) -> web.StreamResponse:
        """End the conversation."""
        agent = await self._agent(request)
        body = await body_of(request, CloseBody)
        await self._desk.end(request.match_info["conversation"], agent, epoch=body.epoch)
        return json_response(Done())

    async def _agent(self, request: web.Request) -> Agent:
        check_own_request(request)
        return await self._sign_in.agent_of(request.cookies.get(COOKIE))


def check_own_request(request: web.Request) -> None:
    """Take acts only from our own pages.

    Raises:
        NotAllowed: the header is missing that no other site can send.
    """
    if OWN_REQUEST not in request.headers:
        raise NotAllowed(f"the header {OWN_REQUEST} is missing")


def _let_in(request: web.Request, signed_in: SignedIn) -> web.Response:
    response = json_response(Me(agent=agent_body(signed_in.agent)))
    response.set_cookie(
        COOKIE,
        signed_in.token,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=request.secure,
        path="/",
    )
    return response
