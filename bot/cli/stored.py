"""The database, as commands that change it open it, also while `baton run` has it open."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from bot.storage.sqlite import SqliteDatabase

T = TypeVar("T")


def with_database(data: Path | None, database: str | None, work: "Callable[[SqliteDatabase], Awaitable[T]]") -> T:
    """Return what the work returns, done on a database that is up to date."""
    import asyncio

    from bot.settings import read_settings
    from bot.storage.migrate import migrate
    from bot.storage.sqlite import SqliteDatabase, sqlite_engine

    settings = read_settings(data=data, database=database)
    settings.database_file.parent.mkdir(parents=True, exist_ok=True)
    migrate(sqlite_engine(settings.database_file), tell=lambda text: click.echo(text, err=True))

    async def opened() -> T:
        store = SqliteDatabase(settings.database_file)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(opened())
