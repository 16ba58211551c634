"""Pictures of an examination: confusion, calibration and the out-of-scope curve, as PNG."""

import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.training.answers import Answers

_BINS = 10
#: Intents in the picture of confusions at most: those confused most.
_SHOWN = 25
#: Characters of an intent's name at most.
_LONGEST = 40
#: Beside the default one, for intents with Chinese names; the first that the machine has.
_CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
    "Arial Unicode MS",
)


def draw(answers: Answers, folder: Path) -> list[Path]:
    """Write the pictures to a folder and return where they are; without sentences out of scope there is no curve."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [_confusion(answers, folder / "confusion.png"), _calibration(answers, folder / "calibration.png")]
    inside = answers.inside
    if inside.any() and not inside.all():
        drawn.append(_out_of_scope(answers, folder / "out_of_scope.png"))
    return drawn


def _figure(size: tuple[float, float]) -> tuple[Any, Any]:
    # The object interface needs no display and leaves no global state, as pyplot would.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


@cache
def _fonts() -> list[str]:
    from matplotlib.font_manager import fontManager

    here = {font.name for font in fontManager.ttflist}
    return ["DejaVu Sans", *[name for name in _CHINESE_FONTS if name in here][:1]]


def _save(figure: Any, path: Path) -> Path:
    with warnings.catch_warnings():
        # What no font of the machine has is drawn as a box.
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from")
        figure.savefig(path, dpi=120)
    return path


def _confusion(answers: Answers, path: Path) -> Path:
    known = answers.labels >= 0
    labels, said = answers.labels[known], answers.likeliest[known]
    count = len(answers.intents)
    table = np.bincount(labels * count + said, minlength=count * count).reshape(count, count)
    wrong = table - np.diag(np.diag(table))
    shown = np.sort(np.argsort(-(wrong.sum(0) + wrong.sum(1)), kind="stable")[:_SHOWN])
    names = [_shortened(answers.intents[i]) for i in shown]
    # A name takes up to twice its characters where it is Chinese; on the left it stands beside the table, below under.
    margin = 0.07 * max((len(name.encode("gb18030", "replace")) for name in names), default=0)
    side = 1 + margin + 0.32 * max(len(shown), 6)
    figure, axes = _figure((side, side))
    part = table[np.ix_(shown, shown)]
    axes.imshow(part / np.maximum(part.sum(axis=1, keepdims=True), 1), cmap="Blues", vmin=0, vmax=1)
    for (row, column), times in np.ndenumerate(part):
        if times:
            colour = "white" if times > part[row].sum() / 2 else "black"
            axes.text(column, row, int(times), ha="center", va="center", fontsize=6, color=colour)
    _name_ticks(axes, names)
    axes.set(xlabel="taken for", ylabel="meant", title=f"Confusions ({len(names)} of {count} intents)")
    return _save(figure, path)


def _name_ticks(axes: Any, names: Sequence[str]) -> None:
    # A `$` in a name is no mathematics.
    style = {"fontsize": 7, "fontfamily": _fonts(), "parse_math": False}
    axes.set_xticks(range(len(names)), names, rotation=90, **style)
    axes.set_yticks(range(len(names)), names, **style)


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _calibration(answers: Answers, path: Path) -> Path:
    inside = answers.inside
    confidence = answers.chances[inside].max(axis=1, initial=0)
    right = answers.likeliest[inside] == answers.labels[inside]
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    places = np.unique(bins)
    figure, axes = _figure((5, 4.5))
    axes.plot([0, 1], [0, 1], linestyle=":", color="grey", label="honest")
    means = [(confidence[bins == b].mean(), right[bins == b].mean(), (bins == b).sum()) for b in places]
    axes.plot([m for m, _, _ in means], [r for _, r, _ in means], marker="o", label="this model")
    for mean, share, times in means:
        axes.annotate(str(times), (mean, share), textcoords="offset points", xytext=(4, -10), fontsize=7)
    axes.set(xlabel="confidence", ylabel="share that was right", title="Calibration", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    return _save(figure, path)


def _out_of_scope(answers: Answers, path: Path) -> Path:
    inside, strange = answers.inside, answers.strange
    limits = np.concatenate([[-1], np.quantile(strange, np.linspace(0, 1, 300))])
    lost = [(strange[inside] > limit).mean() for limit in limits]
    caught = [(strange[~inside] > limit).mean() for limit in limits]
    figure, axes = _figure((5, 4.5))
    axes.plot(lost, caught)
    own = answers.threshold
    axes.plot([(strange[inside] > own).mean()], [(strange[~inside] > own).mean()], "o", label="the model's threshold")
    axes.set(xlabel="share of in-scope messages lost", ylabel="share of out-of-scope messages found")
    axes.set(title="Out of scope", xlim=(0, 1), ylim=(0, 1.02))
    axes.legend(loc="lower right")
    return _save(figure, path)
