"""What agents teach, kept in the log of the conversation that it is about."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.errors import NotFound
from bot.conversation.events import Entry, Event, Understood, agent_actor
from bot.conversation.line_events import IntentCorrected, Tagged
from bot.handoff.agent import Agent
from bot.handoff.contacts import tags_of
from bot.storage.append import MOVE, add, moved
from bot.storage.codec import entry_of_row
from bot.storage.database import Database
from bot.storage.schema import event


class StoredLessons:
    """See `engine.lessons.LessonStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def correct(
        self, conversation_id: str, agent: Agent, *, message_seq: int, intent: str, now: datetime
    ) -> tuple[Entry, ...]:
        """See `LessonStore.correct`."""
        return await self._database.write(
            lambda connection: correct(connection, conversation_id, agent, seq=message_seq, intent=intent, now=now)
        )

    async def tag(
        self, conversation_id: str, agent: Agent, tags: tuple[str, ...], *, now: datetime
    ) -> tuple[Entry, ...]:
        """See `LessonStore.tag`."""
        return await self._database.write(lambda connection: tag(connection, conversation_id, agent, tags, now=now))


_MESSAGE = sa.select(event.c.seq).where(
    event.c.conversation_id == sa.bindparam("id"),
    event.c.seq == sa.bindparam("seq", type_=sa.Integer),
    event.c.kind == "customer_messaged",
)
_OF_KIND = (
    sa.select(event)
    .where(event.c.conversation_id == sa.bindparam("id"), event.c.kind.in_(sa.bindparam("kinds", expanding=True)))
    .order_by(event.c.seq)
)


def correct(
    connection: Connection, conversation_id: str, agent: Agent, *, seq: int, intent: str, now: datetime
) -> tuple[Entry, ...]:
    """See `LessonStore.correct`."""
    if connection.execute(_MESSAGE, {"id": conversation_id, "seq": seq}).first() is None:
        raise NotFound("there is no such message of the customer")
    was = _intent_of(_said(connection, conversation_id, "understood", "intent_corrected"), seq)
    if was == intent:
        return ()
    corrected = IntentCorrected(agent_name=agent.name, message_seq=seq, was=was, intent=intent)
    return _added(connection, conversation_id, agent, corrected, now)


def tag(
    connection: Connection, conversation_id: str, agent: Agent, tags: tuple[str, ...], *, now: datetime
) -> tuple[Entry, ...]:
    """See `LessonStore.tag`."""
    said = _said(connection, conversation_id, "conversation_started", "tagged")
    if said and tags_of(said) == tags:
        return ()
    return _added(connection, conversation_id, agent, Tagged(agent_name=agent.name, tags=tags), now)


def _said(connection: Connection, conversation_id: str, *kinds: str) -> list[Entry]:
    return [entry_of_row(row) for row in connection.execute(_OF_KIND, {"id": conversation_id, "kinds": kinds})]


def _intent_of(said: list[Entry], seq: int) -> str:
    """Return what a message counts as now; empty where nobody has read it."""
    for what in (entry.event for entry in reversed(said)):
        if isinstance(what, IntentCorrected) and what.message_seq == seq:
            return what.intent
        if isinstance(what, Understood) and what.message_seq == seq:
            return what.meant.intent
    return ""


def _added(connection: Connection, conversation_id: str, agent: Agent, what: Event, now: datetime) -> tuple[Entry, ...]:
    head = moved(connection, MOVE, conversation_id)
    if head is None:
        raise NotFound("there is no such conversation")
    return add(connection, [what], head=head, at=now, actor=agent_actor(agent.id))
