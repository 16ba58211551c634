"""`baton distil`: teach the English encoder another language."""

from pathlib import Path

import click

from bot.cli.options import ready_to_write

_TABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(short_help="Teach the packaged encoder Chinese from sentence pairs.")
@click.argument("pairs", type=_TABLE, nargs=-1, required=True)
@click.option("--own", type=_TABLE, multiple=True, metavar="PATH", help="Pairs of the business, learnt more often.")
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the adapter to write.")
@click.option("--steps", type=click.IntRange(min=1), default=3600, show_default=True, help="Of 48 pairs each.")
@click.option("--seed", type=int, default=7, show_default=True, help="The same pairs and seed give the same adapter.")
def distil(pairs: tuple[Path, ...], own: tuple[Path, ...], output: Path | None, steps: int, seed: int) -> None:
    """Teach the packaged encoder Chinese from tables of sentence pairs (tab-separated columns `en` and `zh`).

    It writes an adapter: some megabytes that are merged into the packaged weights when the encoder is exported. Heads
    must be trained anew (`baton train`). About an hour on two cores; a GPU is not used.
    """
    from bot.settings import read_settings
    from bot.training.adapter import save_adapter
    from bot.training.distil import distil as learn
    from bot.training.export import packaged_encoder
    from bot.training.pairs import Corpus, read_pairs
    from bot.understanding.glossary import chinese

    settings = read_settings(adapter=output)
    ready_to_write(settings.adapter)
    adapter = learn(
        Corpus(pairs=read_pairs(pairs), own=read_pairs(own), meanings=chinese().meanings),
        base=packaged_encoder(),
        steps=steps,
        seed=seed,
        progress=lambda text: click.echo(text, err=True),
    )
    save_adapter(settings.adapter, adapter)
    for name, value in adapter.about.scores.items():
        click.echo(f"{name:24} {value:.4f}")
    click.echo(f"{settings.adapter}: {len(adapter.about.words)} words from {adapter.about.examples} pairs")
