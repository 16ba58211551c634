"""The widget over plain HTTP: where conversations begin, and the long-poll fallback."""

import asyncio
import math
from collections.abc import Iterable
from typing import Literal

from aiohttp import web

from bot.channels.pace import ACT, CHOICE
from bot.channels.present import for_customer
from bot.channels.website import Website
from bot.channels.website_frames import (
    CallbackBody,
    ChoiceBody,
    Events,
    Kept,
    MessageBody,
    RatingBody,
    StartBody,
    Started,
)
from bot.channels.website_socket import WebsiteSocket
from bot.conversation.errors import BadInput, NotFound
from bot.conversation.events import Entry
from bot.conversation.tracker import Owner
from bot.engine.feed import AGENT_TYPES, LINE, Subscription
from bot.http.body import Body, body_of, json_response
from bot.http.route import Route

#: Longest that a poll waits, in seconds: shorter than the patience of proxies.
LONGEST_WAIT = 25.0
#: Larger than any number that is asked for; a database takes none without measure.
LARGEST_NUMBER = 2.0**31 - 1


class WebsiteHttp:
    """Serves widgets that have no WebSocket."""

    def __init__(self, website: Website) -> None:
        self._website = website

    def routes(self) -> Iterable[Route]:
        """Return the widget's doors."""
        one = "/api/widget/conversations/{conversation}"
        return (
            Route(
                method="POST",
                path="/api/widget/conversations",
                handler=self.start,
                summary="Begin a conversation; the token opens it again.",
                status=201,
                takes=StartBody,
                answers=Started,
            ),
            Route(
                method="GET",
                path="/api/widget/socket",
                handler=WebsiteSocket(self._website).serve,
                summary="The conversation as a WebSocket: hello with `after`, then frames.",
            ),
            Route(
                method="GET",
                path=one + "/events",
                handler=self.events,
                summary="What happened after `after`; waits up to `wait` seconds for it.",
                auth="token",
                answers=Events,
            ),
            Route(
                method="POST",
                path=one + "/messages",
                handler=self.message,
                summary="Send a message; the same id again is the same message.",
                auth="token",
                takes=MessageBody,
                answers=Kept,
            ),
            Route(
                method="POST",
                path=one + "/rating",
                handler=self.rating,
                summary="Say whether it helped, after the end.",
                auth="token",
                takes=RatingBody,
                answers=Kept,
            ),
            *self._choices(one),
            Route(
                method="POST",
                path=one + "/typing",
                handler=self.typing,
                summary="Show the agent that the customer is typing.",
                status=204,
                auth="token",
                takes=Body,
            ),
        )

    def _choices(self, one: str) -> Iterable[Route]:
        for path, handler, summary, takes in (
            ("/leave-message", self.leave_message, "Leave the page without losing the place in line.", ChoiceBody),
            ("/callback", self.callback, "Be called at a moment that the state offers.", CallbackBody),
            ("/cancel-callback", self.cancel_callback, "Wait at the old place instead of a call.", ChoiceBody),
        ):
            yield Route(
                method="POST",
                path=one + path,
                handler=handler,
                summary=summary,
                auth="token",
                takes=takes,
                answers=Kept,
            )

    async def leave_message(self, request: web.Request) -> web.StreamResponse:
        """Let the customer go."""
        conversation_id = await self._conversation(request, CHOICE)
        body = await body_of(request, ChoiceBody)
        seq = await self._website.patience.leave_message(conversation_id, body.id)
        return json_response(Kept(id=body.id, seq=seq))

    async def callback(self, request: web.Request) -> web.StreamResponse:
        """Have the customer called."""
        conversation_id = await self._conversation(request, CHOICE)
        body = await body_of(request, CallbackBody)
        seq = await self._website.patience.call_back(conversation_id, body.id, phone=body.phone, at=body.at)
        return json_response(Kept(id=body.id, seq=seq))

    async def cancel_callback(self, request: web.Request) -> web.StreamResponse:
        """Let the customer wait instead."""
        conversation_id = await self._conversation(request, CHOICE)
        body = await body_of(request, ChoiceBody)
        seq = await self._website.patience.cancel_callback(conversation_id, body.id)
        return json_response(Kept(id=body.id, seq=seq))

    async def start(self, request: web.Request) -> web.StreamResponse:
        """Begin a conversation."""
        body = await body_of(request, StartBody)
        opened = await self._website.start(body.locale)
        started = Started(conversation=opened.conversation_id, token=opened.token, locale=opened.locale)
        return json_response(started, status=201)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Answer with what is new, as soon as there is something."""
        conversation_id = await self._conversation(request)
        after, wait = _number(request, "after", 0), min(_number(request, "wait", 0), LONGEST_WAIT)
        conversations = self._website.conversations
        standing = await conversations.standing(conversation_id)
        topics = (conversation_id, LINE) if standing.owner is Owner.QUEUE else (conversation_id,)
        with self._website.feed.subscribed(*topics) as subscription:
            entries = await conversations.entries_after(conversation_id, int(after))
            shown, typing = _shown(entries), None
            await self._website.patience.seen(conversation_id)
            if not shown and wait > 0:
                typing = await _something(subscription, wait)
                shown = _shown(await conversations.entries_after(conversation_id, int(after)))
        state = await self._website.state(conversation_id)
        return json_response(Events(events=shown, state=state, typing=typing))

    async def message(self, request: web.Request) -> web.StreamResponse:
        """Take a message."""
        conversation_id = await self._conversation(request)
        body = await body_of(request, MessageBody)
        return json_response(Kept(id=body.id, seq=await self._website.message(conversation_id, body.id, body.text)))

    async def rating(self, request: web.Request) -> web.StreamResponse:
        """Take a rating."""
        conversation_id = await self._conversation(request)
        body = await body_of(request, RatingBody)
        seq = await self._website.rate(conversation_id, body.id, helped=body.helped)
        return json_response(Kept(id=body.id, seq=seq))

    async def typing(self, request: web.Request) -> web.StreamResponse:
        """Show that the customer is typing."""
        conversation_id = await self._conversation(request)
        await body_of(request, Body)
        self._website.types(conversation_id)
        return web.Response(status=204)

    async def _conversation(self, request: web.Request, cost: int = ACT) -> str:
        conversation_id = request.match_info["conversation"]
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise NotFound("there is no such conversation")
        await self._website.standing(conversation_id, token.strip())
        await self._website.pace.check(conversation_id, cost)
        return conversation_id


async def _something(subscription: Subscription, wait: float) -> Literal["agent"] | None:
    """Wait for anything new; return `agent` where all that is new is that they type."""
    try:
        async with asyncio.timeout(wait):
            await subscription.wait()
    except TimeoutError:
        return None
    return "agent" if any(s.startswith(AGENT_TYPES) for s in subscription.look()[1]) else None


def _shown(entries: list[Entry]) -> list[dict[str, object]]:
    return [shown for entry in entries if (shown := for_customer(entry)) is not None]


def _number(request: web.Request, name: str, default: float) -> float:
    try:
        number = float(request.query.get(name, default))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise BadInput(f"`{name}` must be a number")
    return min(max(number, 0.0), LARGEST_NUMBER)
