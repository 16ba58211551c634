"""The fake as a server: tokens, faults, headers, and which edge is whose."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.support.graph import (
    access,
    conversations,
    nodes,
    personas,
    profile,
    routing,
    send,
    subscriptions,
    unlink,
    uploads,
)
from tests.support.graph.errors import GraphError, no_object
from tests.support.graph.faults import Fault, Faults
from tests.support.graph.people import Page
from tests.support.graph.signing import Json
from tests.support.graph.wire import Call, read
from tests.support.graph.world import Known, World

Edge = Callable[[World, Page, Call], Awaitable[Json]]

EDGES: dict[tuple[str, str], Edge] = {
    ("POST", "messages"): send.messages,
    ("POST", "message_attachments"): uploads.upload,
    ("POST", "pass_thread_control"): routing.pass_control,
    ("POST", "release_thread_control"): routing.release,
    ("POST", "take_thread_control"): routing.take,
    ("POST", "request_thread_control"): routing.request,
    ("POST", "extend_thread_control"): routing.extend,
    ("GET", "thread_owner"): routing.owner,
    ("POST", "messenger_profile"): profile.change,
    ("GET", "messenger_profile"): profile.show,
    ("DELETE", "messenger_profile"): profile.remove,
    ("POST", "custom_user_settings"): profile.change_for_person,
    ("GET", "custom_user_settings"): profile.show_for_person,
    ("DELETE", "custom_user_settings"): profile.remove_for_person,
    ("POST", "personas"): personas.create,
    ("GET", "personas"): personas.every,
    ("GET", "conversations"): conversations.every,
    ("POST", "subscribed_apps"): subscriptions.subscribe,
    ("GET", "subscribed_apps"): subscriptions.show,
    ("DELETE", "subscribed_apps"): subscriptions.unsubscribe,
    ("POST", "unlink_accounts"): unlink.unlink,
}


class Server:
    """Answers calls for a world."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Serve on a free port; give the origin."""
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_get("/cdn/{rest:.*}", self._file)
        app.router.add_get("/messenger_platform/account_linking", self._link)
        app.router.add_route("*", "/{rest:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            host, port = runner.addresses[0][:2]
            yield f"http://{host}:{port}"
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        world = self._world
        call, page, fault = None, None, None
        try:
            call = await read(request)
            page = access.page(world, call)
            world.rates.count_app(page)
            answer, fault = await self._do(page, call)
            status = 200
        except GraphError as error:
            answer, status = error.body("A" + world.chance.text(22)), error.status
        if fault and fault.hold:
            await fault.hold.wait()
        if fault and fault.error:
            answer, status = fault.error.body("A" + world.chance.text(22)), fault.error.status
        status = (fault and fault.html) or status
        if call:
            world.calls.append(Known(call.method, f"{call.node}/{call.edge}".rstrip("/"), call.params, status))
        return _written(request, answer, status, fault, world.rates.headers(page) if page else {})

    async def _do(self, page: Page, call: Call) -> tuple[Json, Fault | None]:
        fault = self._faults.look(call.api)
        if fault and not fault.accepted:
            return {}, self._faults.take(call.api)
        answer = await self._route(page, call)
        return answer, self._faults.take(call.api) if fault else None

    async def _route(self, page: Page, call: Call) -> Json:
        if call.edge and call.node in {"me", page.id}:
            if edge := EDGES.get((call.method, call.edge)):
                return await edge(self._world, page, call)
            raise no_object(call.node, call.method)
        return await nodes.answer(self._world, page, call)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        stored = self._world.files.stored.get(request.path)
        if stored is None or stored.expires <= self._world.clock.now():
            return web.Response(status=403, text="URL signature expired")
        if stored.hold is None:
            return web.Response(body=stored.data, content_type=stored.content_type)
        response = web.StreamResponse(headers={"Content-Type": stored.content_type})
        await response.prepare(request)
        await response.write(stored.data[:1])
        await stored.hold.wait()
        await response.write(stored.data[1:])
        return response

    async def _link(self, request: web.Request) -> web.Response:
        return self._world.linking.come_back(dict(request.query))


def _written(
    request: web.Request, answer: Any, status: int, fault: Fault | None, headers: dict[str, str]
) -> web.StreamResponse:
    if fault and fault.cut and request.transport:
        request.transport.abort()
        # The connection is gone: nobody reads what follows.
        raise asyncio.CancelledError
    if fault and fault.html:
        return web.Response(status=status, text="<!DOCTYPE html><title>Error</title>", content_type="text/html")
    return web.json_response(answer, status=status, headers={"facebook-api-version": "v25.0", **headers})
