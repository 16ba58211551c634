"""SQLite in memory, each unit run at once in its own transaction: for simulations, where a thread would break the seed.

It runs the very same units as the writer thread, on the same engine; what it leaves out is the thread and the group.
"""

import asyncio
import random
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, event

from bot.storage.database import Unit
from bot.storage.schema import metadata

T = TypeVar("T")


def memory() -> Connection:
    """Return a connection to an empty database in memory, with all tables."""
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool, connect_args={"isolation_level": None})
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA foreign_keys=ON"))
    metadata.create_all(engine)
    return engine.connect()


class InlineDatabase:
    """See `bot.storage.database.Database`; each unit is preceded and followed by a pause of seeded length."""

    def __init__(self, connection: Connection, chance: random.Random) -> None:
        self._connection = connection
        self._chance = chance
        with connection.begin():
            for table in reversed(metadata.sorted_tables):
                connection.execute(sa.delete(table))

    async def write(self, unit: Unit[T]) -> T:
        """Run a unit in a transaction."""
        await self._pause()
        with self._connection.begin():
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            result = unit(self._connection)
        await self._pause()
        return result

    async def read(self, unit: Unit[T]) -> T:
        """Run a unit that only reads."""
        await self._pause()
        with self._connection.begin():
            result = unit(self._connection)
        await self._pause()
        return result

    async def close(self) -> None:
        """Keep the memory: the next world starts by emptying it."""

    async def _pause(self) -> None:
        await asyncio.sleep(self._chance.choice((0.0, 0.0, 0.001, 0.01, 0.2)))
