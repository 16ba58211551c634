"""Joins conversations of one customer, and takes them apart again (see `engine.joining`)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.channel_events import Joined
from bot.conversation.errors import Conflict
from bot.conversation.events import BOT, CUSTOMER, SYSTEM, BotReplied, Entry, Event, SlotSet, agent_actor
from bot.conversation.reasons import ToAgent
from bot.conversation.tracker import Owner, Tracker
from bot.engine.customer import LINKS
from bot.engine.joining import Greeting, Parting
from bot.engine.link_tokens import Link
from bot.storage.append import MOVE, add, moved, moving
from bot.storage.conversations import entries_after
from bot.storage.database import Database
from bot.storage.people import joined_with, settle_people
from bot.storage.people_schema import joined_pair, person_link, used_link
from bot.storage.schema import conversation, verified_fact

#: What a system said about the order of a number: it goes with the number.
STATUS = "order_status"

_VERIFIED = sa.select(verified_fact.c.name).where(verified_fact.c.conversation_id == sa.bindparam("id")).limit(1)
_FACTS = sa.select(verified_fact.c.name, verified_fact.c.value).where(
    verified_fact.c.conversation_id == sa.bindparam("id")
)
_USED = sa.select(used_link.c.conversation_id).where(used_link.c.id == sa.bindparam("id"))
_PERSON = sa.select(person_link.c.person_id).where(person_link.c.conversation_id == sa.bindparam("id"))
_GREET = moving(conversation.c.owner == Owner.BOT)


class StoredJoining:
    """See `engine.joining.JoiningStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_verified(self, conversation_id: str) -> bool:
        """See `JoiningStore.is_verified`."""
        return await self._database.read(lambda connection: is_verified(connection, conversation_id))

    async def join(self, link: Link, to: str, *, greet: Greeting, now: datetime) -> tuple[Entry, ...]:
        """See `JoiningStore.join`."""
        return await self._database.write(lambda connection: join(connection, link, to, greet=greet, now=now))

    async def part(self, conversation_id: str, parting: Parting, *, now: datetime) -> tuple[Entry, ...]:
        """See `JoiningStore.part`."""
        return await self._database.write(lambda connection: part(connection, conversation_id, parting, now=now))


def is_verified(connection: Connection, conversation_id: str) -> bool:
    """See `JoiningStore.is_verified`."""
    return connection.execute(_VERIFIED, {"id": conversation_id}).first() is not None


def join(connection: Connection, link: Link, to: str, *, greet: Greeting, now: datetime) -> tuple[Entry, ...]:
    """See `JoiningStore.join`."""
    used_by = connection.execute(_USED, {"id": link.id}).scalar()
    if used_by is not None:
        if used_by != to:
            raise Conflict("this link has been used")
        return ()
    if link.conversation_id == to or not is_verified(connection, link.conversation_id):
        raise Conflict("the link names a customer whom nothing has confirmed")
    connection.execute(sa.delete(used_link).where(used_link.c.ends_at <= now))
    connection.execute(sa.insert(used_link).values(id=link.id, conversation_id=to, ends_at=link.ends_at))
    pair = sa.and_(joined_pair.c.conversation_id == link.conversation_id, joined_pair.c.to_id == to)
    connection.execute(sa.delete(joined_pair).where(pair))
    row = {"conversation_id": link.conversation_id, "to_id": to, "how": link.how, "at": now}
    connection.execute(sa.insert(joined_pair).values(row))
    changed = settle_people(connection, (link.conversation_id, to))
    if not changed:
        return ()
    joined = Joined(person_id=_person(connection, to), how=link.how, by=CUSTOMER)
    told: list[Entry] = []
    for conversation_id in sorted({link.conversation_id, to} | changed):
        told += _tell(connection, conversation_id, joined, now, CUSTOMER)
    told += _teach(connection, link.conversation_id, to, now)
    if link.how == "link":
        told += _greet(connection, to, greet, now)
    return tuple(told)


def _person(connection: Connection, conversation_id: str) -> str:
    return str(connection.execute(_PERSON, {"id": conversation_id}).scalar() or "")


def _teach(connection: Connection, of: str, to: str, now: datetime) -> Iterator[Entry]:
    """Let the bot know on the channel that the customer came to what was confirmed where they came from.

    Only in this direction: who makes a link shows what is theirs; what somebody else made of it, who was led to follow
    it, is not shown to the maker.
    """
    theirs, mine = _tracker(connection, of), _tracker(connection, to)
    for name in LINKS:
        value = theirs.slots.get(name)
        if value is not None and name in theirs.verified and name not in mine.slots:
            yield from _tell(connection, to, SlotSet(name=name, value=value, verified=True), now, SYSTEM)


def _greet(connection: Connection, to: str, greet: Greeting, now: datetime) -> tuple[Entry, ...]:
    """Tell the person that they are known here, while it is the bot's to speak: who followed a trap can say so."""
    tracker = _tracker(connection, to)
    head = moved(connection, _GREET, to) if tracker.owner is Owner.BOT else None
    if head is None:
        return ()
    reply = greet(tracker.language)
    return add(connection, [BotReplied(text=reply.text, buttons=reply.buttons)], head=head, at=now, actor=BOT)


def part(connection: Connection, conversation_id: str, parting: Parting, *, now: datetime) -> tuple[Entry, ...]:
    """See `JoiningStore.part`."""
    person_id, others = _person(connection, conversation_id), joined_with(connection, conversation_id)
    if not others:
        raise Conflict("this conversation is joined with no other", reason=ToAgent.JOINED_WITH_NONE)
    agent = parting.agent
    by, actor = (agent.name, agent_actor(agent.id)) if agent else (CUSTOMER, CUSTOMER)
    pairs = sa.or_(joined_pair.c.conversation_id == conversation_id, joined_pair.c.to_id == conversation_id)
    if parting.how is not None:
        pairs = sa.and_(pairs, joined_pair.c.how == parting.how)
    how = connection.execute(sa.select(joined_pair.c.how).where(pairs)).scalars().first()
    if parting.how is not None and how is None:
        raise Conflict("this conversation was not joined like this", reason=ToAgent.JOINED_WITH_NONE)
    connection.execute(sa.delete(joined_pair).where(pairs))
    # Those that only this one joined fall apart too.
    settle_people(connection, [conversation_id])
    undone = Joined(person_id=person_id, how=how or "link", by=by, undone=True, why=parting.why)
    stay = joined_with(connection, conversation_id)
    others = [each for each in others if each not in stay]
    told: list[Entry] = []
    for each in (conversation_id, *others):
        told += _tell(connection, each, undone, now, actor)
    # What it learnt from those who stay is still true.
    told += _forget(connection, conversation_id, _facts(connection, others) if stay else None, now)
    mine = _facts(connection, [conversation_id])
    for each in others:
        told += _forget(connection, each, mine, now)
    return tuple(told)


def _facts(connection: Connection, conversation_ids: Iterable[str]) -> set[tuple[str, str]]:
    rows = (row for each in conversation_ids for row in connection.execute(_FACTS, {"id": each}))
    return {(row.name, row.value) for row in rows}


def _forget(
    connection: Connection, conversation_id: str, facts: set[tuple[str, str]] | None, now: datetime
) -> tuple[Entry, ...]:
    """Let a conversation forget what it learnt by a link: all of it, or what is among the facts given."""
    tracker = _tracker(connection, conversation_id)
    learnt = {pair for pair in _learnt(tracker.entries) if facts is None or pair in facts}
    for name, value in learnt:
        same = sa.and_(verified_fact.c.name == name, verified_fact.c.value == value)
        connection.execute(sa.delete(verified_fact).where(same, verified_fact.c.conversation_id == conversation_id))
    gone = [name for name, value in sorted(learnt) if tracker.slots.get(name) == value]
    if gone and STATUS in tracker.slots:
        gone.append(STATUS)
    told: list[Entry] = []
    for name in gone:
        told += _tell(connection, conversation_id, SlotSet(name=name, value=None), now, SYSTEM)
    return tuple(told)


def _learnt(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Yield what a link taught a conversation: nothing else sets a verified slot in the system's name."""
    for entry in entries:
        match entry.event:
            case SlotSet(name=name, value=str(value), verified=True) if entry.actor == SYSTEM:
                yield name, value
            case _:
                pass


def _tracker(connection: Connection, conversation_id: str) -> Tracker:
    return Tracker(conversation_id).apply(entries_after(connection, conversation_id, 0))


def _tell(connection: Connection, conversation_id: str, what: Event, now: datetime, actor: str) -> tuple[Entry, ...]:
    head = moved(connection, MOVE, conversation_id)
    return () if head is None else add(connection, [what], head=head, at=now, actor=actor)
