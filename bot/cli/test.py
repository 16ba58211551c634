"""`baton test nlu`: train on some sentences, report on others."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.routes import routes

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.training.answers import Answers
    from bot.training.data import Sentence
    from bot.training.examine import Examined
    from bot.understanding.encoder import Encoder

#: The two strengths of training: heads on the encoder as it is, or tuned first.
FROZEN, FINETUNE = "frozen", "finetune"
_READABLE = click.Path(exists=True, path_type=Path)


@click.group(short_help="Measure how well messages are understood and routed.")
def test() -> None:
    """Measure how well messages are understood, and whether conversations go where they should."""


test.add_command(routes)


@test.command(short_help="Train on some sentences and report on others.")
@click.option("--train", "train", type=_READABLE, multiple=True, metavar="PATH", help="Sentences to learn; may repeat.")
@click.option("--test", "test", type=_READABLE, multiple=True, metavar="PATH", help="Sentences to ask; may repeat.")
@click.option("--cross-validation", is_flag=True, help="Five folds of --train instead of a --test.")
@click.option("--encoder", metavar="NAME", help="A Hugging Face encoder, by name or folder.")
@click.option("--finetune", is_flag=True, help="Tune the encoder on the sentences; minutes without a GPU.")
@click.option(
    "--compare", metavar="WHAT", help="Beside it `frozen`, `finetune`, train=PATH, or another encoder by name."
)
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
    from bot.training.plots import draw

    if bool(test) == cross_validation:
        raise click.UsageError("give either --test or --cross-validation")
    settings = read_settings(encoder=encoder)
    given = train or (settings.training_data,)
    asked = _all(read_sentences, test)
    # All before the first is trained: what is not here is said at once.
    trials = [_trial(settings, given, FINETUNE if finetune else FROZEN)]
    if compare:
        trials.append(_other(settings, given, FINETUNE if finetune else FROZEN, compare))
    found: dict[str, Examined] = {}
    for trial in trials:
        called = trial.name if trial.name not in found else f"{trial.name} (2)"

        def tell(text: str, name: str = called) -> None:
            click.echo(f"{name}: {text}", err=True)

        examined, answers = _examine(trial, asked if test else None, seed, tell)
        found[called] = examined
        if plots:
            for path in draw(answers, plots / called if compare else plots):
                click.echo(f"wrote {path}", err=True)
    click.echo(_as_json(found) if as_json else _as_table(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """One configuration.

    Attributes:
        reader: None where the encoder is tuned first.
        encoder: what is tuned then; None for the one that comes with Baton.
        adapters: what is merged into it first.
    """

    name: str
    sentences: "list[Sentence]"
    reader: "Encoder | None"
    encoder: str | None
    adapters: tuple[Path, ...]


def _trial(settings: "Settings", train: tuple[Path, ...], strength: str) -> _Trial:
    from bot.cli.encoder import shared_adapters
    from bot.training.data import read_sentences

    sentences = _all(read_sentences, train)
    _check(sentences)
    reader = None if strength == FINETUNE else _reader(settings)
    name = reader.name if reader else FINETUNE if settings.encoder is None else f"{settings.encoder}, tuned"
    return _Trial(
        name=name, sentences=sentences, reader=reader, encoder=settings.encoder, adapters=shared_adapters(settings)
    )


def _other(settings: "Settings", train: tuple[Path, ...], strength: str, wanted: str) -> _Trial:
    """Return the trial that differs from the first in one thing: strength, sentences or encoder."""
    if wanted in {FROZEN, FINETUNE}:
        return _trial(settings, train, wanted)
    key, sign, value = wanted.partition("=")
    if key == "train" and sign:
        if not Path(value).exists():
            raise click.BadParameter(f"`{value}` does not exist", param_hint="--compare")
        trial = _trial(settings, (Path(value),), strength)
        return replace(trial, name=f"{trial.name}, {value}")
    return _trial(settings.model_copy(update={"encoder": wanted}), train, strength)


def _examine(
    trial: _Trial, asked: "list[Sentence] | None", seed: int, tell: "Callable[[str], None]"
) -> "tuple[Examined, Answers]":
    """Train and ask; without sentences to ask, five folds of those that train."""
    from bot.training.examine import cross_examine, examine
    from bot.training.source import encoder_source
    from bot.training.tuner import Tuner

    with ExitStack() as held:
        reader: Encoder | Tuner | None = trial.reader
        if reader is None:
            scratch = held.enter_context(tempfile.TemporaryDirectory(prefix="baton-test-"))
            source = held.enter_context(encoder_source(trial.encoder, trial.adapters))
            reader = Tuner(source, Path(scratch), seed=seed, progress=tell)
        if asked is None:
            return cross_examine(trial.sentences, encoder=reader, seed=seed, progress=tell)
        return examine(trial.sentences, asked, encoder=reader, seed=seed, progress=tell)


def _all(read: Any, paths: tuple[Path, ...]) -> "list[Sentence]":
    return [sentence for path in paths for sentence in read(path)]


def _check(learnt: "list[Sentence]") -> None:
    from bot.conversation.errors import BadConfiguration
    from bot.understanding.heads import OUT_OF_SCOPE

    if len({s.label for s in learnt} - {OUT_OF_SCOPE}) < 2:
        raise BadConfiguration("the training has fewer than two intents: there is nothing to tell apart")


def _reader(settings: "Settings") -> "Encoder":
    """Return the encoder that serves, exported first if need be; an export itself may be named, too."""
    from bot.cli.encoder import shared_encoder
    from bot.understanding.encoder import OnnxEncoder, read_export

    if settings.encoder and read_export(Path(settings.encoder)):
        return OnnxEncoder(Path(settings.encoder))
    return OnnxEncoder(shared_encoder(settings, tell=lambda text: click.echo(text, err=True)))


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
