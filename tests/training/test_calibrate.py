"""Held-out scores become honest probabilities; figures agree with what can be counted by hand."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.training.calibrate import curve_of, feeling_scores, intent_scores, temperature_of
from bot.training.evaluate import HeldOut
from bot.training.measures import auroc
from bot.understanding.heads import Floats
from bot.understanding.out_of_scope import OutOfScope, doubts


def held(
    scores: NDArray[Any] | Sequence[Sequence[float]],
    labels: list[int],
    *,
    distances: NDArray[Any] | None = None,
    languages: list[str] | None = None,
) -> HeldOut:
    count = len(labels)
    return HeldOut(
        places=np.arange(count),
        scores=np.array(scores, np.float32),
        distances=np.zeros(count, np.float32) if distances is None else distances.astype(np.float32),
        labels=np.array(labels, np.int64),
        languages=np.array(languages or ["en"] * count),
    )


def many(size: int, *, near: float, far: float) -> HeldOut:
    """Return sentences that only distance tells apart: nine of ten are in scope."""
    random = np.random.default_rng(3)
    strange = np.arange(size) % 10 == 0
    distances = np.where(strange, far, near) * random.uniform(0.9, 1.1, size)
    return held(random.normal(size=(size, 3)), np.where(strange, -1, 0).tolist(), distances=distances)


def judged(curve: OutOfScope, unseen: HeldOut, outside: int | None = None) -> Floats:
    return curve.chance(doubts(unseen.scores, 1.0, unseen.distances, outside))


@pytest.mark.parametrize("labels", [[0, 1, 1], [-1, -1, -1]])
def test_without_both_kinds_the_curve_is_the_untrained_one(labels: list[int]) -> None:
    assert curve_of(held([[1, 0], [0, 1], [0, 1]], labels), 1.0, None) == OutOfScope()


@pytest.mark.parametrize(("near", "far"), [(1.0, 3.0), (1e7, 3e7), (0.0, 500.0)])
def test_distance_tells_them_apart_whatever_its_scale(near: float, far: float) -> None:
    unseen = many(2000, near=near, far=far)
    curve = curve_of(unseen, 1.0, None)
    chances, strange = judged(curve, unseen), unseen.labels == -1
    assert curve.distance > 0
    assert auroc(chances, strange) == 1.0
    assert (chances[strange] > curve.threshold).all()
    assert chances[strange].mean() > 0.9
    assert chances[~strange].mean() < 0.1


@pytest.mark.parametrize("far", [1.05, 3.0, 500.0])
def test_the_threshold_keeps_19_of_20_in_scope_however_well_they_are_told_apart(far: float) -> None:
    unseen = many(2000, near=1.0, far=far)
    curve = curve_of(unseen, 1.0, None)
    inside = judged(curve, unseen)[unseen.labels != -1]
    assert (inside <= curve.threshold).mean() == pytest.approx(0.95, abs=0.002)


def test_the_label_tells_them_apart_where_there_is_one() -> None:
    # Of forty, twenty are out of scope: column 1 says so of 18 of them, and of 2 others.
    rows = [([0.0, 2.0], 1)] * 18 + [([2.0, 0.0], 1)] * 2 + [([2.0, 0.0], 0)] * 18 + [([0.0, 2.0], 0)] * 2
    unseen = held([scores for scores, _ in rows], [label for _, label in rows])
    curve = curve_of(unseen, 1.0, 1)
    chances = judged(curve, unseen, 1)
    assert curve.odds > 0
    # Honest: a tenth of what looks in scope is not. The pull towards 0 makes it less sure.
    assert chances[0] == pytest.approx(0.9, abs=0.05)
    assert chances[-3] == pytest.approx(0.1, abs=0.05)


def test_the_temperature_makes_confidence_the_share_that_is_right() -> None:
    # Three of four are right, so confidence, 1 / (1 + e^(−2 / T)), must be three quarters.
    unseen = held([[2, 0]] * 4, [0, 0, 0, 1])
    assert temperature_of(unseen) == pytest.approx(2 / math.log(3), rel=0.01)


def test_figures_of_intents_are_told_by_language() -> None:
    unseen = held(
        [[5, 0, 0], [5, 0, 0], [0, 5, 0], [0, 0, 5], [0, 5, 0]],
        [0, 1, 1, 2, 1],
        languages=["en", "en", "en", "en", "zh"],
    )
    found = intent_scores(unseen, 0.01, OutOfScope(odds=1, doubt=0), 2)
    assert found["intent_accuracy_en"] == 0.75
    # F1: 2/3 for the first (half of what is called so is so), 2/3 for the second (half is found), 1 for the third.
    assert found["intent_macro_f1_en"] == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert found["calibration_error_en"] == pytest.approx(0.25)
    assert (found["intent_accuracy_zh"], found["intent_macro_f1_zh"]) == (1.0, 1.0)
    assert found["out_of_scope_auroc"] == 1.0


def test_what_the_data_does_not_have_has_no_figure() -> None:
    found = intent_scores(held([[5, 0], [0, 5]], [0, 1], languages=["zh", "zh"]), 1.0, OutOfScope(), None)
    assert set(found) == {"intent_accuracy_zh", "intent_macro_f1_zh", "calibration_error_zh"}


def test_sentiment_follows_the_labels() -> None:
    sure = [[9, 0], [9, 0], [0, 9]]
    right = feeling_scores(held(sure, [0, 0, 1]), 0.1, ("angry", "happy"))
    assert right == pytest.approx({"feeling_accuracy_en": 1.0, "sentiment_correlation_en": 1.0})
    wrong = feeling_scores(held(sure, [1, 1, 0]), 0.1, ("angry", "happy"))
    assert wrong == pytest.approx({"feeling_accuracy_en": 0.0, "sentiment_correlation_en": -1.0})


@pytest.mark.parametrize(("scores", "labels"), [([[9, 0], [0, 9]], [1, 1]), ([[9, 0], [9, 0]], [0, 1])])
def test_where_feeling_never_changes_there_is_nothing_to_follow(scores: list[list[float]], labels: list[int]) -> None:
    assert feeling_scores(held(scores, labels), 1.0, ("angry", "happy")) == {"feeling_accuracy_en": 0.5}
