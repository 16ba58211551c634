"""`baton policy`: is it good, and which ones were in force?"""

from pathlib import Path

import click

from bot.cli.options import storage_options, tell_warnings


@click.group(short_help="Check the policy, and see which ones were in force.")
def policy() -> None:
    """Check the policy, and see which ones were in force."""


@policy.command(short_help="Name what is wrong with a policy.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def check(file: Path | None) -> None:
    """Name every mistake in FILE, each with its line; by default in the business's own policy.yml.

    Whatever the server would refuse is refused here, with status 2; what it would warn of is said too. A server that
    runs takes a changed policy.yml up by itself.
    """
    from bot.knowledge import load_written
    from bot.settings import read_settings
    from bot.understanding.heads import trained_intents

    settings = read_settings()
    if trained_intents(settings.model) is None:
        click.echo(f"warning: no model in {settings.model}: intents are not compared; run `baton train`", err=True)
    path = file or settings.training_data / "policy.yml"
    found, _ = load_written(settings, path)
    tell_warnings(found)
    parts = f"{len(found.rules)} rules, {len(found.intents)} intents, {len(found.line.queues)} queues"
    click.echo(f"{path}: good, version {found.version} ({parts})")


@policy.command(short_help="Name the policies that were in force.")
@storage_options
def versions(data: Path | None, database: str | None) -> None:
    """Name the policies that were in force, the newest first: version, since when (UTC), and who brought it.

    Each recorded decision names the version that it was made by.
    """
    from bot.conversation.errors import BadConfiguration
    from bot.engine.policies import Policies
    from bot.settings import read_settings
    from bot.storage.migrate import check_up_to_date
    from bot.storage.policies import newest_policies
    from bot.storage.sqlite import sqlite_engine

    file = read_settings(data=data, database=database).database_file
    if not file.is_file():
        raise BadConfiguration(f"{file}: no database here; --data or --database names another")
    with sqlite_engine(file, read_only=True).connect() as connection:
        check_up_to_date(connection)
        for found in newest_policies(connection, Policies.SHOWN):
            click.echo(f"{found.version}  {found.at:%Y-%m-%d %H:%M:%S}  {found.by}")
