"""The console's live feed: the line, and the conversations that a screen has open."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from bot.console import present
from bot.console.desk_screen import DeskScreens
from bot.console.doors import COOKIE
from bot.console.frames import FRAME, Frame, Leave, Open, Ping, Typing
from bot.console.reach import OwnPages, Reaches
from bot.console.sign_in import SignIn
from bot.console.viewers import Viewers
from bot.conversation.clock import Clock
from bot.conversation.errors import BotError, NotSignedIn, TooLarge
from bot.conversation.events import Entry
from bot.conversation.tracker import Tracker
from bot.engine.customer import CustomerStore
from bot.engine.feed import AGENT_TYPES, CUSTOMER_TYPES, EVERYTHING, LINE, Feed, Subscription
from bot.engine.reading import ConversationStore, following
from bot.engine.replies import Suggested
from bot.handoff.agent import Agent
from bot.handoff.briefing import brief
from bot.handoff.contacts import tags_of
from bot.http.body import decode
from bot.http.route import Route
from bot.http.security import check_same_origin
from bot.http.socket import LARGEST_FRAME, Socket, open_socket

#: Conversations that one screen may follow at once.
OPEN_AT_ONCE = 50
#: Close code of our own: sign in again.
SIGNED_OUT = 4401
#: The line is shown anew at least so often, in seconds, in case a hint was lost.
LOOK = 5.0
#: It is shown no more often, in seconds, however much moves in it.
PACE = 0.1
LOOKS, PACES = timedelta(seconds=LOOK), timedelta(seconds=PACE)
#: So often a page is asked whether it lives.
BEAT = timedelta(seconds=15)

Suggest = Callable[[Tracker, str], Awaitable[Suggested]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What screens are shown from."""

    conversations: ConversationStore
    desks: DeskScreens
    customers: CustomerStore
    reach: Reaches = field(default_factory=OwnPages)


