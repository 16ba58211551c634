"""SQLite with one writer that commits in groups, and a few readers.

A commit that survives a power cut costs one fsync; units that wait in line while it runs share the next one. Each
unit stands in a savepoint of its own, so that one that is refused takes nothing of its neighbours with it.
"""

import asyncio
import queue
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.conversation.errors import Unavailable
from bot.storage.database import Unit

#: Units in one commit at most: bounds how long the first of them waits.
GROUP = 256
#: Units in line at most; beyond it the caller is told to come back.
LINE = 20_000
READERS = 2

T = TypeVar("T")

log = structlog.get_logger()


def sqlite_engine(path: Path, *, read_only: bool = False) -> Engine:
    """Return an engine whose connections leave transactions to us, in WAL mode with `synchronous=FULL`."""
    engine = sa.create_engine(
        f"sqlite:///{path}",
        poolclass=sa.pool.NullPool,
        # An error message must not hold what a customer wrote.
        hide_parameters=True,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 10, "cached_statements": 256},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        if not read_only:  # it stays with the file, and two that change it at once lock each other out
            connection.execute("PRAGMA journal_mode=WAL")
        # An acknowledgement must survive a power cut: WAL with NORMAL may roll back the last commits.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")

    return engine


class _Job:
    __slots__ = ("error", "future", "loop", "result", "unit")

    def __init__(self, unit: Unit[Any]) -> None:
        self.unit = unit
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self.loop.create_future()
        self.result: Any = None
        self.error: BaseException | None = None

    def resolve(self) -> None:
        """Tell the waiting task; it may have gone away meanwhile."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class SqliteDatabase:
    """See `Database`."""

    def __init__(self, path: Path) -> None:
        self._jobs: queue.Queue[_Job | None] = queue.Queue(LINE)
        self._closed = False
        self._write_engine = sqlite_engine(path)
        self._read_engine = sqlite_engine(path, read_only=True)
        # Before any reader is there.
        self._write_engine.connect().close()
        self._local = threading.local()
        self._read_connections: list[Connection] = []
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")
        self._writer = threading.Thread(target=self._write_all, name="sqlite-writer", daemon=True)
        self._writer.start()

    async def write(self, unit: Unit[T]) -> T:
        """See `Database.write`."""
        if self._closed:
            raise Unavailable("the database is closing")
        job = _Job(unit)
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise Unavailable("too many writes are waiting; try again") from None
        return cast("T", await job.future)

    async def read(self, unit: Unit[T]) -> T:
        """See `Database.read`."""
        if self._closed:
            raise Unavailable("the database is closing")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, unit)
        except OperationalError as error:  # as with a write: the world broke, not the unit
            log.exception("read_failed")
            raise Unavailable("the database could not be read") from error

    async def close(self) -> None:
        """See `Database.close`."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        self._jobs.put(None)
        self._writer.join()
        self._readers.shutdown()
        for connection in self._read_connections:
            connection.close()

    def _read(self, unit: Unit[T]) -> T:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._read_engine.connect()
            self._read_connections.append(connection)
        with connection.begin():
            connection.exec_driver_sql("BEGIN")
            try:
                return unit(connection)
            except StopIteration as error:
                raise _stopped(error) from error

    def _write_all(self) -> None:
        connection: Connection | None = None
        while (first := self._jobs.get()) is not None:
            group, last = self._group(first)
            try:
                connection = connection or self._write_engine.connect()
                self._commit(connection, group)
            except BaseException as error:  # noqa: BLE001 — without this thread nothing is ever written again
                for job in group:
                    job.result, job.error = None, Unavailable("the database could not be written")
                    job.error.__cause__ = error
                if connection is not None:
                    with suppress(Exception):
                        connection.invalidate()
                    connection = None
            _tell(group)
            if last:
                break
        if connection is not None:
            connection.close()

    def _group(self, first: _Job) -> tuple[list[_Job], bool]:
        """Return the jobs that wait in line now, and whether the line ends after them."""
        group = [first]
        while len(group) < GROUP:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return group, True
            group.append(job)
        return group, False

    def _commit(self, connection: Connection, group: list[_Job]) -> None:
        try:
            with connection.begin() as transaction:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                if len(group) > 1:
                    for job in group:
                        _run_in_savepoint(connection, job)
                else:
                    _run(connection, group[0])
                    if group[0].error is not None:
                        transaction.rollback()
        except DBAPIError:
            log.exception("commit_failed", units=len(group))
            _let_go(connection)
            for job in group:
                job.result, job.error = None, Unavailable("the database could not be written")


def _let_go(connection: Connection) -> None:
    """End a transaction that a refused COMMIT left open; without it nothing could be written again."""
    with suppress(DBAPIError):
        connection.rollback()
    raw = connection.connection.driver_connection
    if raw is not None and raw.in_transaction:
        raw.rollback()


def _run(connection: Connection, job: _Job) -> None:
    try:
        job.result = job.unit(connection)
    except OperationalError as error:  # a full disk, a lost file: the world broke, not the unit
        log.exception("write_failed")
        job.error = Unavailable("the database could not be written")
        job.error.__cause__ = error
    except StopIteration as error:
        job.error = _stopped(error)
    # Whatever else a unit raises belongs to the task that handed it in, never to the writer thread.
    except BaseException as error:  # noqa: BLE001
        job.error = error


def _stopped(error: StopIteration) -> RuntimeError:
    """Return what is raised for an error that no future takes."""
    raised = RuntimeError("a unit raised StopIteration")
    raised.__cause__ = error
    return raised


def _run_in_savepoint(connection: Connection, job: _Job) -> None:
    connection.exec_driver_sql("SAVEPOINT unit")
    _run(connection, job)
    if job.error is not None:
        connection.exec_driver_sql("ROLLBACK TO unit")
    connection.exec_driver_sql("RELEASE unit")


def _tell(group: list[_Job]) -> None:
    """Resolve all futures of one loop in one wake-up."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in group:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, jobs in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve_all, jobs)
        except RuntimeError:  # the loop is gone with whoever waited
            continue


def _resolve_all(jobs: list[_Job]) -> None:
    for job in jobs:
        job.resolve()
