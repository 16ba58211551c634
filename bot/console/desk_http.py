"""What agents do about a conversation beside answering: pass it on, put it aside, note how it ended."""

from collections.abc import Iterable

from aiohttp import web

from bot.console.frames import Done, SnoozeBody, TransferBody, WrapUpBody
from bot.console.http import COOKIE, check_own_request
from bot.console.sign_in import SignIn
from bot.conversation.errors import BadInput
from bot.engine.desk import Desk, Passing
from bot.handoff.agent import Agent
from bot.http.body import body_of, json_response
from bot.http.route import Route

BASE = "/api/console"


class DeskHttp:
    """Serves these calls."""

    def __init__(self, desk: Desk, sign_in: SignIn) -> None:
        self._desk = desk
        self._sign_in = sign_in

    def routes(self) -> Iterable[Route]:
        """Return their doors."""
        one = BASE + "/conversations/{conversation}"
        for path, handler, summary, takes in (
            (one + "/transfer", self.transfer, "Pass the conversation on to a queue or a colleague.", TransferBody),
            (one + "/snooze", self.snooze, "Put the conversation aside until a moment; null wakes it.", SnoozeBody),
            (BASE + "/tickets/{ticket}/wrap-up", self.wrap_up, "Note how a conversation ended.", WrapUpBody),
        ):
            yield Route(
                method="POST",
                path=path,
                handler=handler,
                summary=summary,
                auth="session",
                takes=takes,
                answers=Done,
            )

    async def transfer(self, request: web.Request) -> web.StreamResponse:
        """Pass a conversation on."""
        agent = await self._agent(request)
        body = await body_of(request, TransferBody)
        passing = Passing(epoch=body.epoch, queue=body.queue, agent_id=body.agent, note=body.note)
        await self._desk.transfer(request.match_info["conversation"], agent, passing)
        return json_response(Done())

    async def snooze(self, request: web.Request) -> web.StreamResponse:
        """Put a conversation aside."""
        agent = await self._agent(request)
        body = await body_of(request, SnoozeBody)
        if body.until is not None and body.until.tzinfo is None:
            raise BadInput("`until` must have a time zone")
        await self._desk.snooze(request.match_info["conversation"], agent, body.until, epoch=body.epoch)
        return json_response(Done())

    async def wrap_up(self, request: web.Request) -> web.StreamResponse:
        """Note how a conversation ended."""
        agent = await self._agent(request)
        body = await body_of(request, WrapUpBody)
        await self._desk.wrap_up(request.match_info["ticket"], agent, body.disposition)
        return json_response(Done())

    async def _agent(self, request: web.Request) -> Agent:
        check_own_request(request)
        return await self._sign_in.agent_of(request.cookies.get(COOKIE))
