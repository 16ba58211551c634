"""What went wrong once, and may not again."""

import asyncio
import errno
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.conversation.errors import Unavailable
from bot.storage.sqlite import SqliteDatabase
from tests.storage.tally import adds, handed_in, held, numbers


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase(tmp_path / "tally.db")
    await database.write(lambda c: c.exec_driver_sql("CREATE TABLE tally (n INTEGER PRIMARY KEY, b BLOB)"))
    await database.write(lambda c: c.exec_driver_sql("CREATE TABLE child (n INTEGER REFERENCES tally (n))"))
    yield database
    await database.close()


async def test_one_who_writes_alone_on_a_full_disk_is_told_to_try_again_too(database: SqliteDatabase) -> None:
    await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=20").scalar())
    with capture_logs(), pytest.raises(Unavailable):
        await database.write(lambda c: c.exec_driver_sql("INSERT INTO tally VALUES (2, zeroblob(500000))").rowcount)


@pytest.mark.parametrize("neighbours", [0, 1])
async def test_a_commit_that_is_refused_does_not_stop_the_writer_for_ever(
    database: SqliteDatabase, neighbours: int
) -> None:
    def owes(connection: Connection) -> None:
        # A child without its parent, looked at only when the group commits.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql("INSERT INTO child VALUES (404)")

    gate, holding = await held(database)
    tasks = await handed_in(database, *([adds(1)] * neighbours), owes)
    gate.open()
    with capture_logs():
        results = await asyncio.gather(holding, *tasks, return_exceptions=True)
        assert [type(result) for result in results[1:]] == [Unavailable] * (neighbours + 1)
        assert await database.write(adds(2)) == 2
    assert await database.read(numbers) == [2]


async def test_a_unit_that_raises_stop_iteration_leaves_its_neighbours_unharmed(database: SqliteDatabase) -> None:
    def runs_dry(connection: Connection) -> int:
        return int(next(iter(connection.exec_driver_sql("SELECT n FROM tally").scalars())))

    gate, holding = await held(database)
    dry, after = await handed_in(database, runs_dry, adds(1))
    gate.open()
    await holding
    assert await asyncio.wait_for(after, 3) == 1
    with pytest.raises(Exception):  # noqa: B017,PT011
        await asyncio.wait_for(dry, 3)


async def test_a_closed_database_is_unavailable_to_readers_too(database: SqliteDatabase) -> None:
    await database.close()
    with pytest.raises(Unavailable):
        await database.read(numbers)


async def test_a_read_that_raises_stop_iteration_leaves_nobody_waiting(database: SqliteDatabase) -> None:
    with pytest.raises(RuntimeError):
        async with asyncio.timeout(5):
            await database.read(lambda c: next(iter(c.exec_driver_sql("SELECT n FROM tally"))))


class FullDisk(io.StringIO):
    """Takes nothing any more."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_log_that_cannot_be_written_does_not_end_the_writer(database: SqliteDatabase) -> None:
    await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=20").scalar())
    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(FullDisk()), cache_logger_on_first_use=False)
    try:
        async with asyncio.timeout(20):
            with pytest.raises((Unavailable, OSError)):
                await database.write(lambda c: c.exec_driver_sql("INSERT INTO tally VALUES (2, zeroblob(500000))"))
            await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=20000").scalar())
            assert await database.write(adds(3)) == 3
    finally:
        structlog.configure(**before)
    assert await database.read(numbers) == [3]
