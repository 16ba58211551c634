"""Requests to erase (see `engine.deletions`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.errors import NotFound
from bot.conversation.events import Entry
from bot.engine.deletions import Deletion, Found
from bot.storage.append import bind, bound
from bot.storage.database import Database
from bot.storage.erasing import erase_named, erase_people
from bot.storage.people_schema import deletion
from bot.storage.schema import event

#: Who asks, where it is Meta that passes it on.
META = "meta"

_DUE = (
    sa.select(deletion)
    .where(deletion.c.done_at.is_(None), deletion.c.due_at <= sa.bindparam("now", type_=deletion.c.due_at.type))
    .order_by(deletion.c.due_at)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_PUT_OFF = (
    sa.update(deletion)
    .where(deletion.c.code == bound("code"), deletion.c.done_at.is_(None))
    .values(due_at=bound("until"), tries=deletion.c.tries + 1)
)
_DONE = (
    sa.update(deletion)
    .where(deletion.c.code == bound("code"), deletion.c.done_at.is_(None))
    # Whose it was is not kept: the code is enough to tell how it went.
    .values(user_id=None, due_at=None, done_at=bound("now"))
)
_ERASED = (
    sa.update(deletion)
    .where(deletion.c.code == bound("code"))
    .values(conversations=sa.func.coalesce(deletion.c.conversations, 0) + bound("conversations"))
)


class StoredDeletions:
    """See `engine.deletions.DeletionStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, key: str, user_id: str, code: str, *, now: datetime) -> str:
        """See `DeletionStore.keep`."""

        def unit(connection: Connection) -> str:
            known = connection.execute(sa.select(deletion.c.code).where(deletion.c.key == key)).scalar()
            if known is not None:
                return str(known)
            new = {"code": code, "key": key, "user_id": user_id, "received_at": now, "due_at": now}
            connection.execute(sa.insert(deletion).values(new))
            return code

        return await self._database.write(unit)

    async def of(self, code: str) -> Deletion | None:
        """See `DeletionStore.of`."""
        query = sa.select(deletion).where(deletion.c.code == code)
        row = await self._database.read(lambda connection: connection.execute(query).first())
        return None if row is None else _deletion(row)

    async def due(self, *, now: datetime, limit: int) -> list[Deletion]:
        """See `DeletionStore.due`."""
        asked = {"now": now, "limit": limit}
        return await self._database.read(lambda connection: [_deletion(row) for row in connection.execute(_DUE, asked)])

    async def put_off(self, code: str, *, until: datetime) -> None:
        """See `DeletionStore.put_off`."""
        change = bind(code=code, until=until)
        await self._database.write(lambda connection: connection.execute(_PUT_OFF, change).rowcount)

    async def erase(self, code: str, found: Found, *, now: datetime) -> tuple[Entry, ...]:
        """See `DeletionStore.erase`."""

        def unit(connection: Connection) -> tuple[Entry, ...]:
            # What is said after the request is not what it is about, however long the person is looked for.
            asked_at = connection.execute(sa.select(deletion.c.received_at).where(deletion.c.code == code)).scalar()
            entries = erase_people(connection, found.people, by=META, asked_at=asked_at or now, now=now)
            erased = len({entry.conversation_id for entry in entries})
            connection.execute(_ERASED, bind(code=code, conversations=erased))
            if found.is_all:
                connection.execute(_DONE, bind(code=code, now=now))
            return entries

        return await self._database.write(unit)

    async def named_in(self, code: str) -> list[str]:
        """Return the conversations whose customer wrote this code."""
        told = (
            sa.select(event.c.conversation_id)
            .where(event.c.kind == "customer_messaged", event.c.body.contains(code, autoescape=True))
            .distinct()
        )
        return await self._database.read(lambda connection: list(connection.execute(told).scalars()))

    async def erase_named(self, code: str, ids: Sequence[str], *, now: datetime) -> int:
        """Erase whom somebody here found out by hand (see `erase_named`), and have the request done; return how much.

        Raises:
            NotFound: there is no such request, or nobody is known by one of the ids; then nothing is erased.
        """

        def unit(connection: Connection) -> int:
            if connection.execute(sa.select(deletion.c.code).where(deletion.c.code == code)).first() is None:
                raise NotFound(f"there is no request with the code `{code}`")
            entries = erase_named(connection, ids, by=META, now=now)
            erased = len({entry.conversation_id for entry in entries})
            connection.execute(_ERASED, bind(code=code, conversations=erased))
            connection.execute(_DONE, bind(code=code, now=now))
            return erased

        return await self._database.write(unit)


def _deletion(row: Row[Any]) -> Deletion:
    return Deletion(
        code=row.code,
        user_id=row.user_id,
        received_at=row.received_at,
        tries=row.tries,
        done_at=row.done_at,
        conversations=row.conversations,
    )
