"""The console's calls: sign-in, and every act of an agent."""

from collections.abc import Iterable

from aiohttp import web

from bot.console.doors import BASE, CONVERSATION, COOKIE, TICKET, Doors, check_own_request
from bot.console.frames import (
    CloseBody,
    DeclineBody,
    HandBackBody,
    Me,
    NoteBody,
    PresenceBody,
    RedeemBody,
    ReplyBody,
    SignInBody,
)
from bot.console.present import agent_body
from bot.console.reach import OwnPages, Reaches
from bot.console.sign_in import SESSION_LASTS, SignedIn, SignIn
from bot.conversation.errors import Conflict
from bot.engine.desk import Desk, Shown
from bot.engine.feed import Feed
from bot.engine.files import Files
from bot.handoff.agent import Agent
from bot.http.body import Body, body_of, json_response
from bot.http.route import Route


class ConsoleHttp:
    """Serves the console's calls."""

    def __init__(self, desk: Desk, sign_in: SignIn, feed: Feed, files: Files, *, reach: Reaches | None = None) -> None:
        self._desk = desk
        self._files = files
        self._reach = reach or OwnPages()
        self._sign_in = sign_in
        self._doors = Doors(sign_in)
        self._feed = feed

    def routes(self) -> Iterable[Route]:
        """Return the console's doors."""
        yield Route(
            method="POST",
            path=BASE + "/sign-in",
            handler=self.sign_in,
            summary="Sign in; sets the session's cookie.",
            takes=SignInBody,
            answers=Me,
        )
        yield Route(
            method="POST",
            path=BASE + "/redeem",
            handler=self.redeem,
            summary="Use a one-time code to choose a password.",
            takes=RedeemBody,
            answers=Me,
        )
        yield Route(
            method="POST",
            path=BASE + "/sign-out",
            handler=self.sign_out,
            summary="End the session.",
            status=204,
            auth="session",
            takes=Body,
        )
        yield Route(
            method="GET",
            path=BASE + "/me",
            handler=self.me,
            summary="Who is signed in.",
            auth="session",
            answers=Me,
        )
        act, answer = self._doors.act, "Answer the customer; the same id again is the same reply."
        yield act(BASE + "/presence", "Say whether you take conversations.", PresenceBody, self._presence)
        yield act(TICKET + "/accept", "Take an offered ticket.", Body, self._accept)
        yield act(TICKET + "/decline", "Leave an offered ticket to others.", DeclineBody, self._decline)
        yield act(CONVERSATION + "/reply", answer, ReplyBody, self._reply)
        yield act(CONVERSATION + "/note", "Write to colleagues; no customer ever sees it.", NoteBody, self._note)
        yield act(CONVERSATION + "/hand-back", "Give the conversation back to the bot.", HandBackBody, self._hand_back)
        yield act(CONVERSATION + "/close", "End the conversation.", CloseBody, self._close)

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
        return json_response(Me(agent=agent_body(await self._doors.reader(request))))

    async def _presence(self, agent: Agent, _about: str, body: PresenceBody) -> None:
        await self._desk.set_presence(agent.id, body.presence)

    async def _accept(self, agent: Agent, ticket_id: str, _body: Body) -> None:
        await self._desk.accept(ticket_id, agent)

    async def _decline(self, agent: Agent, ticket_id: str, body: DeclineBody) -> None:
        await self._desk.decline(ticket_id, agent, body.reason)

    async def _reply(self, agent: Agent, conversation_id: str, body: ReplyBody) -> int:
        try:
            await self._reach.check_open(conversation_id)
        except Conflict:
            # Said before, and only its answer was lost: then it is not too late.
            seq = await self._desk.said(conversation_id, agent, body.id)
            if seq is None:
                raise
            return seq
        attachments = await self._files.attached(conversation_id, body.files)
        shown = Shown(epoch=body.epoch, seen=body.seen)
        return await self._desk.reply(
            conversation_id, agent, client_id=body.id, text=body.text, shown=shown, attachments=attachments
        )

    async def _note(self, agent: Agent, conversation_id: str, body: NoteBody) -> int:
        return await self._desk.note(conversation_id, agent, client_id=body.id, text=body.text)

    async def _hand_back(self, agent: Agent, conversation_id: str, body: HandBackBody) -> None:
        await self._desk.hand_back(
            conversation_id, agent, shown=Shown(epoch=body.epoch, seen=body.seen), note=body.note
        )

    async def _close(self, agent: Agent, conversation_id: str, body: CloseBody) -> None:
        await self._desk.end(conversation_id, agent, shown=Shown(epoch=body.epoch, seen=body.seen))


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
