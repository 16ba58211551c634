"""A webhook that keeps what it is sent."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Sink:
    """Answers with `status`; what came is kept raw."""

    verify_token: str
    status: int = 200
    #: False: it takes what comes, and never answers.
    answers: bool = True
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    #: Set when something came.
    came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def posts(self) -> list[dict[str, Any]]:
        """Return the bodies, read."""
        return [json.loads(body) for body in self.bodies]

    @property
    def events(self) -> list[dict[str, Any]]:
        """Return the events, from `messaging` and `standby` alike."""
        entries = [entry for post in self.posts for entry in post["entry"]]
        return [event for entry in entries for event in entry.get("messaging", entry.get("standby", []))]

    def forget(self) -> None:
        """Forget what came."""
        self.bodies.clear()
        self.headers.clear()

    async def _verify(self, request: web.Request) -> web.Response:
        if request.query.get("hub.verify_token") != self.verify_token:
            return web.Response(status=403)
        return web.Response(text=request.query["hub.challenge"])

    async def _take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        self.headers.append(dict(request.headers))
        self.came.set()
        if not self.answers:
            await asyncio.Event().wait()
        return web.Response(status=self.status)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Sink"]:
        """Serve on a free port."""
        app = web.Application()
        app.router.add_get("/hook", self._verify)
        app.router.add_post("/hook", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        try:
            yield self
        finally:
            await runner.cleanup()
