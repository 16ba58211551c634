"""One writer that commits in groups, and what its callers may rely on."""

import asyncio
import resource
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.conversation.errors import Conflict, Unavailable
from bot.storage import sqlite
from bot.storage.sqlite import GROUP, SqliteDatabase
from tests.storage.tally import PATIENCE, Gate, adds, handed_in, held, numbers, on_disk, refuses


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase(tmp_path / "tally.db")
    await database.write(lambda c: c.exec_driver_sql("CREATE TABLE tally (n INTEGER PRIMARY KEY, b BLOB)"))
    yield database
    await database.close()


async def test_what_a_unit_returns_comes_back(database: SqliteDatabase) -> None:
    assert await database.write(adds(7)) == 7
    assert await database.read(numbers) == [7]


async def test_what_a_unit_raises_comes_back_and_nothing_of_it_is_kept(database: SqliteDatabase) -> None:
    error = Conflict("someone was faster")
    with pytest.raises(Conflict) as caught:
        await database.write(refuses(1, error))
    assert caught.value is error
    assert await database.read(numbers) == []


async def test_one_that_is_refused_takes_nothing_of_its_neighbours_along(database: SqliteDatabase) -> None:
    gate, holding = await held(database)
    units = (adds(1), refuses(2, Conflict()), adds(3), adds(3), refuses(5, KeyError("a bug")), adds(6))
    tasks = await handed_in(database, *units)
    gate.open()
    await holding
    results = await asyncio.gather(*tasks, return_exceptions=True)
    kinds = [type(result).__name__ if isinstance(result, BaseException) else result for result in results]
    assert kinds == [1, "Conflict", 3, "IntegrityError", "KeyError", 6]
    assert await database.read(numbers) == [1, 3, 6]


async def test_units_that_wait_together_share_one_commit(database: SqliteDatabase) -> None:
    commits: list[object] = []
    sa.event.listen(database._write_engine, "commit", commits.append)
    gate, holding = await held(database)
    tasks = await handed_in(database, *(adds(n) for n in range(50)))
    gate.open()
    await asyncio.gather(holding, *tasks)
    assert len(commits) == 2


async def test_no_group_grows_beyond_its_bound(database: SqliteDatabase) -> None:
    commits: list[object] = []
    sa.event.listen(database._write_engine, "commit", commits.append)
    gate, holding = await held(database)
    tasks = await handed_in(database, *(adds(n) for n in range(GROUP + 1)))
    gate.open()
    await asyncio.gather(holding, *tasks)
    assert len(commits) == 3


async def test_nobody_is_told_before_the_commit(database: SqliteDatabase, tmp_path: Path) -> None:
    first, holding = await held(database)
    second = Gate()
    adding, waiting = await handed_in(database, adds(1), second.unit)
    first.open()
    await second.reached()
    await holding
    assert not adding.done()
    assert on_disk(tmp_path / "tally.db") == []
    second.open()
    assert await adding == 1
    assert on_disk(tmp_path / "tally.db") == [1]
    await waiting


async def test_many_writers_at_once_lose_no_update(database: SqliteDatabase) -> None:
    def next_number(connection: Connection) -> int:
        return adds(1 + max(numbers(connection), default=0))(connection)

    given = await asyncio.gather(*(database.write(next_number) for _ in range(300)))
    assert sorted(given) == list(range(1, 301))


async def test_who_stops_waiting_takes_nothing_back(database: SqliteDatabase) -> None:
    gate, holding = await held(database)
    (gone,) = await handed_in(database, adds(1))
    gone.cancel()
    (after,) = await handed_in(database, adds(2))
    gate.open()
    await asyncio.gather(holding, after)
    assert await database.read(numbers) == [1, 2]


async def test_closing_finishes_what_was_handed_in(database: SqliteDatabase, tmp_path: Path) -> None:
    gate, holding = await held(database)
    tasks = await handed_in(database, *(adds(n) for n in range(2 * GROUP)))
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    gate.open()
    await asyncio.gather(holding, closing, *tasks)
    assert on_disk(tmp_path / "tally.db") == list(range(2 * GROUP))


async def test_a_closed_database_takes_no_more(database: SqliteDatabase) -> None:
    await database.close()
    with pytest.raises(Unavailable, match="closing"):
        await database.write(adds(1))


