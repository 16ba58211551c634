"""A customer's widget without a browser: the protocol, with an outbox and resume, and a record of what it saw."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp


class Widget:
    """One customer's conversation.

    Attributes:
        seen: every event received, in order of arrival, with repeats.
        acked: client id → sequence number, for all that the server acknowledged.
        outbox: what is not acknowledged yet; sent again after each `hello`.
    """

    def __init__(self, http: aiohttp.ClientSession, url: str, *, on_frame: Callable[[], None] = lambda: None) -> None:
        self._http = http
        self._on_frame = on_frame
        self.url = url
        self.conversation = ""
        self.token = ""
        self.seen: list[dict[str, Any]] = []
        self.states: list[dict[str, Any]] = []
        self.errors: list[dict[str, Any]] = []
        self.acked: dict[str, int] = {}
        self.outbox: dict[str, str] = {}
        self._changed = asyncio.Condition()
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def start(self, locale: str = "en") -> "Widget":
        """Begin a conversation."""
        async with self._http.post(f"{self.url}/api/widget/conversations", json={"locale": locale}) as response:
            assert response.status == 201, await response.text()
            body = await response.json()
        self.conversation, self.token = body["conversation"], body["token"]
        return self

    async def connect(self) -> "Widget":
        """Open the socket, say hello with what was seen, send the outbox."""
        self.socket = await self._http.ws_connect(f"{self.url}/api/widget/socket")
        after = max((event["seq"] for event in self.seen), default=0)
        await self.socket.send_json(
            {"type": "hello", "conversation": self.conversation, "token": self.token, "after": after, "locale": "en"}
        )
        self._reader = asyncio.create_task(self._read())
        for client_id, text in list(self.outbox.items()):
            await self._send(client_id, text)
        return self

    async def say(self, text: str, client_id: str) -> None:
        """Send a message; it stays in the outbox until it is acknowledged."""
        self.outbox[client_id] = text
        await self._send(client_id, text)

    async def frame(self, frame: dict[str, Any]) -> None:
        """Send any frame."""
        assert self.socket is not None
        await self.socket.send_json(frame)

    async def until(self, found: Callable[["Widget"], bool], within: float = 20) -> None:
        """Wait until something holds of what was seen."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: found(self)), within)

    async def ask(self, text: str, client_id: str) -> list[str]:
        """Send a message, wait for the bot's next reply, and return all that the bot has said since."""
        before = len(self.texts("bot"))
        await self.say(text, client_id)
        await self.until(lambda w: client_id in w.acked and len(w.texts("bot")) > before)
        return self.texts("bot")[before:]

    def texts(self, speaker: str) -> list[str]:
        """Return what one side said, in order, each event once."""
        by_seq = {event["seq"]: event for event in self.seen if event.get("from") == speaker}
        return [by_seq[seq]["text"] for seq in sorted(by_seq)]

    async def truth(self) -> list[dict[str, Any]]:
        """Return every visible event as the server has it, over plain HTTP."""
        path = f"{self.url}/api/widget/conversations/{self.conversation}/events"
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self._http.get(path, params={"after": 0}, headers=headers) as response:
            events: list[dict[str, Any]] = (await response.json())["events"]
            return events

    async def caught_up(self) -> list[dict[str, Any]]:
        """Wait until everything that the server has was shown; return it. Who owns may be told a moment before."""
        events = await self.truth()
        await self.until(lambda w: {e["seq"] for e in events} <= {e["seq"] for e in w.seen}, within=60)
        return events

    async def cut(self) -> None:
        """Let the connection go without a word."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if self.socket is not None:
            await self.socket.close()

    async def _send(self, client_id: str, text: str) -> None:
        if self.socket is not None and not self.socket.closed:
            try:
                await self.socket.send_json({"type": "message", "id": client_id, "text": text})
            except (ConnectionError, aiohttp.ClientError):
                return

    async def _read(self) -> None:
        assert self.socket is not None
        async for message in self.socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            frame = json.loads(message.data)
            async with self._changed:
                self._take(frame)
                self._changed.notify_all()
            self._on_frame()

    def _take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "event":
                self.seen.append(frame["event"])
            case "ack":
                self.acked[frame["id"]] = frame["seq"]
                self.outbox.pop(frame["id"], None)
            case "ready" | "state":
                self.states.append(frame["state"])
            case "error":
                self.errors.append(frame)
