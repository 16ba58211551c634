"""Small changes to a large encoder: low-rank ones to its layers (Hu et al. 2021, LoRA), and rows for new words."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch

#: Ends of the names of what is learnt, by layer.
DOWN, UP, WORDS = "down", "up", "rows"
#: A layer for another task, which nothing reads here.
_UNREAD = "pooler"


class LowRank(torch.nn.Module):
    """A frozen linear layer and a change of low rank beside it, 0 at first."""

    def __init__(self, linear: torch.nn.Linear, rank: int) -> None:
        super().__init__()
        self.linear = linear
        self.down = torch.nn.Parameter(torch.randn(rank, linear.in_features) / math.sqrt(linear.in_features))
        self.up = torch.nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return what the layer makes of (…, in), with its change."""
        result: torch.Tensor = self.linear(inputs) + (inputs @ self.down.T) @ self.up.T
        return result


class TaughtWords(torch.nn.Module):
    """Frozen embeddings, and rows of their own for some tokens."""

    def __init__(self, known: torch.nn.Embedding, tokens: Sequence[int], rows: torch.Tensor) -> None:
        super().__init__()
        self.known = known
        self.rows = torch.nn.Parameter(rows.clone())
        place = torch.full((max(known.num_embeddings, max(tokens, default=0) + 1),), -1)
        place[torch.tensor(tokens, dtype=torch.long)] = torch.arange(len(tokens))
        self.register_buffer("place", place, persistent=False)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return (…, width) for (…) tokens."""
        place: torch.Tensor = self.get_buffer("place")[tokens]
        taught = place >= 0
        old = self.known(torch.where(taught, 0, tokens))
        new = torch.nn.functional.embedding(torch.where(taught, place, 0), self.rows)
        return torch.where(taught.unsqueeze(-1), new, old)


def first_rows(model: Any, tokenizer: Any, meanings: Mapping[str, str]) -> torch.Tensor:
    """Return (words, width) where new words begin: the mean of their English words; else of the words they stand in."""
    known = model.get_input_embeddings().weight.detach()
    middle = known.mean(dim=0)
    rows: dict[str, torch.Tensor] = {}
    inside: dict[str, list[torch.Tensor]] = {}
    for word, meaning in meanings.items():
        tokens = tokenizer(meaning, add_special_tokens=False)["input_ids"] if meaning else []
        if tokens:
            rows[word] = known[tokens].mean(dim=0)
            for character in word:
                inside.setdefault(character, []).append(rows[word])
    for word in meanings:
        if word not in rows:
            rows[word] = torch.stack(inside[word]).mean(dim=0) if word in inside else middle
    return torch.stack([rows[word] for word in meanings])


def teach_words(model: Any, tokens: Sequence[int], rows: torch.Tensor) -> torch.nn.Parameter:
    """Give a model rows of its own for some tokens, and return them: they are there to be learnt."""
    words = TaughtWords(model.get_input_embeddings(), tokens, rows)
    model.set_input_embeddings(words)
    return words.rows


def adapt(model: Any, rank: int) -> list[torch.nn.Parameter]:
    """Freeze a model, give its linear layers changes of a rank, and return what there is to learn."""
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    learnt: list[torch.nn.Parameter] = []
    for path, parent in list(model.named_modules()):
        if _UNREAD in path:
            continue
        for name, child in list(parent.named_children()):
            if isinstance(child, torch.nn.Linear):
                changed = LowRank(child, rank)
                setattr(parent, name, changed)
                learnt += [changed.down, changed.up]
    return learnt


def changes(model: Any, *, share: float = 1.0) -> dict[str, torch.Tensor]:
    """Return what was learnt, in half precision: `rows`, and `<layer>.down` and `<layer>.up` by the layer's name.

    Args:
        share: of the way that the layers went; the rest is not kept.
    """
    found: dict[str, torch.Tensor] = {}
    words = model.get_input_embeddings()
    if isinstance(words, TaughtWords):
        found[WORDS] = words.rows.detach().half().contiguous()
    for name, module in model.named_modules():
        if isinstance(module, LowRank):
            found[f"{name}.{DOWN}"] = module.down.detach().half().contiguous()
            found[f"{name}.{UP}"] = (module.up.detach() * share).half().contiguous()
    return found


def merge(model: Any, tokens: Sequence[int], learnt: Mapping[str, torch.Tensor]) -> None:
    """Write what was learnt into a plain model, whose embeddings are large enough, in place.

    Raises:
        KeyError: the model has no such layer.
    """
    layers = dict(model.named_modules())
    with torch.no_grad():
        if tokens:
            model.get_input_embeddings().weight[torch.tensor(tokens, dtype=torch.long)] = learnt[WORDS].float()
        for name in learnt:
            if name.endswith(f".{UP}"):
                layer = name.removesuffix(f".{UP}")
                layers[layer].weight += learnt[name].float() @ learnt[f"{layer}.{DOWN}"].float()
