"""Keeps two languages together while an encoder moves."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.training.pairs import Pair
from bot.training.steps import padded, tokens_of
from bot.understanding.huggingface import pooled

if TYPE_CHECKING:
    import torch

#: Pairs that are looked at in one step, and what their distance counts.
PAIRS, WEIGHT = 12, 2.0
#: Tokens that are read.
_LONGEST = 40


class Together:
    """How far translations are from their English, wherever that goes."""

    def __init__(self, pairs: Sequence[Pair], tokenizer: Any, *, seed: int) -> None:
        self._english = tokens_of(tokenizer, [pair.english for pair in pairs], _LONGEST)
        self._other = tokens_of(tokenizer, [pair.other for pair in pairs], _LONGEST)
        # Of like length together, so that little is padded.
        self._order = np.argsort([len(tokens) for tokens in self._other], kind="stable")
        self._random = np.random.default_rng(seed)

    def loss(self, model: Any) -> "torch.Tensor":
        """Return the mean distance of some pairs, at the three depths that the heads read; English is not pulled."""
        import torch

        first = self._random.integers(max(1, len(self._order) - PAIRS + 1))
        chosen = self._order[first : first + PAIRS]
        english, other = ([side[i] for i in chosen] for side in (self._english, self._other))
        with torch.no_grad():
            wanted = pooled(model, *(part.to(model.device) for part in padded(english)))
        made = pooled(model, *(part.to(model.device) for part in padded(other)))
        distance: torch.Tensor = WEIGHT * (1 - (made * wanted).sum(dim=1).mean())
        return distance
