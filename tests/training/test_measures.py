"""Figures agree with what can be counted by hand."""

import numpy as np
import pytest

from bot.training.measures import accuracy, auroc, best_temperature, calibration_error, logistic, macro_f1
from bot.understanding.heads import softmax

SCORES = np.array([[2, 0], [2, 0], [0, 2], [2, 0]], np.float32)
LABELS = np.array([0, 0, 1, 1])


def test_accuracy_counts_hits() -> None:
    assert accuracy(SCORES, LABELS) == 0.75


def test_macro_f1_is_the_mean_over_classes() -> None:
    assert macro_f1(SCORES, LABELS) == pytest.approx((0.8 + 2 / 3) / 2)


def test_auroc_is_1_when_told_apart_and_a_half_when_not() -> None:
    positive = np.array([True, True, False])
    assert auroc(np.array([0.9, 0.8, 0.1], np.float32), positive) == 1
    assert auroc(np.array([0.5, 0.5, 0.5], np.float32), positive) == 0.5
    assert auroc(np.array([0.1], np.float32), np.array([True])) == 0.5


def test_sure_and_right_is_calibrated_and_sure_and_wrong_is_not() -> None:
    sure = np.array([[1, 0], [1, 0]], np.float32)
    assert calibration_error(sure, np.array([0, 0])) == 0
    assert calibration_error(sure, np.array([1, 1])) == 1


def test_a_good_temperature_undoes_a_scale() -> None:
    random = np.random.default_rng(1)
    scores = random.normal(size=(4000, 3)).astype(np.float32)
    labels = np.array([random.choice(3, p=p / p.sum()) for p in softmax(scores).astype(np.float64)])
    assert best_temperature(scores * 4, labels) == pytest.approx(4, rel=0.15)


def test_a_logistic_curve_finds_the_direction() -> None:
    found = np.array([[-2], [-1], [1], [2]], np.float32)
    weight, _bias = logistic(found, np.array([False, False, True, True]))
    assert weight > 0
