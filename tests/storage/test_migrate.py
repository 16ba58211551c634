"""Bringing a database's tables up to date."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from bot.conversation.errors import BadConfiguration
from bot.storage.migrate import NEWEST, migrate
from bot.storage.sqlite import sqlite_engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = sqlite_engine(tmp_path / "baton.db")
    yield engine
    engine.dispose()


def run(engine: Engine, statement: str) -> None:
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(statement)


def version(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def test_an_empty_database_gets_all_tables(engine: Engine) -> None:
    told: list[str] = []
    assert migrate(engine, tell=told.append)
    assert told == [f"migrating the database from nothing to {NEWEST}"]
    assert version(engine) == NEWEST


def test_running_it_twice_does_nothing_the_second_time(engine: Engine) -> None:
    migrate(engine, tell=lambda _said: None)
    run(engine, "INSERT INTO attempt (key, at) VALUES ('kept', 1)")
    told: list[str] = []
    assert not migrate(engine, tell=told.append)
    assert told == []
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT key FROM attempt").scalars().all() == ["kept"]


def test_a_database_that_is_newer_than_this_program_is_refused_untouched(engine: Engine) -> None:
    migrate(engine, tell=lambda _said: None)
    run(engine, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BadConfiguration, match=f"at version 9999, this program only knows {NEWEST}: update it"):
        migrate(engine, tell=lambda _said: None)
    assert version(engine) == "9999"


def test_a_migration_that_fails_leaves_nothing_of_itself_behind(engine: Engine) -> None:
    run(engine, "CREATE TABLE ticket (in_the_way INTEGER)")
    with pytest.raises(sa.exc.OperationalError, match="already exists"):
        migrate(engine, tell=lambda _said: None)
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["ticket"]
    run(engine, "DROP TABLE ticket")
    assert migrate(engine, tell=lambda _said: None)
