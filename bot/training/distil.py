"""Teaches an English encoder another language: what it makes of a sentence is the lesson for its translation.

Multilingual knowledge distillation (Reimers & Gurevych 2020), with two differences: the learner is the teacher itself
plus new words and low-rank changes, so that little is stored and English stays where it was; and three depths are
learnt, because the heads read three.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.conversation.errors import BadConfiguration
from bot.training.adapter import About, Adapter, add_words
from bot.training.pairs import Corpus, Pair
from bot.training.steps import alike, learning, padded, tokens_of
from bot.understanding.encoder import DEPTHS, file_hash
from bot.understanding.huggingface import WEIGHTS_FILE, load_whole, pooled

if TYPE_CHECKING:
    import torch

#: Pairs in one step, and how many of their English sides are asked too, so that English is not forgotten.
BATCH, ENGLISH = 48, 8
RANK = 32
#: Of the lessons, taken from the pairs of the business itself.
OWN_SHARE = 0.3
LOW_RANK_RATE, WORD_RATE = 1e-3, 2e-3
_WARM, _DECAY = 200, 0.01
#: Of the loss: how much a sentence must be nearer to its own translation than to the others of the batch.
_CONTRAST, _SCALE = 0.1, 20.0
#: Tokens that are read; longer pairs are left out.
_LONGEST = 40
#: Pairs that are kept from learning, to measure with.
_ASKED = 500


def distil(corpus: Corpus, *, base: Path, steps: int, seed: int, progress: Callable[[str], None]) -> Adapter:
    """Return what the encoder in `base` has to learn, to read the other side of the pairs as it reads the English one.

    Args:
        corpus: the business's own pairs make up `OWN_SHARE` of the lessons, if there are any.
        steps: of `BATCH` pairs each; 3,000 take about 45 minutes on two cores.

    Raises:
        BadConfiguration: there are too few pairs.
    """
    import torch

    together = [*corpus.pairs, *corpus.own]
    foreign = len(corpus.pairs)
    if len(together) < 2:
        raise BadConfiguration("fewer than two pairs: there is nothing to learn from")
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    words = _words(together, corpus.meanings)
    progress(f"{len(together)} pairs, {len(words)} words: what the teacher makes of them")
    pupil = _Pupil(base, together, words)
    short = np.flatnonzero(pupil.lengths <= _LONGEST)
    asked = random.permutation(short[short < foreign])[: min(_ASKED, len(short) // 10)]
    kept = {together[i].english for i in asked}
    seen = np.array([i for i in short if together[i].english not in kept], np.int64)
    if len(seen) < 2:
        raise BadConfiguration(f"fewer than two pairs of at most {_LONGEST} tokens: there is nothing to learn from")
    pupil.learn(_batches(seen, foreign, pupil.lengths, random), steps, progress)
    about = About(
        name=base.name,
        base=file_hash(base / WEIGHTS_FILE),
        words=tuple(words),
        rank=RANK,
        examples=len(seen),
        data=_fingerprint(together),
        seed=seed,
        scores=pupil.scores(asked),
    )
    return Adapter(about, pupil.changes())


class _Pupil:
    """An encoder that learns.

    Attributes:
        lengths: (n) tokens of the longer side of each pair.
    """

    def __init__(self, base: Path, pairs: Sequence[Pair], words: Mapping[str, str]) -> None:
        from bot.training.lora import adapt, first_rows, teach_words

        self._model, tokenizer = load_whole(base)
        self._english = tokens_of(tokenizer, [pair.english for pair in pairs], 2 * _LONGEST)
        # Before it changes, the pupil is its own teacher.
        self._lessons = _read(self._model, self._english)
        rows = first_rows(self._model, tokenizer, words)
        low_rank = adapt(self._model, RANK)
        self._learnt = [teach_words(self._model, add_words(tokenizer, tuple(words)), rows), *low_rank]
        self._other = tokens_of(tokenizer, [pair.other for pair in pairs], 2 * _LONGEST)
        self.lengths = np.array([max(len(a), len(b)) for a, b in zip(self._english, self._other, strict=True)])

    def learn(self, batches: Iterator[NDArray[np.int64]], steps: int, progress: Callable[[str], None]) -> None:
        """Take some steps."""
        import torch

        solver = torch.optim.AdamW(
            [
                {"params": self._learnt[:1], "lr": WORD_RATE, "weight_decay": 0.0},
                {"params": self._learnt[1:], "lr": LOW_RANK_RATE, "weight_decay": _DECAY},
            ]
        )
        self._model.train()
        for _ in learning(solver, steps, warm=_WARM, said="learning", progress=progress):
            self._loss(next(batches)).backward()  # type: ignore[no-untyped-call]

    def scores(self, asked: NDArray[np.int64]) -> dict[str, float]:
        """Return how near some pairs came that were not learnt."""
        if not len(asked):
            return {}
        made, wanted = _read(self._model, [self._other[i] for i in asked]), self._lessons[asked]
        width = self._model.config.hidden_size
        nearest = (made[:, :width] @ wanted[:, :width].T).argmax(axis=1)
        found = float((nearest == np.arange(len(made))).mean())
        return {"cosine": round(float((made * wanted).sum(axis=1).mean()), 4), "found among others": round(found, 4)}

    def changes(self) -> "dict[str, torch.Tensor]":
        """Return what was learnt."""
        from bot.training.lora import changes

        return changes(self._model)

    def _loss(self, chosen: NDArray[np.int64]) -> "torch.Tensor":
        import torch

        lessons = torch.from_numpy(self._lessons[chosen])
        other = [self._other[i] for i in chosen]
        english = [self._english[i] for i in chosen[:ENGLISH]]
        made = pooled(self._model, *padded([*other, *english]))
        translated, kept = made[: len(other)], made[len(other) :]
        # Both sides have length 1, each depth its share of it: a product is the weighted mean of the three cosines.
        away = 1 - (translated * lessons).sum(dim=1).mean() + 1 - (kept * lessons[: len(english)]).sum(dim=1).mean()
        width = self._model.config.hidden_size
        last, wanted = (torch.nn.functional.normalize(v[:, :width], dim=1) for v in (translated, lessons))
        alike = last @ wanted.T * _SCALE
        own = torch.arange(len(other))
        contrast = torch.nn.functional.cross_entropy(alike, own) + torch.nn.functional.cross_entropy(alike.T, own)
        result: torch.Tensor = 2 * away + _CONTRAST * contrast
        return result


def _words(pairs: Sequence[Pair], meanings: Mapping[str, str]) -> dict[str, str]:
    """Return the words to add, in order, with their English."""
    characters = {c for pair in pairs for c in pair.other if not c.isascii() and c.isalpha()}
    return dict(sorted(meanings.items())) | dict.fromkeys(sorted(characters - set(meanings)), "")


def _read(model: Any, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Return (n, dimensions) `pooled` vectors."""
    import torch

    model.eval()
    order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
    vectors = np.empty((len(tokens), model.config.hidden_size * len(DEPTHS)), np.float32)
    with torch.inference_mode():
        for start in range(0, len(order), 128):
            group = order[start : start + 128]
            vectors[group] = pooled(model, *padded([tokens[i] for i in group])).numpy()
    return vectors


def _batches(
    seen: NDArray[np.int64], foreign: int, lengths: NDArray[np.int64], random: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Yield places of pairs, of like length together; the pairs from place `foreign` on are the business's own."""
    others, own = seen[seen < foreign], seen[seen >= foreign]
    times = round(len(others) * OWN_SHARE / (1 - OWN_SHARE))
    while True:
        order = np.concatenate([others, random.choice(own, times)]) if len(others) and len(own) else seen
        yield from alike(random.permutation(order), lengths, BATCH, random)


def _fingerprint(pairs: Sequence[Pair]) -> str:
    lines = "\n".join(sorted(f"{pair.english}\t{pair.other}" for pair in pairs))
    return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()
