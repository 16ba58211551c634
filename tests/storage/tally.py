"""Numbers in a table: the least that a database can be asked to keep, and ways to hold its writer."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from bot.storage.sqlite import SqliteDatabase

#: Longest that a thread waits for another one; never reached unless something is broken.
PATIENCE = 20


def adds(n: int) -> Callable[[Connection], int]:
    """Return a unit that adds a number."""

    def unit(connection: Connection) -> int:
        connection.exec_driver_sql("INSERT INTO tally (n) VALUES (?)", (n,))
        return n

    return unit


def refuses(n: int, error: BaseException) -> Callable[[Connection], int]:
    """Return a unit that adds a number and then thinks better of it."""

    def unit(connection: Connection) -> int:
        adds(n)(connection)
        raise error

    return unit


def numbers(connection: Connection) -> list[int]:
    """Return the numbers that were added."""
    return list(connection.exec_driver_sql("SELECT n FROM tally ORDER BY n").scalars())


def on_disk(path: Path) -> list[int]:
    """Return the numbers as another process finds them now."""
    connection = sqlite3.connect(path)
    try:
        return [n for (n,) in connection.execute("SELECT n FROM tally ORDER BY n")]
    finally:
        connection.close()


class Gate:
    """A unit that holds the writer until it is opened, so that what is handed in meanwhile shares a commit."""

    def __init__(self) -> None:
        self._reached, self._opened = threading.Event(), threading.Event()

    def unit(self, _connection: Connection) -> None:
        self._reached.set()
        assert self._opened.wait(PATIENCE)

    def open(self) -> None:
        self._opened.set()

    async def reached(self) -> None:
        assert await asyncio.to_thread(self._reached.wait, PATIENCE)


async def held(database: SqliteDatabase) -> tuple[Gate, asyncio.Task[None]]:
    """Hold the writer."""
    gate = Gate()
    task = asyncio.create_task(database.write(gate.unit))
    await gate.reached()
    return gate, task


async def handed_in(
    database: SqliteDatabase, *units: Callable[[Connection], int | None]
) -> list[asyncio.Task[int | None]]:
    """Hand in units without waiting for them."""
    tasks = [asyncio.create_task(database.write(unit)) for unit in units]
    await asyncio.sleep(0)
    return tasks
