"""`baton train`: from sentences to a model."""

from pathlib import Path

import click


@click.command(short_help="Train the heads on the business's sentences.")
@click.option(
    "--training-data", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR", help="Sentences."
)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="DIR", help="Model folder to write.")
@click.option("--seed", type=int, default=7, show_default=True, help="The same data and seed give the same model.")
@click.option("--finetune", is_flag=True, help="Tune the encoder too: better, and much slower without a GPU.")
@click.option("--evaluate/--no-evaluate", default=True, help="Cross-validate for the model card.  [default: yes]")
def train(training_data: Path | None, output: Path | None, seed: int, finetune: bool, evaluate: bool) -> None:
    """Train the heads on `training_data/` and write `models/default/`: weights, settings and a model card.

    With --finetune the model folder also holds an encoder of its own (22 MB), tuned on the same sentences.
    """
    from bot.cli.encoder import ensure_encoder
    from bot.settings import read_settings
    from bot.training.train import train as train_heads
    from bot.understanding.encoder import OnnxEncoder

    settings = read_settings(training_data=training_data, model=output)
    ensure_encoder(settings, tell=lambda text: click.echo(text, err=True))
    report = train_heads(
        settings.training_data,
        settings.model,
        encoder=None if finetune else OnnxEncoder(settings.encoder),
        seed=seed,
        evaluate=evaluate,
        progress=lambda text: click.echo(text, err=True),
    )
    click.echo(str(report))
