"""Fits the curve from the course of a conversation to frustration, and says how good it is on unseen conversations."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from bot.conversation.interpretation import Interpretation
from bot.training.conversations import Answered, Example, Failed, Told, Waited
from bot.training.measures import auroc
from bot.understanding.frustration import FrustrationCurve, Signs, signs_of

Interpret = Callable[[Sequence[str]], Sequence[Interpretation]]
Numbers = NDArray[np.float64]

FOLDS = 5
#: From this level on, the customer has had enough; the policy that comes with Baton hands over there.
ENOUGH = 0.6

_KEPT = (0.4, 0.5, 0.6, 0.7, 0.8)
#: What a person would say of one sign alone; each counts like `_TRUST` examples, so that a sign that is rare in the
#: examples never weighs by chance.
_EXPECTED = (
    (Signs(anger=0.2), 0.05),
    (Signs(anger=0.5), 0.3),
    (Signs(anger=0.8), 0.5),
    (Signs(anger=1.0, fury=1.0), 0.85),
    (Signs(anger=0.5, lasting=0.5), 0.5),
    (Signs(anger=0.8, shouting=0.4), 0.65),
    (Signs(complaining=1.0), 0.2),
    (Signs(asked_again=1.0), 0.15),
    (Signs(asked_again=1.0, asked_often=1.0), 0.4),
    (Signs(asked_again=1.0, asked_often=2.0), 0.6),
    (Signs(bot_repeated=1.0), 0.2),
    (Signs(bot_repeated=2.0), 0.4),
    (Signs(failed=1.0), 0.1),
    (Signs(failed=2.0), 0.25),
    (Signs(failed=3.0), 0.5),
    (Signs(waited=0.5), 0.15),
    (Signs(waited=1.0), 0.4),
)
_TRUST = 10.0
_LEAST, _MOST = 0.05, 12.0
_EARLIEST, _LATEST = -5.0, -0.5
_STEPS, _STRIDE = 600, 0.1
_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One customer message of an example, with all that the bot knows by then.

    Attributes:
        meanings: of the messages up to it, oldest first.
        felt: how frustrated the customer is, 0…1, as labelled.
    """

    meanings: tuple[Interpretation, ...]
    bot_repeats: int
    failures: int
    waited: timedelta
    felt: float

    def signs(self, kept: float) -> Signs:
        """Return the signs of frustration at this moment."""
        return signs_of(
            self.meanings, bot_repeats=self.bot_repeats, failures=self.failures, waited=self.waited, kept=kept
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How good the curve is on conversations that it was not fitted to.

    Attributes:
        brier: mean squared distance from the labels; 0 is perfect.
        calibration_error: how far the mean level is from the mean label, over 10 bins of the level.
        auroc: probability that a moment at which the customer has had enough is above one at which not.
    """

    brier: float
    calibration_error: float
    auroc: float

    def scores(self) -> dict[str, float]:
        """Return them by the names that a model's card has them under."""
        return {f"frustration_{name}": value for name, value in zip(self.__slots__, astuple(self), strict=True)}


def learn_frustration(
    conversations: Sequence[Example], interpret: Interpret
) -> tuple[FrustrationCurve, dict[str, float]]:
    """Return the curve for example conversations, and its scores on unseen ones by name.

    Without enough of them it is the curve that comes with Baton, and there are no scores.
    """
    if len(conversations) < FOLDS:
        return FrustrationCurve(), {}
    apart = moments_of(conversations, interpret)
    return _fit(_together(apart)), _measure(apart, FOLDS).scores()


def fit_frustration(conversations: Sequence[Example], interpret: Interpret) -> FrustrationCurve:
    """Return the curve that comes nearest to the labels; the same conversations give the same curve."""
    return _fit(_together(moments_of(conversations, interpret)))


def measure_frustration(conversations: Sequence[Example], interpret: Interpret, *, folds: int = FOLDS) -> Measured:
    """Return how good curves are that were each fitted without the conversations they are measured on."""
    return _measure(moments_of(conversations, interpret), folds)


def _measure(apart: Sequence[Sequence[Moment]], folds: int) -> Measured:
    said: list[float] = []
    labelled: list[float] = []
    for fold in range(folds):
        curve = _fit(_together([moments for place, moments in enumerate(apart) if place % folds != fold]))
        unseen = _together(apart[fold::folds])
        said += [curve.level(moment.signs(curve.kept)) for moment in unseen]
        labelled += [moment.felt for moment in unseen]
    return measured(said, labelled)


def _together(apart: Sequence[Sequence[Moment]]) -> list[Moment]:
    return [moment for moments in apart for moment in moments]


def measured(levels: Sequence[float], labels: Sequence[float]) -> Measured:
    """Return how well levels follow labels."""
    said, felt = np.array(levels, np.float64), np.array(labels, np.float64)
    bins = np.minimum((said * _BINS).astype(int), _BINS - 1)
    gaps = [abs(said[bins == b].mean() - felt[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return Measured(
        brier=float(((said - felt) ** 2).mean()),
        calibration_error=float(sum(gaps)),
        auroc=auroc(said.astype(np.float32), felt >= ENOUGH),
    )


def moments_of(conversations: Sequence[Example], interpret: Interpret) -> list[list[Moment]]:
    """Return each conversation's customer messages, as the bot would have seen them."""
    texts = sorted({turn.text for one in conversations for turn in one.turns if isinstance(turn, Told)})
    meanings = dict(zip(texts, interpret(texts), strict=True))
    return [list(_moments(one, meanings)) for one in conversations]


def _moments(example: Example, meanings: dict[str, Interpretation]) -> Iterator[Moment]:
    """The counts follow `conversation.tracker.Stretch`."""
    seen: list[Interpretation] = []
    last = ""
    repeats = failures = 0
    waited = timedelta()
    for turn in example.turns:
        match turn:
            case Told(text=text, frustration=felt):
                seen.append(meanings[text])
                yield Moment(meanings=tuple(seen), bot_repeats=repeats, failures=failures, waited=waited, felt=felt)
            case Answered(text=text):
                repeats, last = (repeats + 1 if text == last else 0), text
            case Failed():
                failures += 1
            case Waited(time=time):
                waited += time


def _fit(moments: Sequence[Moment]) -> FrustrationCurve:
    felt = np.array([*(m.felt for m in moments), *(level for _, level in _EXPECTED)], np.float64)
    trust = np.array([*(1.0 for _ in moments), *(_TRUST for _ in _EXPECTED)], np.float64)
    fits = [_descend(_rows(moments, kept), felt, trust / trust.sum()) for kept in _KEPT]
    best = min(range(len(_KEPT)), key=lambda i: fits[i][1])
    *weights, start = (round(float(w), 3) for w in fits[best][0])
    return FrustrationCurve(**dict(zip(Signs.__slots__, weights, strict=True)), start=start, kept=_KEPT[best])


def _rows(moments: Sequence[Moment], kept: float) -> Numbers:
    signs = [*(m.signs(kept) for m in moments), *(sign for sign, _ in _EXPECTED)]
    return np.array([astuple(one) for one in signs], np.float64)


def _descend(signs: Numbers, felt: Numbers, trust: Numbers) -> tuple[Numbers, float]:
    """Return weights and start, and how far off they are: Adam's descent, held inside the bounds at every step."""
    at = np.append(np.ones(signs.shape[1]), -2.0)
    low, high = np.full_like(at, _LEAST), np.full_like(at, _MOST)
    low[-1], high[-1] = _EARLIEST, _LATEST
    speed, spread = np.zeros_like(at), np.zeros_like(at)
    for step in range(1, _STEPS + 1):
        slope = _slope(signs, felt, trust, at)
        speed = 0.9 * speed + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope**2
        stride = _STRIDE * (1 - step / (_STEPS + 1))
        at = at - stride * (speed / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-9)
        at = np.clip(at, low, high)
    level, _ = _level(signs, at)
    return at, float(trust @ (level - felt) ** 2)


def _level(signs: Numbers, at: Numbers) -> tuple[Numbers, Numbers]:
    """Return `FrustrationCurve.level` of each row, and the logistic of its pressure."""
    pressed = 1 / (1 + np.exp(-(signs @ at[:-1] + at[-1])))
    return 1 - (1 + np.exp(at[-1])) * (1 - pressed), pressed


def _slope(signs: Numbers, felt: Numbers, trust: Numbers, at: Numbers) -> Numbers:
    level, pressed = _level(signs, at)
    pull = 2 * trust * (level - felt) * (1 - level)
    return np.append((pull * pressed) @ signs, (pull * (pressed - 1 / (1 + np.exp(-at[-1])))).sum())
