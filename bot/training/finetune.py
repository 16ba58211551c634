"""Fine-tunes the encoder itself: slower than heads on a frozen one, and better where there are sentences enough."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.training.evaluate import Labels
from bot.training.pairs import Pair
from bot.training.steps import alike, learning, padded, tokens_of
from bot.training.together import Together
from bot.understanding.huggingface import load_whole

if TYPE_CHECKING:
    import torch

#: Times that each sentence is read; more where there are few, so that the encoder moves at all.
EPOCHS, LEAST_STEPS = 3, 400
BATCH = 32
#: Of the changes (see `lora`): enough for some dozens of classes.
RANK = 16
LEARNING_RATE, HEAD_RATE = 1e-3, 1.5e-3
#: Of the probability, left to the other classes: an encoder that is sure of everything knows less of what is new.
SMOOTHING = 0.1
#: Share of the way from the encoder as it was to the tuned one: in between is better than either on sentences of
#: another kind (Wortsman et al. 2022, Robust fine-tuning of zero-shot models).
SHARE = 0.75
#: Length of an embedding before the softmax; it takes the place of a temperature.
_SCALE = 20.0
_WARM, _DECAY = 0.1, 0.01
#: Tokens that are read while tuning.
_LONGEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Sentences with one kind of label.

    Attributes:
        texts: as the encoder reads them.
        labels: (n) class of each.
    """

    texts: tuple[str, ...]
    labels: Labels
    classes: int


def finetune(
    lessons: Sequence[Lesson],
    *,
    source: Path,
    seed: int,
    progress: Callable[[str], None],
    epochs: int = EPOCHS,
    pairs: Sequence[Pair] = (),
) -> "dict[str, torch.Tensor]":
    """Return low-rank changes to the encoder in `source` (see `lora.changes`): its means then tell the classes apart.

    It uses a GPU where there is one. The same lessons and seed give the same changes on the same kind of machine.

    Args:
        pairs: translations that are to stay where their English goes; for lessons in one language alone.
    """
    import torch

    from bot.training.lora import adapt, changes

    torch.manual_seed(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model, tokenizer = load_whole(source)
    learnt = adapt(model, RANK)
    model.to(device)
    tokens = tokens_of(tokenizer, [text for lesson in lessons for text in lesson.texts], _LONGEST)
    tuning = _Tuning(model, learnt, tokens, lessons)
    tuning.together = Together(pairs, tokenizer, seed=seed) if pairs else None
    tuning.run(epochs, np.random.default_rng(seed), progress)
    return {name: tensor.cpu() for name, tensor in changes(model, share=SHARE).items()}


class _Tuning:
    """One run over the lessons: a linear head for each, thrown away in the end.

    Attributes:
        together: what is kept together meanwhile, if anything.
    """

    together: Together | None = None

    def __init__(
        self,
        model: Any,
        learnt: "Sequence[torch.nn.Parameter]",
        tokens: Sequence[Sequence[int]],
        lessons: Sequence[Lesson],
    ) -> None:
        import torch

        self._model, self._learnt, self._tokens, self._device = model, learnt, tokens, model.device
        device = self._device
        self._labels = torch.from_numpy(np.concatenate([lesson.labels for lesson in lessons])).to(device)
        self._lesson = np.concatenate([np.full(len(lesson.texts), i) for i, lesson in enumerate(lessons)])
        width = model.config.hidden_size
        self._heads = [torch.nn.Linear(width, lesson.classes).to(device) for lesson in lessons]
        self._start_from_centres()

    def run(self, epochs: int, random: np.random.Generator, progress: Callable[[str], None]) -> None:
        """Tune the model in place."""
        import torch

        epoch = math.ceil(len(self._tokens) / BATCH)
        steps = max(epochs * epoch, LEAST_STEPS)
        solver = torch.optim.AdamW(
            [
                {"params": list(self._learnt), "lr": LEARNING_RATE, "weight_decay": _DECAY},
                {
                    "params": [p for head in self._heads for p in head.parameters()],
                    "lr": HEAD_RATE,
                    "weight_decay": 0.0,
                },
            ]
        )
        self._model.train()
        batches = self._batches(random)
        for _ in learning(solver, steps, warm=round(steps * _WARM), said="tuning the encoder", progress=progress):
            self._loss(next(batches)).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self._learnt, 1.0)
        self._model.eval()

    def _batches(self, random: np.random.Generator) -> Iterator[NDArray[np.int64]]:
        lengths = np.array([len(tokens) for tokens in self._tokens])
        while True:
            yield from alike(random.permutation(len(lengths)), lengths, BATCH, random)

    def _loss(self, chosen: NDArray[np.int64]) -> "torch.Tensor":
        import torch

        means = self._means(chosen)
        total = torch.zeros((), device=self._device)
        for number, head in enumerate(self._heads):
            of_lesson = torch.from_numpy(np.flatnonzero(self._lesson[chosen] == number)).to(self._device)
            if len(of_lesson):
                target = self._labels[torch.from_numpy(chosen).to(self._device)[of_lesson]]
                total = total + torch.nn.functional.cross_entropy(
                    head(means[of_lesson]), target, label_smoothing=SMOOTHING, reduction="sum"
                )
        own = total / len(chosen)
        return own if self.together is None else own + self.together.loss(self._model)

    def _means(self, chosen: NDArray[np.int64]) -> "torch.Tensor":
        """Return (n, width): the means over each text's tokens in the last layer, `_SCALE` long."""
        import torch

        ids, mask = (part.to(self._device) for part in padded([self._tokens[i] for i in chosen]))
        last = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(last.dtype)
        mean = (last * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1) * _SCALE

    def _start_from_centres(self) -> None:
        """Begin with heads that know where the classes lie: from random ones the first steps would undo the encoder."""
        import torch

        self._model.eval()
        order = np.argsort([len(tokens) for tokens in self._tokens], kind="stable")
        with torch.inference_mode():
            parts = [self._means(order[i : i + 64]).cpu().numpy() / _SCALE for i in range(0, len(order), 64)]
        means = np.empty((len(order), self._model.config.hidden_size), np.float32)
        means[order] = np.concatenate(parts)
        labels = self._labels.cpu().numpy()
        with torch.no_grad():
            for number, head in enumerate(self._heads):
                for kind in range(head.out_features):
                    own = means[(self._lesson == number) & (labels == kind)]
                    centre = own.mean(axis=0) if len(own) else np.zeros(means.shape[1], np.float32)
                    head.weight[kind] = torch.from_numpy(centre / max(float(np.linalg.norm(centre)), 1e-6))
                head.bias.zero_()
