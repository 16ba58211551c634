"""What supervisors do about other people's conversations."""

from collections.abc import Iterable

from aiohttp import web

from bot.console.frames import AssignBody, Done, PairBody, WhyBody
from bot.console.http import COOKIE, check_own_request
from bot.console.sign_in import SignIn
from bot.engine.supervision import Supervision
from bot.handoff.agent import Agent
from bot.http.body import body_of, json_response
from bot.http.route import Route

BASE = "/api/console"


class SupervisorHttp:
    """Serves these calls; who is no supervisor is refused by `Supervision` itself."""

    def __init__(self, supervision: Supervision, sign_in: SignIn) -> None:
        self._supervision = supervision
        self._sign_in = sign_in

    def routes(self) -> Iterable[Route]:
        """Return their doors."""
        ticket = BASE + "/tickets/{ticket}"
        pair = BASE + "/conversations/{conversation}/never-again"
        for path, handler, summary, takes in (
            (ticket + "/assign", self.assign, "Give a conversation to an agent.", AssignBody),
            (ticket + "/take-over", self.take_over, "Take a conversation oneself.", WhyBody),
            (ticket + "/requeue", self.requeue, "Put a conversation back in line, at its old place.", WhyBody),
            (pair, self.never_again, "Never offer this customer to an agent again, or take that back.", PairBody),
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

    async def assign(self, request: web.Request) -> web.StreamResponse:
        """Give a conversation to an agent."""
        supervisor = await self._agent(request)
        body = await body_of(request, AssignBody)
        await self._supervision.assign(request.match_info["ticket"], body.agent, supervisor, body.why)
        return json_response(Done())

    async def take_over(self, request: web.Request) -> web.StreamResponse:
        """Take a conversation oneself."""
        supervisor = await self._agent(request)
        body = await body_of(request, WhyBody)
        await self._supervision.take_over(request.match_info["ticket"], supervisor, body.why)
        return json_response(Done())

    async def requeue(self, request: web.Request) -> web.StreamResponse:
        """Put a conversation back in line."""
        supervisor = await self._agent(request)
        body = await body_of(request, WhyBody)
        await self._supervision.requeue(request.match_info["ticket"], supervisor, body.why)
        return json_response(Done())

    async def never_again(self, request: web.Request) -> web.StreamResponse:
        """Keep a customer and an agent apart, or let them meet again."""
        supervisor = await self._agent(request)
        body = await body_of(request, PairBody)
        act = self._supervision.let_again if body.again else self._supervision.never_again
        await act(request.match_info["conversation"], body.agent, supervisor, body.why)
        return json_response(Done())

    async def _agent(self, request: web.Request) -> Agent:
        check_own_request(request)
        return await self._sign_in.agent_of(request.cookies.get(COOKIE))
