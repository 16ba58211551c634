"""`baton test nlu`: train on some sentences, report on others."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.training.data import Sentence
    from bot.training.examine import Examined

#: The two strengths of training: heads on the packaged encoder as it is, or tuned first.
FROZEN, FINETUNE = "frozen", "finetune"
_READABLE = click.Path(exists=True, path_type=Path)


@click.group(short_help="Measure how well messages are understood.")
def test() -> None:
    """Measure how well messages are understood."""


@test.command(short_help="Train on some sentences and report on others.")
@click.option("--train", "train", type=_READABLE, multiple=True, metavar="PATH", help="Sentences to learn; may repeat.")
@click.option("--test", "test", type=_READABLE, multiple=True, metavar="PATH", help="Sentences to ask; may repeat.")
@click.option("--cross-validation", is_flag=True, help="Five folds of --train instead of a --test.")
@click.option("--encoder", metavar="NAME", help="A Hugging Face encoder, by name or folder; frozen.")
@click.option("--finetune", is_flag=True, help="Tune the packaged encoder on the sentences; minutes without a GPU.")
@click.option("--compare", metavar="NAME", help="Beside it another encoder, or `frozen` or `finetune`.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@click.option("--plots", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write pictures (PNG).")
@click.option("--seed", type=click.IntRange(min=0), default=7, show_default=True, help="Of the folds.")
def nlu(  # noqa: PLR0913 - one parameter an option
    *,
    train: tuple[Path, ...],
    test: tuple[Path, ...],
    cross_validation: bool,
    encoder: str | None,
    finetune: bool,
    compare: str | None,
    as_json: bool,
    plots: Path | None,
    seed: int,
) -> None:
    """Train on --train, then say how well the sentences of --test are understood: intents, doubt, out of scope, time.

    Files are YAML as Rasa writes it, CSV, TSV, JSON or JSONL; without --train the business's own sentences. The labels
    oos, NO_NODES_DETECTED and out_of_scope mean out of scope. Nothing is kept of what is trained here.
    """
    from bot.settings import read_settings
    from bot.training.data import read_sentences
    from bot.training.examine import cross_examine, examine
    from bot.training.plots import draw
    from bot.training.tuner import Tuner

    if bool(test) == cross_validation:
        raise click.UsageError("give either --test or --cross-validation")
    if finetune and encoder:
        raise click.UsageError("--finetune tunes the packaged encoder: give it or --encoder")
    learnt = _all(read_sentences, train or (read_settings().training_data,))
    asked = _all(read_sentences, test)
    _check(learnt)
    found: dict[str, Examined] = {}
    # All before the first is trained: a name that is not here is said at once.
    chosen = [FINETUNE if finetune else encoder or FROZEN, *([compare] if compare else [])]
    for reader in [_encoder(name) for name in chosen]:
        called = reader.name if reader else FINETUNE
        called = called if called not in found else f"{called} (2)"

        def tell(text: str, name: str = called) -> None:
            click.echo(f"{name}: {text}", err=True)

        with tempfile.TemporaryDirectory(prefix="baton-test-") as scratch:
            used = reader or Tuner(Path(scratch), seed=seed, progress=tell)
            if cross_validation:
                examined, answers = cross_examine(learnt, encoder=used, seed=seed, progress=tell)
            else:
                examined, answers = examine(learnt, asked, encoder=used, seed=seed, progress=tell)
        found[called] = examined
        if plots:
            for path in draw(answers, plots / called if compare else plots):
                click.echo(f"wrote {path}", err=True)
    click.echo(_as_json(found) if as_json else _as_table(found))


def _all(read: Any, paths: tuple[Path, ...]) -> "list[Sentence]":
    return [sentence for path in paths for sentence in read(path)]


def _check(learnt: "list[Sentence]") -> None:
    from bot.conversation.errors import BadConfiguration
    from bot.understanding.heads import OUT_OF_SCOPE

    if len({s.label for s in learnt} - {OUT_OF_SCOPE}) < 2:
        raise BadConfiguration("the training has fewer than two intents: there is nothing to tell apart")


def _encoder(name: str) -> Any:
    """Return the encoder that serves, or any other by name or folder; None where one is to be tuned."""
    from bot.cli.encoder import ensure_encoder
    from bot.settings import read_settings
    from bot.understanding.encoder import OnnxEncoder, TorchEncoder, read_about

    if name == FINETUNE:
        return None
    if name == FROZEN:
        settings = read_settings()
        ensure_encoder(settings, tell=lambda text: click.echo(text, err=True))
        return OnnxEncoder(settings.encoder)
    return OnnxEncoder(Path(name)) if read_about(Path(name)) else TorchEncoder(name)


def _as_json(found: "dict[str, Examined]") -> str:
    import msgspec

    whole: Any = next(iter(found.values())) if len(found) == 1 else found
    return msgspec.json.encode(whole).decode()


def _as_table(found: "dict[str, Examined]") -> str:
    import msgspec

    columns = [msgspec.structs.asdict(examined) for examined in found.values()]
    names = [name for name in columns[0] if name not in {"per_intent", "never_trained"}]
    shown = [name for name in names if any(column[name] is not None for column in columns)]
    width = max(22, *(len(name) + 2 for name in found))
    lines = [f"{'':28}" + "".join(f"{name:>{width}}" for name in found)] if len(found) > 1 else []
    for name in shown:
        cells = "".join(f"{_cell(column[name]):>{width}}" for column in columns)
        lines.append(f"{name.replace('_', ' '):28}{cells}")
    first = next(iter(found.values()))
    weakest = sorted(first.per_intent.items(), key=lambda item: (item[1].f1, item[0]))[:10]
    lines += ["", f"{'weakest intents':28}{'sentences':>10}{'precision':>10}{'recall':>10}{'F1':>10}"]
    lines += [f"{name:28}{i.sentences:>10}{i.precision:>10.3f}{i.recall:>10.3f}{i.f1:>10.3f}" for name, i in weakest]
    if first.never_trained:
        lines += ["", f"never trained, so always wrong: {', '.join(first.never_trained)}"]
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)
