"""What every training of an encoder has: batches of like length, a rate that rises and falls, a word now and then."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

#: Batches that are sorted by length together, so that little is padded.
_SORTED = 16


def alike(
    order: NDArray[np.int64], lengths: NDArray[np.int64], size: int, random: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Yield batches of these places, in about their order, of like length together."""
    for start in range(0, len(order), size * _SORTED):
        near = order[start : start + size * _SORTED]
        near = near[np.argsort(lengths[near], kind="stable")]
        groups = [near[i : i + size] for i in range(0, len(near), size)]
        for place in random.permutation(len(groups)):
            yield groups[place]


def tokens_of(tokenizer: Any, texts: Sequence[str], longest: int) -> list[list[int]]:
    """Return each text's tokens, at most `longest` of them."""
    found: list[list[int]] = tokenizer(list(texts), truncation=True, max_length=longest, verbose=False)["input_ids"]
    return found


def padded(tokens: Sequence[Sequence[int]]) -> "tuple[torch.Tensor, torch.Tensor]":
    """Return tokens and which of them count, each (n, longest)."""
    import torch

    ids = torch.zeros(len(tokens), max(map(len, tokens)), dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, own in enumerate(tokens):
        ids[row, : len(own)] = torch.tensor(own)
        mask[row, : len(own)] = 1
    return ids, mask


def learning(
    solver: "torch.optim.Optimizer", steps: int, *, warm: int, said: str, progress: Callable[[str], None]
) -> Iterator[None]:
    """Yield once a step, in which gradients are to be found; the rate rises for `warm` steps and then falls to 0."""
    import torch

    warm = max(1, min(warm, steps))
    pace = torch.optim.lr_scheduler.LambdaLR(
        solver, lambda step: min((step + 1) / warm, (steps - step) / max(1, steps - warm))
    )
    for step in range(steps):
        if step % max(1, steps // 20) == 0:
            progress(f"{said}: {step * 100 // steps} %")
        solver.zero_grad()
        yield
        solver.step()
        pace.step()