async def test_closing_twice_is_closing_once(database: SqliteDatabase) -> None:
    await database.close()
    await database.close()


async def test_nothing_of_it_is_left_running(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    for _ in range(5):
        database = SqliteDatabase(tmp_path / "threads.db")
        await database.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
        await database.close()
    left = {thread.name for thread in set(threading.enumerate()) - before}
    assert not [name for name in left if name.startswith("sqlite")]
    assert not (tmp_path / "threads.db-wal").exists(), "a connection is still open"


async def test_a_full_line_is_refused_and_those_in_it_are_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LINE", 3)
    database = SqliteDatabase(tmp_path / "full.db")
    await database.write(lambda c: c.exec_driver_sql("CREATE TABLE tally (n INTEGER PRIMARY KEY)"))
    gate, holding = await held(database)
    tasks = await handed_in(database, adds(1), adds(2), adds(3))
    with pytest.raises(Unavailable, match="too many writes"):
        await database.write(adds(4))
    gate.open()
    await asyncio.gather(holding, *tasks)
    assert await database.read(numbers) == [1, 2, 3]
    await database.close()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("query_only", 0)]
)
async def test_what_is_acknowledged_survives_a_power_cut(database: SqliteDatabase, pragma: str, value: object) -> None:
    # 2 is FULL: SQLite syncs the log at every commit.
    assert await database.write(lambda c: c.exec_driver_sql(f"PRAGMA {pragma}").scalar()) == value


async def test_a_unit_that_reads_cannot_write(database: SqliteDatabase) -> None:
    with capture_logs(), pytest.raises(Unavailable) as refused:
        await database.read(adds(1))
    assert "readonly" in str(refused.value.__cause__)
    assert await database.read(numbers) == []


async def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(database: SqliteDatabase) -> None:
    await database.write(adds(1))
    looked, written = threading.Event(), threading.Event()

    def twice(connection: Connection) -> tuple[list[int], list[int]]:
        first = numbers(connection)
        looked.set()
        assert written.wait(PATIENCE)
        return first, numbers(connection)

    reading = asyncio.create_task(database.read(twice))
    assert await asyncio.to_thread(looked.wait, PATIENCE)
    await database.write(adds(2))
    written.set()
    assert await reading == ([1], [1])
    assert await database.read(numbers) == [1, 2]


async def test_readers_go_on_while_the_writer_is_busy(database: SqliteDatabase) -> None:
    await database.write(adds(1))
    gate, holding = await held(database)
    assert await database.read(numbers) == [1]
    gate.open()
    await holding


async def test_a_reader_that_fails_leaves_the_next_one_unharmed(database: SqliteDatabase) -> None:
    for _ in range(4):
        with capture_logs(), pytest.raises(Unavailable):
            await database.read(lambda c: c.exec_driver_sql("SELECT * FROM nothing").all())
    assert await database.read(numbers) == []


async def test_on_a_full_disk_everyone_is_told_to_try_again_and_nothing_is_kept(database: SqliteDatabase) -> None:
    await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=20").scalar())
    gate, holding = await held(database)

    def too_much(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO tally VALUES (2, zeroblob(500000))")

    tasks = await handed_in(database, adds(1), too_much, adds(3))
    with capture_logs():
        gate.open()
        await holding
        results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [Unavailable] * 3
    assert await database.read(numbers) == []


async def test_a_commit_that_cannot_be_written_is_told_to_all_who_share_it_and_ends_nothing(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    def large(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO tally VALUES (2, zeroblob(100000))")

    gate, holding = await held(database)
    tasks = await handed_in(database, adds(1), large)
    with capture_logs() as logs, no_file_grows_beyond((tmp_path / "tally.db-wal").stat().st_size + 8192):
        gate.open()
        results = await asyncio.gather(holding, *tasks, return_exceptions=True)
    assert [type(result) for result in results[1:]] == [Unavailable, Unavailable]
    assert [entry["event"] for entry in logs] == ["commit_failed"]
    assert await database.write(adds(3)) == 3
    assert await database.read(numbers) == [3]


@contextmanager
def no_file_grows_beyond(size: int) -> Iterator[None]:
    """Let this process's writes fail, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
