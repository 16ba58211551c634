"""What is here of a channel that is pushed to, for whoever looks for what is missing."""

import json
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Select

from bot.engine.repairs import UnderWay
from bot.storage.database import Database
from bot.storage.push_schema import arrival, delivery, thread

#: Values of one statement.
GROUP = 500
#: Among so many that came last is the newest, but where much old comes late.
LAST = 100
_LAST = (
    sa.select(arrival.c.received_at)
    .where(arrival.c.page_id == sa.bindparam("page_id"))
    .order_by(arrival.c.id.desc())
    .limit(1)
)
_LATELY = (
    sa.select(arrival.c.at)
    .where(arrival.c.page_id == sa.bindparam("page_id"))
    .order_by(arrival.c.id.desc())
    .limit(LAST)
    .subquery()
)
_NEWEST = sa.select(sa.func.max(_LATELY.c.at, type_=arrival.c.at.type))
_SENT_LAST = (
    sa.select(delivery.c.sent_at)
    .join(thread, thread.c.conversation_id == delivery.c.conversation_id)
    .where(thread.c.page_id == sa.bindparam("page_id"), delivery.c.state == "sent", delivery.c.external_id != "")
    # By when it was written: there is no index of when it was sent.
    .order_by(sa.literal_column("delivery.rowid").desc())
    .limit(1)
)
_KEPT = sa.select(arrival.c.key).where(arrival.c.key.in_(sa.bindparam("some", expanding=True)))
_SENT = sa.select(delivery.c.external_id).where(delivery.c.external_id.in_(sa.bindparam("some", expanding=True)))
_UNDER_WAY = (
    sa.select(delivery.c.id, delivery.c.body)
    .join(thread, thread.c.conversation_id == delivery.c.conversation_id)
    .where(
        thread.c.page_id == sa.bindparam("page_id"),
        thread.c.person_id == sa.bindparam("person_id"),
        delivery.c.state.in_(("due", "sending", "unsure")),
        # What was never tried cannot have arrived.
        delivery.c.tries > 0,
    )
    .order_by(delivery.c.seq, delivery.c.part)
)


class StoredRepairs:
    """See `engine.repairs.RepairStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last_received(self, page_id: str) -> datetime | None:
        """See `RepairStore.last_received`."""
        found: datetime | None = await self._database.read(
            lambda connection: connection.execute(_LAST, {"page_id": page_id}).scalar()
        )
        return found

    async def newest_known(self, page_id: str) -> datetime | None:
        """See `RepairStore.newest_known`."""
        return await self._database.read(lambda connection: _newest_known(connection, page_id))

    async def unknown(self, keys: Collection[str]) -> set[str]:
        """See `RepairStore.unknown`."""
        return set(keys) - await self._database.read(lambda connection: _found(connection, _KEPT, keys))

    async def sent(self, external_ids: Collection[str]) -> set[str]:
        """See `RepairStore.sent`."""
        return await self._database.read(lambda connection: _found(connection, _SENT, external_ids))

    async def under_way(self, page_id: str, person_id: str) -> list[UnderWay]:
        """See `RepairStore.under_way`."""
        whose = {"page_id": page_id, "person_id": person_id}
        rows = await self._database.read(lambda connection: connection.execute(_UNDER_WAY, whose).all())
        return [UnderWay(delivery_id=row.id, text=_text(row.body)) for row in rows]


def _newest_known(connection: Connection, page_id: str) -> datetime | None:
    both = [connection.execute(statement, {"page_id": page_id}).scalar() for statement in (_NEWEST, _SENT_LAST)]
    return max((at for at in both if at is not None), default=None)


def _found(connection: Connection, statement: Select[str], values: Collection[str]) -> set[str]:
    every = list(values)
    some = (every[start : start + GROUP] for start in range(0, len(every), GROUP))
    return {found for group in some for found in connection.execute(statement, {"some": group}).scalars()}


def _text(body: str | None) -> str:
    return str(json.loads(body or "{}").get("text") or "")
