"""A database as the stores see it: units of work that write, and units that only read."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")

#: Plain synchronous Core statements; returns what they found.
Unit = Callable[[Connection], T]


class Database(Protocol):
    """Runs plain synchronous units of Core statements, off the event loop.

    A unit is the same whatever runs it: the SQLite writer thread here, `AsyncConnection.run_sync` on PostgreSQL.
    """

    async def write(self, unit: Unit[T]) -> T:
        """Run the unit in a transaction; return its result after the commit is durable.

        Raises:
            Unavailable: the database cannot be written now; nothing of the unit is kept.
            BotError: what the unit raised; nothing of the unit is kept.
        """
        ...

    async def read(self, unit: Unit[T]) -> T:
        """Run a unit that writes nothing, on a consistent snapshot."""
        ...

    async def close(self) -> None:
        """Finish what was handed in, then let go of files and threads."""
        ...
