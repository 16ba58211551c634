"""Replies that an agent may take: the business's own, and those that agents gave before."""

from collections.abc import Iterable

import msgspec
from aiohttp import web

from bot.console.doors import BASE, Doors
from bot.console.sign_in import SignIn
from bot.conversation.errors import BadInput
from bot.conversation.tracker import Tracker
from bot.engine.reading import ConversationStore
from bot.engine.replies import Suggested
from bot.engine.reply_index import ReplyIndex
from bot.http.body import json_response
from bot.http.route import Route


class CannedReplies(msgspec.Struct, frozen=True, kw_only=True):
    """Replies for one conversation, those that fit best first; `{name}` stands where nothing is known."""

    replies: list[Suggested]


class RepliesHttp:
    """Serves ready replies."""

    def __init__(self, index: ReplyIndex, conversations: ConversationStore, sign_in: SignIn) -> None:
        self._index = index
        self._conversations = conversations
        self._doors = Doors(sign_in)

    def routes(self) -> Iterable[Route]:
        """Return the door."""
        yield Route(
            method="GET",
            path=BASE + "/canned",
            handler=self.canned,
            summary="Ready replies for ?conversation=, those that fit what the customer asks first.",
            auth="session",
            answers=CannedReplies,
        )

    async def canned(self, request: web.Request) -> web.StreamResponse:
        """Return replies for a conversation."""
        agent = await self._doors.reader(request)
        conversation_id = request.query.get("conversation", "")
        if not conversation_id:
            raise BadInput("which conversation? add ?conversation=ID")
        await self._conversations.standing(conversation_id)
        tracker = Tracker(conversation_id).apply(await self._conversations.entries_after(conversation_id, 0))
        return json_response(CannedReplies(replies=await self._index.best(tracker, agent.name)))
