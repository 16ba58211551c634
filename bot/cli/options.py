"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorated = Callable[..., Any]


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
