"""`baton migrate`: bring the database up to date."""

from pathlib import Path

import click

from bot.cli.options import storage_options


@click.command(short_help="Bring the database up to date.")
@storage_options
def migrate(data: Path | None, database: str | None) -> None:
    """Bring the database up to date. `baton run` does it by itself; this is for doing it beforehand."""
    from bot.settings import read_settings
    from bot.storage.migrate import migrate as bring_up_to_date
    from bot.storage.sqlite import sqlite_engine

    settings = read_settings(data=data, database=database)
    settings.database_file.parent.mkdir(parents=True, exist_ok=True)
    if not bring_up_to_date(sqlite_engine(settings.database_file), tell=click.echo):
        click.echo("the database is up to date")
