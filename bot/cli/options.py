"""Options that several commands share."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.routing.policy import Policy

Decorated = Callable[..., Any]


def ready_to_write(folder: Path) -> Path:
    """Return a folder that is there and can be written to: said before the long work, not after it.

    Raises:
        BadConfiguration: it is not.
    """
    from bot.conversation.errors import BadConfiguration

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise BadConfiguration(f"{folder}: cannot be written to: {error.strerror}") from error


def tell_warnings(policy: "Policy") -> None:
    """Say what a policy allows only because it acknowledges it."""
    for warning in policy.warnings:
        click.echo(f"warning: {warning}", err=True)


def storage_options(command: Decorated) -> Decorated:
    """Add `--data` and `--database`."""
    command = click.option(
        "--database", metavar="URL", help="Database, as sqlite:///FILE.  [default: baton.db in the data folder]"
    )(command)
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder of everything written.  [default: .baton]",
    )(command)


def credentials_option(command: Decorated) -> Decorated:
    """Add `--credentials`."""
    return click.option(
        "--credentials",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Rasa's credentials.yml: its `facebook` block, where the environment says nothing.",
    )(command)
