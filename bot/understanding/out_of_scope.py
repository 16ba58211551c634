"""Out of scope apart from intent: how likely it is that a message means nothing that was learnt."""

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from bot.understanding.encoder import DEPTHS, Vectors

Floats = NDArray[np.float32]

#: Share of the sphere that is mixed into the spread of the sentences, so that it can be inverted.
_SPHERE = 0.3
#: Directions that the spread is told in at most.
_DIRECTIONS = 384


class OutOfScope(msgspec.Struct, frozen=True, kw_only=True):
    """A logistic curve over four doubts.

    Attributes:
        odds: weight of the log-odds of the label `out_of_scope`; 0 where nothing was labelled so.
        doubt: of what the likeliest other intent leaves, as log-odds.
        energy: of the free energy of the intents' scores (Liu et al. 2020), high where nothing speaks for any of them.
        distance: of how far the message is from the nearest intent (see `Known`).
        threshold: one in twenty messages in scope is above it.
    """

    odds: float = 0.0
    doubt: float = 1.0
    energy: float = 0.0
    distance: float = 0.0
    bias: float = 0.0
    threshold: float = 0.5

    def chance(self, doubts: Floats) -> Floats:
        """Return (n) probabilities, from (n, 4) doubts."""
        weights = np.array([self.odds, self.doubt, self.energy, self.distance], np.float32)
        result: Floats = 1 / (1 + np.exp(-np.clip(doubts @ weights + self.bias, -60, 60)))
        return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Where the sentences of each intent lie, and how they spread: Mahalanobis distance (Podolskiy et al. 2021).

    Attributes:
        whitening: (directions, directions), of the last layer's part of an embedding.
        centres: (intents, directions) whitened.
    """

    whitening: NDArray[np.floating]
    centres: NDArray[np.floating]

    def ready(self) -> "Known":
        """Return it in single precision: halves are for the file, they would be converted at every message."""
        return Known(whitening=self.whitening.astype(np.float32), centres=self.centres.astype(np.float32))

    def distance(self, vectors: Vectors) -> Floats:
        """Return (n): squared distance to the nearest intent, in units of the usual one."""
        if not len(self.centres):
            return np.zeros(len(vectors), np.float32)
        here = last_layer(vectors) @ self.whitening.astype(np.float32, copy=False)
        centres = self.centres.astype(np.float32, copy=False)
        squares = (here**2).sum(1)[:, None] - 2 * here @ centres.T + (centres**2).sum(1)[None]
        result: Floats = squares.min(axis=1) / here.shape[1]
        return result


def known_by(vectors: Vectors, labels: NDArray[np.int64]) -> Known:
    """Return where the intents lie, from sentences (n, dimensions) in scope and their labels (n)."""
    last = last_layer(vectors).astype(np.float64)
    if not len(last):
        return Known(whitening=np.eye(last.shape[1], dtype=np.float16), centres=last.astype(np.float16))
    kinds, label = np.unique(labels, return_inverse=True)
    centres = np.stack([last[label == kind].mean(axis=0) for kind in range(len(kinds))])
    off = last - centres[label]
    spread = off.T @ off / len(off)
    sphere = np.eye(len(spread)) * max(np.trace(spread) / len(spread), 1e-9)
    sizes, directions = np.linalg.eigh((1 - _SPHERE) * spread + _SPHERE * sphere)
    whitening = ((directions / np.sqrt(sizes)) @ directions.T).astype(np.float16)
    return Known(whitening=whitening, centres=(centres @ whitening).astype(np.float16))


def last_layer(vectors: Vectors) -> Vectors:
    """Return the part of embeddings that the last layer gave, at length 1."""
    width = vectors.shape[1] // len(DEPTHS)
    part = vectors[:, : min(width, _DIRECTIONS)]
    result: Vectors = part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-6)
    return result


def doubts(scores: Floats, temperature: float, distance: Floats, outside: int | None) -> Floats:
    """Return (n, 4) what `OutOfScope` weighs.

    Args:
        scores: (n, intents) before temperature.
        distance: (n) see `Known.distance`.
        outside: column of the label `out_of_scope`.
    """
    logits = scores / np.float32(temperature)
    inside = logits if outside is None else np.delete(logits, outside, axis=1)
    whole = _log_sum(logits)
    odds = np.zeros(len(scores), np.float32)
    if outside is not None and inside.shape[1]:
        odds = logits[:, outside] - _log_sum(inside)
    best = np.exp(inside.max(axis=1, initial=-np.inf) - whole)
    return np.stack([odds.clip(-14, 14), _log_odds(1 - best), -_log_sum(inside) * np.float32(temperature), distance], 1)


def _log_sum(logits: Floats) -> Floats:
    if not logits.shape[1]:
        return np.zeros(len(logits), np.float32)
    top = logits.max(axis=1, keepdims=True)
    result: Floats = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0]
    return result


def _log_odds(p: Floats) -> Floats:
    safe = np.clip(p, 1e-6, 1 - 1e-6)
    result: Floats = np.log(safe / (1 - safe))
    return result
