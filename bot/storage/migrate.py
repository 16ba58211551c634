"""Brings a database's tables up to date."""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.conversation.errors import BadConfiguration

#: The newest migration. `tests/storage/test_migrations.py` holds it to the folder, so that a start on a database that
#: is up to date need not load Alembic.
NEWEST = "0006"

_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine, *, tell: Callable[[str], None]) -> bool:
    """Run the migrations that are missing; say whether there were any.

    Raises:
        BadConfiguration: the database is newer than this program.
    """
    with engine.connect() as connection:
        present = _version(connection)
        connection.rollback()
        if present == NEWEST:
            return False
        if present is not None and present > NEWEST:
            raise BadConfiguration(f"the database is at version {present}, this program only knows {NEWEST}: update it")
        tell(f"migrating the database from {present or 'nothing'} to {NEWEST}")
        _upgrade(connection)
        return True


def check_up_to_date(connection: Connection) -> None:
    """Make sure that the tables are the ones that this program knows.

    Raises:
        BadConfiguration: they are older or newer.
    """
    present = _version(connection)
    if present != NEWEST:
        problem = f"the database is at version {present}, this program wants {NEWEST}"
        raise BadConfiguration(f"{problem}: run `baton migrate`")


def _version(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    with connection.begin():
        # Python's sqlite3 begins no transaction for DDL by itself: half a migration must not stay.
        connection.exec_driver_sql("BEGIN")
        command.upgrade(config, "head")
