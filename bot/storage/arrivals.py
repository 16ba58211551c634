"""What a channel's server sent, kept until it is taken in (see `engine.arrivals`)."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.engine.arrivals import Arrival, Kept
from bot.storage.append import bind, bound
from bot.storage.database import Database
from bot.storage.push_schema import arrival

_KEEP = sa.text(
    "INSERT INTO arrival (key, page_id, person_id, at, body, received_at) "
    "VALUES (:key, :page_id, :person_id, :at, :body, :received_at) ON CONFLICT (key) DO NOTHING"
).bindparams(sa.bindparam("at", type_=arrival.c.at.type), sa.bindparam("received_at", type_=arrival.c.received_at.type))
_BUSY = arrival.alias()
_OPEN = (
    sa.select(arrival)
    .where(
        arrival.c.done_at.is_(None),
        # Whoever sends thousands waits for themselves alone.
        sa.tuple_(arrival.c.page_id, arrival.c.person_id).not_in(
            sa.select(_BUSY.c.page_id, _BUSY.c.person_id).where(_BUSY.c.id.in_(sa.bindparam("busy", expanding=True)))
        ),
    )
    .order_by(arrival.c.at, arrival.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_DONE = (
    sa.update(arrival)
    .where(arrival.c.id == bound("id"))
    # What customers wrote is in the log, masked; here it is not wanted any more.
    .values(done_at=bound("now"), body=None, problem=bound("problem"))
)
_BROKE = sa.update(arrival).where(arrival.c.id == bound("id")).values(done_at=bound("now"), problem=bound("problem"))
_REOPEN = (
    sa.update(arrival)
    .where(arrival.c.done_at.is_not(None), arrival.c.body.is_not(None))
    .values(done_at=None, tries=0, problem=None)
)
_TRIED = sa.update(arrival).where(arrival.c.id == bound("id")).values(tries=arrival.c.tries + 1)
_FORGET = sa.delete(arrival).where(arrival.c.done_at < bound("before", arrival.c.done_at.type))


class StoredArrivals:
    """See `engine.arrivals.ArrivalStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, arrivals: Sequence[Arrival], *, now: datetime) -> None:
        """See `ArrivalStore.keep`."""
        rows = [
            {
                "key": one.key,
                "page_id": one.page_id,
                "person_id": one.person_id,
                "at": one.at,
                "body": one.body,
                "received_at": now,
            }
            for one in arrivals
        ]
        if rows:
            await self._database.write(lambda connection: connection.execute(_KEEP, rows))

    async def waiting(self, busy: Sequence[int], limit: int) -> list[Kept]:
        """See `ArrivalStore.waiting`."""
        return await self._database.read(lambda connection: _waiting(connection, busy, limit))

    async def done(
        self, arrival_id: int, *, now: datetime, problem: str | None = None, keep_body: bool = False
    ) -> None:
        """See `ArrivalStore.done`."""
        change = bind(id=arrival_id, now=now, problem=problem)
        statement = _BROKE if keep_body else _DONE
        await self._database.write(lambda connection: connection.execute(statement, change))

    async def reopen(self) -> None:
        """See `ArrivalStore.reopen`."""
        await self._database.write(lambda connection: connection.execute(_REOPEN))

    async def tried(self, arrival_id: int) -> None:
        """See `ArrivalStore.tried`."""
        await self._database.write(lambda connection: connection.execute(_TRIED, bind(id=arrival_id)))

    async def forget(self, *, before: datetime) -> None:
        """See `ArrivalStore.forget`."""
        await self._database.write(lambda connection: connection.execute(_FORGET, bind(before=before)))


def _waiting(connection: Connection, busy: Sequence[int], limit: int) -> list[Kept]:
    return [
        Kept(id=row.id, page_id=row.page_id, person_id=row.person_id, at=row.at, body=row.body or "{}", tries=row.tries)
        for row in connection.execute(_OPEN, {"busy": list(busy), "limit": limit})
    ]
