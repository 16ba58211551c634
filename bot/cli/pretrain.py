"""`baton pretrain`: teach the shared encoder what tells intents apart anywhere."""

from pathlib import Path

import click

from bot.cli.options import ready_to_write

_FILE = click.Path(exists=True, path_type=Path)


@click.command(short_help="Teach the packaged encoder intents from labelled sentences of other businesses.")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option(
    "--pairs", type=_FILE, multiple=True, required=True, metavar="PATH", help="Translations, as for `distil`."
)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the adapter to write.")
@click.option("--seed", type=int, default=7, show_default=True, help="The same files and seed give the same adapter.")
def pretrain(files: tuple[Path, ...], pairs: tuple[Path, ...], output: Path | None, seed: int) -> None:
    """Teach the packaged encoder what tells intents apart, each of FILES with intents of its own.

    It goes on from the adapter that is there (`baton distil`) and writes one that holds both; translations stay
    beside their English. Heads must be trained anew (`baton train`). About 15 minutes for 20,000 sentences on two
    cores; a GPU is used where there is one.
    """
    from bot.conversation.errors import BadConfiguration
    from bot.settings import read_settings
    from bot.training.adapter import load_adapter, save_adapter
    from bot.training.data import read_sentences
    from bot.training.pairs import read_pairs
    from bot.training.pretrain import pretrain as learn
    from bot.training.source import encoder_source

    settings = read_settings()
    if settings.encoder is not None:
        raise BadConfiguration("encoder: only the packaged encoder is taught; leave BATON_ENCODER unset")
    folder = ready_to_write(output or settings.adapter)
    sets, translations = [read_sentences(file) for file in files], read_pairs(pairs)
    with encoder_source(None, (settings.adapter,)) as source:
        adapter = learn(
            sets,
            translations,
            load_adapter(settings.adapter),
            source=source.folder,
            seed=seed,
            progress=lambda text: click.echo(text, err=True),
        )
    save_adapter(folder, adapter)
    click.echo(f"{folder}: rank {adapter.about.rank}, from {adapter.about.examples} pairs and sentences")
