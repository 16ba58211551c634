"""Migrations and `schema.metadata` are the same tables."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.storage import file_schema, push_schema
from bot.storage import migrate as migrating
from bot.storage.migrate import NEWEST, migrate
from bot.storage.schema import metadata
from bot.storage.sqlite import sqlite_engine

#: Every file of tables: what is not imported is not in `metadata`.
SCHEMAS = (file_schema, push_schema)
FOLDER = Path(migrating.__file__).with_name("migrations")


def migrated(path: Path) -> sa.Engine:
    engine = sqlite_engine(path)
    migrate(engine, tell=lambda _said: None)
    return engine


def test_the_newest_version_is_the_newest_file_in_the_folder() -> None:
    scripts = ScriptDirectory(str(FOLDER))
    assert scripts.get_heads() == [NEWEST]
    assert max(path.name for path in (FOLDER / "versions").glob("*.py")).startswith(f"{NEWEST}_")


def test_the_migrations_make_what_the_code_expects(tmp_path: Path) -> None:
    with migrated(tmp_path / "migrated.db").connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_conditions_and_row_ids_that_no_comparison_looks_at_are_the_same_too(tmp_path: Path) -> None:
    created = sqlite_engine(tmp_path / "created.db")
    metadata.create_all(created)
    assert _definitions(migrated(tmp_path / "migrated.db")) == _definitions(created)


def _definitions(engine: sa.Engine) -> dict[str, list[str]]:
    """Return the words that SQLite keeps of each table and index; columns and constraints stand in any order."""
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(query).all()
    # The same condition, with and without the name of its table.
    return {name: sorted(re.findall(r"[\w.!=<>']+", re.sub(r"WHERE \w+\.", "WHERE ", sql))) for name, sql in rows}
