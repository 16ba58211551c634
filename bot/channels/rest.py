"""Rasa's REST channel: `POST /webhooks/rest/webhook`, so that clients and scripts written for it go on working.

Source: Rasa documentation, «Your own website», REST channel.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from aiohttp import web

from bot.conversation.clock import Clock
from bot.conversation.errors import NotSignedIn
from bot.conversation.events import BotReplied, ConversationStarted, Entry
from bot.conversation.message import InboundMessage
from bot.conversation.tracker import Owner
from bot.engine.feed import Feed
from bot.engine.inbox import Inbox
from bot.engine.reading import ConversationStore, answered
from bot.http.body import Body, body_of, json_response
from bot.http.route import Route

CHANNEL = "rest"
#: Tells the caller who has the conversation: an empty answer with `queue` or `agent` means that a person speaks.
OWNER_HEADER = "X-Baton-Owner"


class RestMessage(Body, frozen=True):
    """What Rasa's clients send.

    Attributes:
        message_id: ours, optional: the same id again is the same message.
    """

    sender: str
    message: str
    message_id: str | None = None
    metadata: dict[str, Any] | None = None
    input_channel: str | None = None


class RestButton(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that the customer can give with one touch."""

    title: str
    payload: str


class RestReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What Rasa's clients expect."""

    recipient_id: str
    text: str
    buttons: list[RestButton] = []


class Rest:
    """Serves callers of Rasa's REST channel."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        conversations: ConversationStore,
        feed: Feed,
        clock: Clock,
        new_id: Callable[[], str],
        token: str | None,
    ) -> None:
        self._inbox = inbox
        self._conversations = conversations
        self._feed = feed
        self._clock = clock
        self._new_id = new_id
        self._token = token

    def routes(self) -> Iterable[Route]:
        """Return the channel's doors."""
        yield Route(
            method="POST",
            path="/webhooks/rest/webhook",
            handler=self.webhook,
            summary="Rasa's REST channel: a message in, the bot's replies out; `[]` while a person has it.",
            auth="rest",
            takes=RestMessage,
            answers=list[RestReply],
        )
        yield Route(
            method="GET", path="/webhooks/rest/", handler=self.health, summary="Says that the channel is there."
        )

    async def health(self, _request: web.Request) -> web.StreamResponse:
        """Answer as Rasa does."""
        return json_response({"status": "ok"})

    async def webhook(self, request: web.Request) -> web.StreamResponse:
        """Take a message and answer with what the bot says to it."""
        self._check(request)
        body = await body_of(request, RestMessage)
        conversation_id = conversation_of_sender(body.sender)
        started = ConversationStarted(channel=CHANNEL, locale="en")
        await self._conversations.start(conversation_id, started=started, token_hash=None, now=self._clock.now())
        message = InboundMessage(
            conversation_id=conversation_id, client_id=body.message_id or self._new_id(), text=body.message
        )
        with self._feed.subscribed(conversation_id) as subscription:
            receipt = await self._inbox.receive(message)
            standing = await self._conversations.standing(conversation_id)
            entries: list[Entry] = []
            if standing.owner is Owner.BOT or receipt.turn_id is not None:
                entries = await answered(self._conversations, subscription, conversation_id, receipt.seq)
        standing = await self._conversations.standing(conversation_id)
        replies = [_reply(body.sender, e.event) for e in entries if isinstance(e.event, BotReplied)]
        return json_response(replies, headers={OWNER_HEADER: standing.owner})

    def _check(self, request: web.Request) -> None:
        if self._token is None:
            return
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            raise NotSignedIn("this channel wants its token")


def conversation_of_sender(sender: str) -> str:
    """Return the conversation that belongs to a caller's own name for a customer."""
    return "rest-" + hashlib.sha256(sender.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _reply(sender: str, said: BotReplied) -> RestReply:
    buttons = [RestButton(title=b.title, payload=b.payload) for b in said.buttons]
    return RestReply(recipient_id=sender, text=said.text, buttons=buttons)
