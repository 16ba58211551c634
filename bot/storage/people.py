"""Which conversations are one customer's, as statements see it."""

import secrets
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage.people_schema import joined_pair, person_link

#: A conversation's place among those of its person, and that of any of them.
MINE, THEIRS = person_link.alias("my_link"), person_link.alias("their_link")
_OTHERS = (
    sa.select(THEIRS.c.conversation_id)
    .join(MINE, MINE.c.person_id == THEIRS.c.person_id)
    .where(MINE.c.conversation_id == sa.bindparam("id"), THEIRS.c.conversation_id != sa.bindparam("id"))
    .order_by(THEIRS.c.conversation_id)
)


def of_same_customer(conversation_id: sa.BindParameter[Any]) -> sa.CompoundSelect[Any]:
    """Return the ids of a conversation and of all that are joined with it, to stand in a statement."""
    joined = (
        sa.select(THEIRS.c.conversation_id)
        .join(MINE, MINE.c.person_id == THEIRS.c.person_id)
        .where(MINE.c.conversation_id == conversation_id)
    )
    return sa.union(sa.select(conversation_id), joined)


def joined_with(connection: Connection, conversation_id: str) -> list[str]:
    """Return the conversations that are joined with one, without itself."""
    return list(connection.execute(_OTHERS, {"id": conversation_id}).scalars())


def settle_people(connection: Connection, about: Iterable[str]) -> set[str]:
    """Let each of the conversations be the person's with whom pairs join it now; return those whose person changed."""
    before = _persons(connection, about)
    changed: set[str] = set()
    taken: set[str] = set()
    for group in _groups(connection, before):
        known = sorted({person for each in group if (person := before[each])} - taken)
        person_id = None if len(group) == 1 else known[0] if known else secrets.token_urlsafe(16)
        taken |= {person_id} if person_id else set()
        for conversation_id in group:
            if before[conversation_id] != person_id:
                changed.add(conversation_id)
                _set(connection, conversation_id, person_id)
    return changed


def _persons(connection: Connection, about: Iterable[str]) -> dict[str, str | None]:
    """Return the person of each of these conversations, and of all that are of the same persons."""
    found: dict[str, str | None] = dict.fromkeys(about)
    mine = sa.select(person_link.c.person_id).where(person_link.c.conversation_id.in_(list(found)))
    rows = connection.execute(sa.select(person_link).where(person_link.c.person_id.in_(mine)))
    return found | {row.conversation_id: row.person_id for row in rows}


def _groups(connection: Connection, conversations: Iterable[str]) -> list[set[str]]:
    """Return which of the conversations hang together."""
    groups = [{each} for each in sorted(conversations)]
    ids = [each for group in groups for each in group]
    pairs = sa.select(joined_pair).where(joined_pair.c.conversation_id.in_(ids), joined_pair.c.to_id.in_(ids))
    for pair in connection.execute(pairs.order_by(joined_pair.c.at)):
        one, other = (next(g for g in groups if each in g) for each in (pair.conversation_id, pair.to_id))
        if one is not other:
            groups.remove(other)
            one |= other
    return groups


def _set(connection: Connection, conversation_id: str, person_id: str | None) -> None:
    connection.execute(sa.delete(person_link).where(person_link.c.conversation_id == conversation_id))
    if person_id is not None:
        connection.execute(sa.insert(person_link).values(conversation_id=conversation_id, person_id=person_id))
