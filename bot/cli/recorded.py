"""The recorded conversations, as commands that learn from them read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.conversation.events import Entry
    from bot.settings import Settings


@contextmanager
def recorded(settings: "Settings", since: datetime | None) -> "Iterator[Iterator[list[Entry]]]":
    """Give the logs of the conversations in which something happened since then; nothing is changed.

    Raises:
        BadConfiguration: there is no database, or one of another version.
    """
    from bot.storage.history import conversations

    with history(settings) as connection:
        yield conversations(connection, since=since)


@contextmanager
def history(settings: "Settings") -> "Iterator[Connection]":
    """Open the database to read what it has recorded.

    Raises:
        BadConfiguration: there is no database, or one of another version.
    """
    from bot.conversation.errors import BadConfiguration
    from bot.storage.migrate import check_up_to_date
    from bot.storage.sqlite import sqlite_engine

    file = settings.database_file
    if not file.is_file():
        raise BadConfiguration(f"{file}: no database here; --data or --database names another")
    with sqlite_engine(file, read_only=True).connect() as connection:
        check_up_to_date(connection)
        yield connection


def in_utc(since: datetime | None) -> datetime | None:
    """Return the moment that an option names."""
    return since.replace(tzinfo=UTC) if since else None
