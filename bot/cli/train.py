"""`baton train`: from sentences to a model."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import ready_to_write

if TYPE_CHECKING:
    from bot.training.source import Source
    from bot.understanding.encoder import Encoder


@click.command(short_help="Train the heads on the business's sentences.")
@click.option(
    "--training-data", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR", help="Sentences."
)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="DIR", help="Model folder to write.")
@click.option("--seed", type=int, default=7, show_default=True, help="The same data and seed give the same model.")
@click.option("--encoder", metavar="NAME", help="A Hugging Face encoder, by name or folder; `baton run` needs it too.")
@click.option("--finetune", is_flag=True, help="Tune the encoder too: better, and much slower without a GPU.")
@click.option("--evaluate/--no-evaluate", default=True, help="Cross-validate for the model card.  [default: yes]")
def train(
    training_data: Path | None, output: Path | None, seed: int, encoder: str | None, finetune: bool, evaluate: bool
) -> None:
    """Train the heads on `training_data/` and write `models/default/`: weights, settings and a model card.

    With --finetune the model folder also holds what the encoder learnt from the same sentences (an adapter, 2 MB).
    A model trained on another --encoder serves with BATON_ENCODER set to the same name.
    """
    from contextlib import ExitStack

    from bot.cli.encoder import shared_adapters, shared_encoder
    from bot.settings import read_settings
    from bot.training.source import encoder_source
    from bot.training.train import train as train_heads
    from bot.understanding.encoder import OnnxEncoder

    settings = read_settings(training_data=training_data, model=output, encoder=encoder)
    ready_to_write(settings.model)

    def tell(text: str) -> None:
        click.echo(text, err=True)

    with ExitStack() as held:
        reader: Encoder | Source
        if finetune:
            reader = held.enter_context(encoder_source(settings.encoder, shared_adapters(settings)))
        else:
            reader = OnnxEncoder(shared_encoder(settings, tell=tell))
        report = train_heads(
            settings.training_data, settings.model, encoder=reader, seed=seed, evaluate=evaluate, progress=tell
        )
    click.echo(str(report))
