"""The widget over a WebSocket: hello, everything missed, then live."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from aiohttp import web

from bot.channels.pace import CHOICE
from bot.channels.present import for_customer
from bot.channels.website import Website
from bot.channels.website_frames import (
    FRAME,
    Callback,
    CancelCallback,
    Frame,
    Hello,
    LeaveMessage,
    Locale,
    Message,
    Named,
    Ping,
    Rate,
    Typing,
)
from bot.conversation.errors import BotError, NotFound, TooLarge
from bot.conversation.events import Entry
from bot.conversation.tracker import Owner
from bot.engine.feed import AGENT_TYPES, LINE, Subscription
from bot.engine.reading import following
from bot.http.body import decode
from bot.http.socket import LARGEST_FRAME, Socket, open_socket

#: Seconds to say hello in.
HELLO = 10
#: Seconds without anything new after which a customer in line is looked after.
BEAT = 20.0
#: The line is looked at no more often, in seconds, however much moves in it.
PACE = 1.0
BEATS, PACES = timedelta(seconds=BEAT), timedelta(seconds=PACE)
#: Close codes of our own: the widget forgets the conversation on `UNKNOWN`.
UNKNOWN, BAD_HELLO = 4404, 4400


class WebsiteSocket:
    """Serves widgets."""

    def __init__(self, website: Website) -> None:
        self._website = website

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one widget until it goes."""
        socket = await open_socket(request)
        frames = socket.frames()
        try:
            async with asyncio.timeout(HELLO):
                first = await anext(frames)
            hello = decode(first, Hello)
            await self._website.standing(hello.conversation, hello.token)
        except (TimeoutError, StopAsyncIteration):
            await socket.close(BAD_HELLO, "no hello")
            return socket.response
        except BotError as error:
            await socket.send_error(error)
            await socket.close(UNKNOWN if isinstance(error, NotFound) else BAD_HELLO, error.code)
            return socket.response
        with self._website.feed.subscribed(hello.conversation) as subscription:
            view = _View(self._website, socket, subscription, hello)
            async with socket.showing(view.show(), f"widget {hello.conversation}"):
                async for raw in frames:
                    await self._website.pace.wait(hello.conversation)
                    await self._take(socket, hello.conversation, raw)
        return socket.response

    async def _take(self, socket: Socket, conversation_id: str, raw: str) -> None:
        try:
            if len(raw) > LARGEST_FRAME:
                raise TooLarge(f"a frame is longer than {LARGEST_FRAME} characters")
            await self._act(socket, conversation_id, decode(raw, FRAME))
        except NotFound as error:
            # Erased meanwhile: the widget begins a new conversation, and takes along what it could not send.
            await socket.close(UNKNOWN, error.code)
        except BotError as error:
            await socket.send_error(error, _id_of(raw))

    async def _act(self, socket: Socket, conversation_id: str, frame: Frame) -> None:
        match frame:
            case Message(id=client_id, text=text):
                seq = await self._website.message(conversation_id, client_id, text)
                await socket.send({"type": "ack", "id": client_id, "seq": seq})
            case Rate(id=client_id, helped=helped):
                seq = await self._website.rate(conversation_id, client_id, helped=helped)
                await socket.send({"type": "ack", "id": client_id, "seq": seq})
            case Typing():
                self._website.types(conversation_id)
            case Ping():
                await socket.send({"type": "pong"})
            case Locale(locale=locale):
                await self._website.choose_locale(conversation_id, locale)
            case LeaveMessage() | Callback() | CancelCallback():
                await self._choose(socket, conversation_id, frame)

    async def _choose(
        self, socket: Socket, conversation_id: str, choice: LeaveMessage | Callback | CancelCallback
    ) -> None:
        await self._website.pace.wait(conversation_id, CHOICE)
        patience = self._website.patience
        match choice:
            case LeaveMessage(id=client_id):
                seq = await patience.leave_message(conversation_id, client_id)
            case Callback(id=client_id, phone=phone, at=at):
                seq = await patience.call_back(conversation_id, client_id, phone=phone, at=at)
            case CancelCallback(id=client_id):
                seq = await patience.cancel_callback(conversation_id, client_id)
        await socket.send({"type": "ack", "id": choice.id, "seq": seq})


def _id_of(raw: str) -> str | None:
    """Return what a frame calls itself, whatever else is wrong with it: its sender would send it again otherwise."""
    with suppress(BotError):
        return decode(raw, Named).id
    return None


class _View:
    """What one widget has been shown, and what it is shown next."""

    def __init__(self, website: Website, socket: Socket, subscription: Subscription, hello: Hello) -> None:
        self._website = website
        self._socket = socket
        self._subscription = subscription
        self._conversation_id = hello.conversation
        self._cursor = max(hello.after, 0)
        self._state: dict[str, object] | None = None
        self._seen_at = self._looked_at = website.now()
        self._stale = False

    async def show(self) -> None:
        """Show what was missed, then everything as it happens, until cancelled."""
        await self._website.patience.seen(self._conversation_id)
        state = await self._look_at_state()
        await self._socket.send({"type": "ready", "state": state})
        self._state = state
        await self._entries(await self._website.conversations.entries_after(self._conversation_id, self._cursor))
        # The owner may have changed between the two reads.
        await self._signals([], changed=True)
        while not self._socket.closed:
            with suppress(TimeoutError):
                async with asyncio.timeout(PACE if self._stale else BEAT):
                    await self._subscription.wait()
            await self._is_there()
            told, signals = self._subscription.look()
            entries = []
            if told:
                entries = await following(self._website.conversations, self._conversation_id, self._cursor, told)
            await self._entries(entries)
            await self._signals(signals, changed=bool(told))

    async def _is_there(self) -> None:
        """Count the open socket as the customer's presence: timers of a page in the background hardly run."""
        now = self._website.now()
        if self._state is None or self._state["owner"] is not Owner.QUEUE or now - self._seen_at < BEATS:
            return
        self._seen_at = now
        await self._website.patience.seen(self._conversation_id)
        # What may be expected changes with time alone, too.
        self._stale = True

    async def _entries(self, entries: list[Entry]) -> None:
        for entry in entries:
            shown = for_customer(entry)
            if shown is not None:
                await self._socket.send({"type": "event", "event": shown})
            self._cursor = entry.seq

    async def _signals(self, signals: list[str], *, changed: bool) -> None:
        if f"{AGENT_TYPES}@{self._conversation_id}" in signals:
            await self._socket.send({"type": "typing", "from": "agent"})
        self._stale = self._stale or LINE in signals
        now = self._website.now()
        # One's own conversation is looked at at once; the line moves for everybody, and is looked at now and then.
        if changed or (self._stale and now - self._looked_at >= PACES):
            self._stale, self._looked_at = False, now
            state = await self._look_at_state()
            if state != self._state:
                self._state = state
                await self._socket.send({"type": "state", "state": state})

    async def _look_at_state(self) -> dict[str, object]:
        state = await self._website.state(self._conversation_id)
        # Only who waits needs to hear that the line moved.
        follow = self._website.feed.add if state["owner"] is Owner.QUEUE else self._website.feed.remove
        follow(LINE, self._subscription)
        return state
