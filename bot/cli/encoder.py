"""`baton encoder`: make the encoder that serves from the packaged one, once."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command(short_help="Export the encoder that serves (done by itself when it is missing).")
def encoder() -> None:
    """Export the packaged encoder to ONNX (int8), once per Python environment. Does nothing where it is there."""
    from bot.settings import read_settings

    settings = read_settings()
    ensure_encoder(settings, tell=click.echo)
    click.echo(f"the encoder is in {settings.encoder}")


def ensure_encoder(settings: "Settings", *, tell: Callable[[str], None]) -> None:
    """Make the encoder where it is missing."""
    from bot.understanding.encoder import read_about

    folder = settings.encoder
    if read_about(folder) is not None:
        return
    tell("making the encoder that serves, once (about 15 seconds) …")
    from bot.training.export import export_encoder, packaged_encoder

    folder.parent.mkdir(parents=True, exist_ok=True)
    export_encoder(packaged_encoder(), folder)
