"""The policy in a supervisor's console: read it, reload it, try another one out."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from bot.console.doors import BASE, Doors
from bot.console.sign_in import SignIn
from bot.conversation.errors import BadConfiguration, BadInput, Conflict, NotAllowed, TooLarge
from bot.conversation.reasons import ToAgent
from bot.engine.policies import Policies, PolicyState
from bot.handoff.agent import Agent, Role
from bot.http.body import Body, body_of, json_response, large_body_of
from bot.http.route import Route

#: Largest policy that can be tried out, in bytes.
LARGEST_POLICY = 256 * 1024
#: As JSON it is larger: a line end takes two bytes, and what is not ASCII may be escaped.
_LARGEST_BODY = 4 * LARGEST_POLICY

#: Given a policy's text, from when on turns count, and agents' places, returns what `baton replay --json` prints.
Replay = Callable[[str, datetime | None, int | None], Awaitable[bytes]]


class ReplayBody(Body, frozen=True):
    """Another policy, from when on recorded turns are to be decided by it, and agents' places if not as they were."""

    policy: str
    since: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    places: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None


class VersionBody(msgspec.Struct, frozen=True, kw_only=True):
    """A policy that came into force."""

    version: str
    at: datetime
    by: str


class PolicyBody(msgspec.Struct, frozen=True, kw_only=True):
    """The policy in force, why its file cannot take its place, and those before it, the newest first."""

    version: str
    text: str
    at: datetime
    by: str
    warnings: list[str]
    problems: list[str]
    versions: list[VersionBody]


class PolicyHttp:
    """Serves supervisors' calls about the policy."""

    def __init__(self, policies: Policies, sign_in: SignIn, *, replay: Replay) -> None:
        self._policies = policies
        self._doors = Doors(sign_in)
        self._replay = replay
        self._replaying = asyncio.Lock()

    def routes(self) -> Iterable[Route]:
        """Return the doors."""
        yield Route(
            method="GET",
            path=BASE + "/policy",
            handler=self.policy,
            summary="The policy in force (supervisors).",
            auth="session",
            answers=PolicyBody,
        )
        yield Route(
            method="POST",
            path=BASE + "/policy/reload",
            handler=self.reload,
            summary="Put the policy's file in force as it is now (supervisors).",
            auth="session",
            takes=Body,
            answers=PolicyBody,
        )
        yield Route(
            method="POST",
            path=BASE + "/replay",
            handler=self.replay,
            summary="What another policy would have changed, as `baton replay --json` says it (supervisors).",
            auth="session",
            takes=ReplayBody,
        )

    async def policy(self, request: web.Request) -> web.StreamResponse:
        """Show the policy in force."""
        _check_supervisor(await self._doors.reader(request))
        return json_response(_body(await self._policies.state()))

    async def reload(self, request: web.Request) -> web.StreamResponse:
        """Put the file in force, or say what is wrong with it."""
        supervisor = _check_supervisor(await self._doors.actor(request))
        await body_of(request, Body)
        return json_response(_body(await self._policies.reload(supervisor.name)))

    async def replay(self, request: web.Request) -> web.StreamResponse:
        """Run recorded conversations through another policy, one replay at a time."""
        _check_supervisor(await self._doors.actor(request))
        body = await large_body_of(request, ReplayBody, largest=_LARGEST_BODY)
        if len(body.policy.encode()) > LARGEST_POLICY:
            raise TooLarge(f"a policy may have {LARGEST_POLICY // 1024} kB")
        try:
            await asyncio.to_thread(self._policies.read, body.policy)
        except BadConfiguration as error:
            raise BadInput("\n".join(error.problems)) from error
        if self._replaying.locked():
            raise Conflict("another replay is running; try again when it is done", reason=ToAgent.REPLAY_RUNS)
        async with self._replaying:
            found = await self._replay(body.policy, body.since, body.places)
        return web.Response(body=found, content_type="application/json", headers={"Cache-Control": "no-store"})


def _check_supervisor(agent: Agent) -> Agent:
    if agent.role is not Role.SUPERVISOR:
        raise NotAllowed("only supervisors may do this", reason=ToAgent.SUPERVISORS_ONLY)
    return agent


def _body(state: PolicyState) -> PolicyBody:
    newest = state.versions[0]
    return PolicyBody(
        version=state.policy.version,
        text=state.policy.text,
        at=newest.at,
        by=newest.by,
        warnings=list(state.policy.warnings),
        problems=list(state.problems),
        versions=[VersionBody(version=v.version, at=v.at, by=v.by) for v in state.versions],
    )
