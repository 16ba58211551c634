"""What agents note about a conversation for later: its tags, and what its messages were really about."""

from collections.abc import Iterable
from typing import Annotated

import msgspec

from bot.console.doors import CONVERSATION, Doors
from bot.console.sign_in import SignIn
from bot.engine.lessons import Lessons
from bot.handoff.agent import Agent
from bot.http.body import Body
from bot.http.route import Route


class IntentBody(Body, frozen=True):
    """What the message that stands there was really about."""

    message_seq: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    intent: str


class TagsBody(Body, frozen=True):
    """All tags of the conversation, in place of those before."""

    tags: list[str]


class NotesHttp:
    """Serves what agents note."""

    def __init__(self, lessons: Lessons, sign_in: SignIn) -> None:
        self._lessons = lessons
        self._doors = Doors(sign_in)

    def routes(self) -> Iterable[Route]:
        """Return the doors."""
        act, lesson = self._doors.act, "Say what a message was really about: a lesson for the model."
        yield act(CONVERSATION + "/intent", lesson, IntentBody, self._intent)
        yield act(CONVERSATION + "/tags", "Give the conversation its tags.", TagsBody, self._tags)

    async def _intent(self, agent: Agent, conversation_id: str, body: IntentBody) -> None:
        await self._lessons.correct(conversation_id, agent, message_seq=body.message_seq, intent=body.intent)

    async def _tags(self, agent: Agent, conversation_id: str, body: TagsBody) -> None:
        await self._lessons.tag(conversation_id, agent, body.tags)
