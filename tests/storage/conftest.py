"""A database of one's own, with all tables, for each test."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.storage.schema import metadata
from bot.storage.sqlite import SqliteDatabase, sqlite_engine
from tests.storage.stage import Stage

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables and nothing in them."""
    path = tmp_path_factory.mktemp("empty") / "baton.db"
    engine = sqlite_engine(path)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("BEGIN")
        metadata.create_all(connection)
    engine.dispose()
    return path


@pytest.fixture
def database_file(empty: Path, tmp_path: Path) -> Path:
    path = tmp_path / "baton.db"
    shutil.copy(empty, path)
    return path


@pytest.fixture
async def stage(database_file: Path) -> AsyncIterator[Stage]:
    database = SqliteDatabase(database_file)
    yield Stage(database)
    await database.close()