class ConsoleSocket:
    """Serves consoles."""

    def __init__(
        self,
        *,
        sources: Sources,
        feed: Feed,
        sign_in: SignIn,
        suggest: Suggest,
        clock: Clock,
    ) -> None:
        self.sources = sources
        self.feed = feed
        self.suggest = suggest
        self.clock = clock
        self.viewers = Viewers(feed=feed, clock=clock)
        self._sign_in = sign_in

    def route(self) -> Route:
        """Return the feed's door."""
        return Route(
            method="GET",
            path="/api/console/socket",
            handler=self.serve,
            summary="The line and open conversations, live, as a WebSocket.",
            auth="session",
        )

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one screen until it goes or its session ends."""
        check_same_origin(request)
        token = request.cookies.get(COOKIE)
        agent = await self._sign_in.agent_of(token)
        await self.renew(agent.id)
        socket = await open_socket(request)
        with self.feed.subscribed(LINE) as subscription:
            screen = _Screen(self, socket, subscription, agent, token)
            self.feed.line_changed()
            try:
                async with socket.showing(screen.show(), f"console {agent.id}"):
                    async for raw in socket.frames():
                        await screen.take(raw)
            finally:
                screen.leave()
        return socket.response

    async def renew(self, agent_id: str) -> None:
        """Say that a screen of the agent is open."""
        await self._sign_in.is_present(agent_id)

    async def still_signed_in(self, token: str | None) -> bool:
        """Say whether the session goes on."""
        try:
            await self._sign_in.agent_of(token)
        except NotSignedIn:
            return False
        return True


class _Screen:
    def __init__(
        self, console: ConsoleSocket, socket: Socket, subscription: Subscription, agent: Agent, token: str | None
    ) -> None:
        self._console = console
        self._conversations = console.sources.conversations
        self._feed = console.feed
        self._socket = socket
        self._subscription = subscription
        self._agent = agent
        self._token = token
        self._cursors: dict[str, int] = {}
        self._beat_at = self._looked_at = console.clock.now()
        self._stale = False
        self._shown: dict[str, object] | None = None
        self._beside: dict[str, list[dict[str, object]]] = {}

    async def show(self) -> None:
        """Show the line at once and whenever it changes, and what happens in open conversations, until cancelled."""
        await self._line()
        while not self._socket.closed:
            with suppress(TimeoutError):
                async with asyncio.timeout(PACE if self._stale else LOOK):
                    await self._subscription.wait()
            await self._beat()
            told, signals = self._subscription.look()
            for conversation_id in {entry.conversation_id for entry in told}:
                await self._follow(conversation_id, [e for e in told if e.conversation_id == conversation_id])
            await self._typing(signals)
            await self._others()
            self._stale = self._stale or bool(told) or LINE in signals
            if self._console.clock.now() - self._looked_at >= (PACES if self._stale else LOOKS):
                await self._line()

    async def _beat(self) -> None:
        """Ask now and then whether the page lives: it answers in the background too, where its timers hardly run."""
        now = self._console.clock.now()
        if now - self._beat_at >= BEAT:
            self._beat_at = now
            await self._socket.send({"type": "beat"})

    async def take(self, raw: str) -> None:
        """Do what a frame asks."""
        try:
            if len(raw) > LARGEST_FRAME:
                raise TooLarge(f"a frame is longer than {LARGEST_FRAME} characters")
            await self._act(decode(raw, FRAME))
        except BotError as error:
            await self._socket.send_error(error)

    async def _act(self, frame: Frame) -> None:
        match frame:
            case Open(conversation=conversation_id, after=after):
                await self._open(conversation_id, max(after, 0))
            case Leave(conversation=conversation_id):
                self._close(conversation_id)
            case Typing(conversation=conversation_id, note=note):
                await self._types(conversation_id, is_note=note)
            case Ping():
                await self._console.renew(self._agent.id)
                await self._socket.send({"type": "pong"})

    def leave(self) -> None:
        """Show nothing any more."""
        for conversation_id in tuple(self._cursors):
            self._close(conversation_id)

    def _close(self, conversation_id: str) -> None:
        if self._cursors.pop(conversation_id, None) is not None:
            self._beside.pop(conversation_id, None)
            self._feed.remove(conversation_id, self._subscription)
            self._console.viewers.leave(conversation_id, self._agent)

    async def _open(self, conversation_id: str, after: int) -> None:
        if len(self._cursors) >= OPEN_AT_ONCE:
            raise TooLarge(f"more than {OPEN_AT_ONCE} conversations are open on this screen")
        await self._conversations.standing(conversation_id)
        self._feed.add(conversation_id, self._subscription)
        # What takes long comes first: from the log on, everything is of one moment.
        begun = Tracker(conversation_id).apply(await self._conversations.entries_after(conversation_id, 0))
        suggested = await self._console.suggest(begun, self._agent.name)
        card = await self._console.sources.desks.card(conversation_id)
        who = await self._console.sources.customers.of(conversation_id)
        apart = await self._console.sources.desks.kept_apart(conversation_id)
        if conversation_id not in self._cursors:
            self._console.viewers.look(conversation_id, self._agent)
        entries = await self._conversations.entries_after(conversation_id, 0)
        tracker = Tracker(conversation_id).apply(entries)
        standing = await self._conversations.standing(conversation_id)
        self._cursors[conversation_id] = tracker.seq
        await self._socket.send(
            {
                "type": "conversation",
                "conversation": conversation_id,
                "channel": tracker.channel,
                "card": card,
                "state": present.state(standing),
                "briefing": present.briefing(brief(tracker, suggested.text, who.elsewhere, who.before), suggested),
                "reach": present.reach(await self._console.sources.reach.of(conversation_id)),
                "customer": present.customer(who, tracker),
                "tags": tags_of(entries),
                "never_again": apart,
                "entries": [present.entry(e) for e in entries if e.seq > after],
            }
        )
        # What was told while this was read went by: the log has it.
        await self._follow(conversation_id, [])

    async def _follow(self, conversation_id: str, told: list[Entry]) -> None:
        cursor = self._cursors.get(conversation_id)
        if cursor is None:
            return
        entries = await following(self._conversations, conversation_id, cursor, told)
        if not entries:
            return
        self._cursors[conversation_id] = entries[-1].seq
        standing = await self._conversations.standing(conversation_id)
        await self._socket.send(
            {
                "type": "entries",
                "conversation": conversation_id,
                "state": present.state(standing),
                "reach": present.reach(await self._console.sources.reach.of(conversation_id)),
                "entries": [present.entry(e) for e in entries],
            }
        )

    async def _typing(self, signals: list[str]) -> None:
        for signal in signals:
            kind, _, conversation_id = signal.partition("@")
            if kind == CUSTOMER_TYPES and conversation_id in self._cursors:
                await self._socket.send({"type": "typing", "conversation": conversation_id, "from": "customer"})

    async def _others(self) -> None:
        for conversation_id in tuple(self._cursors):
            others = self._console.viewers.others(conversation_id, self._agent)
            if others != self._beside.get(conversation_id, []):
                self._beside[conversation_id] = others
                await self._socket.send({"type": "viewers", "conversation": conversation_id, "agents": others})

    async def _types(self, conversation_id: str, *, is_note: bool) -> None:
        if conversation_id not in self._cursors:
            return
        self._console.viewers.write(conversation_id, self._agent)
        standing = await self._conversations.standing(conversation_id)
        if standing.agent_id == self._agent.id and not is_note:
            for topic in (conversation_id, EVERYTHING):
                self._feed.signal(topic, f"{AGENT_TYPES}@{conversation_id}")

    async def _line(self) -> None:
        self._stale, self._looked_at = False, self._console.clock.now()
        shown = await self._console.sources.desks.of(self._agent.id)
        if shown is None or not await self._console.still_signed_in(self._token):
            await self._socket.close(SIGNED_OUT, "signed out")
            return
        if shown != self._shown:
            self._shown = shown
            await self._socket.send({**shown, "now": self._console.clock.now()})
