"""An agent without a browser: takes what is offered, and times what reaches the screen."""

import asyncio
import json
import time
from typing import Any

import aiohttp

from tests.support.widget import Widget

PASSWORD = "a bench of wood"


class BenchAgent:
    """A signed-in agent with an open console socket."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url
        self._socket: aiohttp.ClientWebSocketResponse | None = None

    @classmethod
    async def at(cls, url: str, code: str) -> "BenchAgent":
        """Sign in with a one-time code, and go available."""
        http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"X-Baton-Request": "1", "Origin": url}
        )
        agent = cls(http, url)
        await agent.post("/api/console/redeem", {"code": code, "password": PASSWORD})
        agent._socket = await http.ws_connect(f"{url}/api/console/socket")
        await agent.post("/api/console/presence", {"presence": "available"})
        return agent

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Make a call."""
        async with self._http.post(self._url + path, json=body) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == 200, answer
            return answer

    async def frame(self, kind: str) -> dict[str, Any]:
        """Return the next frame of a kind."""
        assert self._socket is not None
        while True:
            frame: dict[str, Any] = json.loads((await self._socket.receive()).data)
            if frame["type"] == kind:
                return frame

    async def accept(self) -> str:
        """Accept the next offer; return its conversation."""
        while not (offers := (await self.frame("desk"))["offers"]):
            continue
        await self.post(f"/api/console/tickets/{offers[0]['ticket']}/accept", {})
        return str(offers[0]["conversation"])

    async def fan_out(self, http: aiohttp.ClientSession, messages: int) -> list[float]:
        """Return the seconds from a customer's message to this agent's screen."""
        widget = await (await Widget(http, self._url).start()).connect()
        await widget.ask("I want a real person", "start")
        conversation = await asyncio.wait_for(self.accept(), 20)
        assert self._socket is not None
        await self._socket.send_json({"type": "open", "conversation": conversation, "after": 0})
        await self.frame("conversation")
        times = []
        for number in range(messages):
            begun = time.perf_counter()
            await widget.say(f"message {number}", f"m{number}")
            while not any(entry.get("id") == f"m{number}" for entry in (await self.frame("entries"))["entries"]):
                continue
            times.append(time.perf_counter() - begun)
        await widget.cut()
        return times

    async def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()
        await self._http.close()
