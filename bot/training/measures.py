"""Figures about predictions: accuracy, F1, AUROC, calibration."""

import numpy as np
from numpy.typing import NDArray

from bot.understanding.heads import Floats, softmax

Labels = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BINS = 15


def accuracy(scores: Floats, labels: Labels) -> float:
    """Return the share of rows whose highest score is at the label."""
    return float((scores.argmax(axis=1) == labels).mean()) if len(labels) else 0.0


def recall_and_precision(guesses: Labels, labels: Labels, classes: int) -> tuple[Floats, Floats]:
    """Return (classes) recall and precision; 0 where there is nothing to divide by."""
    hits = np.bincount(labels[guesses == labels], minlength=classes)
    asked, said = np.bincount(labels, minlength=classes), np.bincount(guesses, minlength=classes)
    return (hits / np.maximum(asked, 1)).astype(np.float32), (hits / np.maximum(said, 1)).astype(np.float32)


def macro_f1(scores: Floats, labels: Labels) -> float:
    """Return the mean F1 over the classes that occur."""
    recall, precision = recall_and_precision(scores.argmax(axis=1), labels, scores.shape[1])
    present = np.unique(labels)
    f1 = 2 * recall * precision / np.maximum(recall + precision, 1e-9)
    return float(f1[present].mean()) if len(present) else 0.0


def auroc(values: Floats, positive: Flags) -> float:
    """Return the probability that a positive has the higher value than a negative; ties count half."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    ups, downs = int(positive.sum()), int((~positive).sum())
    if not ups or not downs:
        return 0.5
    return float((ranks[positive].sum() - ups * (ups + 1) / 2) / (ups * downs))


def calibration_error(probabilities: Floats, labels: Labels) -> float:
    """Return the expected calibration error: how far confidence is from accuracy, over 15 bins of confidence."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return float(sum(gaps))


def best_temperature(scores: Floats, labels: Labels) -> float:
    """Return the temperature at which held-out labels are likeliest, 0.05…20, to a thousandth."""
    grid = np.geomspace(0.05, 20, 120)
    for _ in range(2):
        best = min(grid, key=lambda t: surprise(softmax(scores / np.float32(t)), labels))
        grid = np.geomspace(best / 1.06, best * 1.06, 60)
    return round(float(best), 3)


def surprise(probabilities: Floats, labels: Labels) -> float:
    """Return the mean negative log-likelihood of the labels."""
    return float(-np.log(np.maximum(probabilities[np.arange(len(labels)), labels], 1e-9)).mean())


def logistic(features: Floats, positive: Flags) -> Floats:
    """Return (features + 1) weights and bias of a logistic curve, by Newton's method with a small pull towards 0."""
    with_bias = np.concatenate([features, np.ones((len(features), 1), np.float32)], axis=1).astype(np.float64)
    weights = np.zeros(with_bias.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-with_bias @ weights))
        slope = with_bias.T @ (positive - chance) - weights
        bend = (with_bias * (chance * (1 - chance))[:, None]).T @ with_bias + np.eye(len(weights))
        weights += np.linalg.solve(bend, slope)
    return weights.astype(np.float32)
