"""Fits linear heads on embeddings and n-grams: one convex problem, so the same data gives the same weights."""

import os
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.understanding.encoder import DEPTHS, Encoder, Vectors
from bot.understanding.features import BUCKETS, Rows, folded, rows_of
from bot.understanding.glossary import Glossary
from bot.understanding.heads import Floats

if TYPE_CHECKING:
    import torch

Labels = NDArray[np.int64]

#: Strength of the pull towards 0, in units of one sentence.
DECAY = 0.1
#: What an n-gram counts beside an embedding, squared; less where there are too few sentences to learn words from
#: (measured on 5 and 10 sentences a class: 0.1 is better than 0.4 by one point of accuracy, and worse on many).
TABLE_SHARE, TABLE_SHARE_OF_FEW = 0.4, 0.1
FEW = 20
#: What each depth of an embedding counts where there are few, squared: what the words say is least to be trusted then
#: (BANKING77 with 5 and 10 sentences a class: 0.8 and 0.3 points more, HWU64 with 10: 0.5).
_DEPTHS_OF_FEW = (1.0, 1.0, 0.3)
_ITERATIONS = 50
#: An n-gram of fewer sentences than this teaches nothing about others.
_OFTEN_ENOUGH = 2
#: Texts that one thread encodes at a time.
_PIECE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Sentences as the heads read them: (n, dimensions), and each one's rows of the n-gram table."""

    vectors: Vectors
    rows: tuple[Rows, ...]

    def with_more(self, others: "Inputs") -> "Inputs":
        """Return these inputs, then others."""
        return Inputs(vectors=np.concatenate([self.vectors, others.vectors]), rows=(*self.rows, *others.rows))

    def only(self, chosen: Labels) -> "Inputs":
        """Return the inputs of some sentences, by their places."""
        return Inputs(vectors=self.vectors[chosen], rows=tuple(self.rows[i] for i in chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What was learnt for one set of classes; see `heads.Weights`."""

    dense: Floats
    bias: Floats
    table: Floats


def read_inputs(texts: Sequence[str], encoder: Encoder, glossary: Glossary) -> Inputs:
    """Return texts as the heads read them, by the code that serves."""
    read = [folded(text) for text in texts]
    english = [glossary.english(text) for text in read]
    rows = tuple(rows_of(text, meaning) for text, meaning in zip(read, english, strict=True))
    return Inputs(vectors=_encoded(read, encoder), rows=rows)


def _encoded(texts: Sequence[str], encoder: Encoder) -> Vectors:
    """Encode pieces side by side: a text's vector does not depend on its neighbours."""
    pieces = [texts[i : i + _PIECE] for i in range(0, len(texts), _PIECE)] or [texts]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return np.concatenate(list(pool.map(encoder.encode, pieces)))


def row_weights(rows: Sequence[Rows]) -> Floats:
    """Return (buckets) how telling each row is: the rarer, the more; 0 where it hardly occurs."""
    counts = np.zeros(BUCKETS)
    for row in rows:
        counts[row] += 1
    weights = np.where(counts >= _OFTEN_ENOUGH, np.log((1 + len(rows)) / (1 + counts)) + 1, 0)
    return weights.astype(np.float16).astype(np.float32)


def fit(inputs: Inputs, labels: Labels, classes: int, row_weight: Floats, *, few: bool) -> Fitted:
    """Return the weights that explain the labels best: softmax regression, L-BFGS from 0.

    Args:
        inputs: vectors already centred.
        labels: (n) column of each sentence.
        row_weight: (buckets) see `row_weights`.
        few: there are fewer than `FEW` sentences a class in the whole task, of which these may be a part.
    """
    import torch

    weight = _weight_of_few(inputs.vectors.shape[1]) if few else np.ones(inputs.vectors.shape[1], np.float32)
    vectors = torch.from_numpy(inputs.vectors.astype(np.float32) * weight)
    used = np.flatnonzero(row_weight)
    bags = _Bags(inputs.rows, row_weight, used)
    target = torch.from_numpy(labels)
    dense = torch.zeros(vectors.shape[1], classes, requires_grad=True)
    bias = torch.zeros(classes, requires_grad=True)
    table = torch.zeros(len(used), classes, requires_grad=True)
    share = TABLE_SHARE_OF_FEW if few else TABLE_SHARE
    solver = torch.optim.LBFGS(
        [dense, bias, table],
        max_iter=_ITERATIONS,
        history_size=10,
        line_search_fn="strong_wolfe",
        tolerance_change=1e-7,
    )

    def loss() -> "torch.Tensor":
        solver.zero_grad()
        scores = vectors @ dense + bias + bags.sums(table) * share**0.5
        pull = (dense.square().sum() + table.square().sum()) * DECAY / 2
        value = (torch.nn.functional.cross_entropy(scores, target, reduction="sum") + pull) / len(target)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    solver.step(loss)  # type: ignore[no-untyped-call]
    whole = np.zeros((BUCKETS, classes), np.float32)
    whole[used] = table.detach().numpy() * share**0.5
    return Fitted(dense=dense.detach().numpy() * weight[:, None], bias=bias.detach().numpy(), table=whole)


def _weight_of_few(dimensions: int) -> Floats:
    """Return (dimensions) factors that leave an embedding its length."""
    shares = np.array([share for _, share in DEPTHS])
    factors = np.sqrt(np.array(_DEPTHS_OF_FEW) / (shares @ _DEPTHS_OF_FEW))
    depth = np.minimum(np.arange(dimensions) * len(DEPTHS) // max(dimensions, 1), len(DEPTHS) - 1)
    result: Floats = factors[depth].astype(np.float32)
    return result


class _Bags:
    """Sums of table rows, each sentence's weights at length 1.

    Two sparse matrices, one for each direction: ten times as fast as the slope of an embedding bag.
    """

    def __init__(self, rows: Sequence[Rows], row_weight: Floats, used: Labels) -> None:
        place = np.full(BUCKETS, -1)
        place[used] = np.arange(len(used))
        kept = [row[place[row] >= 0] for row in rows]
        weights = [row_weight[row] / max(1e-6, float(np.linalg.norm(row_weight[row]))) for row in kept]
        columns = place[np.concatenate(kept)]
        values = np.concatenate(weights).astype(np.float32)
        sentences = np.repeat(np.arange(len(kept)), [len(row) for row in kept])
        across = np.argsort(columns, kind="stable")
        self._matrix = _sparse(sentences, columns, values, (len(kept), len(used)))
        self._turned = _sparse(columns[across], sentences[across], values[across], (len(used), len(kept)))

    def sums(self, table: "torch.Tensor") -> "torch.Tensor":
        """Return (n, classes)."""
        import torch

        matrix, turned = self._matrix, self._turned

        class Sums(torch.autograd.Function):
            @staticmethod
            def forward(_context: object, table: torch.Tensor) -> torch.Tensor:
                return matrix @ table

            @staticmethod
            def backward(_context: object, slope: torch.Tensor) -> torch.Tensor:
                return turned @ slope

        result: torch.Tensor = Sums.apply(table)  # type: ignore[no-untyped-call]
        return result


def _sparse(rows: Labels, columns: Labels, values: Floats, shape: tuple[int, int]) -> "torch.Tensor":
    """Return a matrix of entries that are sorted by row."""
    import torch

    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=shape[0]))])
    with warnings.catch_warnings():
        # torch calls the format a beta.
        warnings.simplefilter("ignore")
        return torch.sparse_csr_tensor(
            torch.from_numpy(starts), torch.from_numpy(columns), torch.from_numpy(values), shape
        )


def scores_of(fitted: Fitted, inputs: Inputs, row_weight: Floats) -> Floats:
    """Return (n, classes) what weights say of sentences they may not have seen."""
    scores: Floats = inputs.vectors @ fitted.dense + fitted.bias
    for place, row in enumerate(inputs.rows):
        weight = row_weight[row]
        length = float(np.linalg.norm(weight))
        if length > 0:
            scores[place] += (weight / length) @ fitted.table[row]
    return scores
