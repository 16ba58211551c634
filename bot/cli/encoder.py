"""`baton encoder`: make the encoder that serves, once."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command(short_help="Export the encoder that serves (done by itself when it is missing).")
def encoder() -> None:
    """Export the encoder to ONNX (int8), once per Python environment. Does nothing where it is there.

    It is the one that comes with Baton; BATON_ENCODER=NAME takes another from Hugging Face, by name or folder.
    """
    from bot.settings import read_settings

    folder = ensure_encoder(read_settings(), tell=click.echo)
    click.echo(f"the encoder is in {folder}")


def ensure_encoder(settings: "Settings", *, tell: Callable[[str], None]) -> Path:
    """Return the folder of the exported encoder that the model reads, made if missing."""
    from bot.understanding.exports import adapters_of
    from bot.understanding.understanding import ENCODER_FOLDER

    return _exported(settings, (*shared_adapters(settings), *adapters_of(settings.model / ENCODER_FOLDER)), tell)


def shared_encoder(settings: "Settings", *, tell: Callable[[str], None]) -> Path:
    """Return the folder of the exported encoder that models share, made if missing."""
    return _exported(settings, shared_adapters(settings), tell)


def shared_adapters(settings: "Settings") -> tuple[Path, ...]:
    """Return what the encoder was taught besides: the packaged one Chinese, others nothing."""
    from bot.conversation.errors import BadConfiguration
    from bot.understanding.exports import ADAPTER_FILE, adapters_of

    if settings.encoder is not None:
        return ()
    found = adapters_of(settings.adapter)
    if not found and "adapter" in settings.model_fields_set:
        raise BadConfiguration(f"adapter: no `{ADAPTER_FILE}` in {settings.adapter}")
    return found


def _exported(settings: "Settings", adapters: tuple[Path, ...], tell: Callable[[str], None]) -> Path:
    from bot.understanding.encoder import read_export
    from bot.understanding.exports import export_folder

    folder = export_folder(settings.exports, settings.encoder, adapters)
    if read_export(folder) is not None:
        return folder
    tell("making the encoder that serves, once (about 15 seconds) …")
    from bot.training.export import export_encoder
    from bot.training.source import encoder_source

    with encoder_source(settings.encoder, adapters) as source:
        export_encoder(source.folder, folder, name=source.name, fingerprint=source.fingerprint)
    return folder
