"""STAND-IN until the real one lands."""

import asyncio
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from bot.conversation.interpretation import Entity, Interpretation, Need
from bot.conversation.language import Language
from bot.understanding.encoder import OnnxEncoder
from bot.understanding.features import buckets


class Understanding:
    def __init__(self, encoder: OnnxEncoder) -> None:
        self._encoder = encoder
        d = np.load("/root/w/stub/heads.npz", allow_pickle=True)
        self._w, self._t, self._b, self._labels = d["w"], d["t"], d["b"], list(d["labels"])
        self._pool = ThreadPoolExecutor(1)

    async def interpret(self, texts: Sequence[str], *, fallback: Language) -> list[Interpretation]:
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, lambda: self.interpret_now(texts, fallback=fallback)
        )

    def interpret_now(self, texts: Sequence[str], *, fallback: Language) -> list[Interpretation]:
        vectors = self._encoder.encode(texts)
        return [self._one(t, v, fallback) for t, v in zip(texts, vectors, strict=True)]

    def _one(self, text: str, vector: np.ndarray, fallback: Language) -> Interpretation:
        z = vector @ self._w + self._b
        ids = buckets(text) % len(self._t)
        if len(ids):
            z = z + self._t[ids].mean(0)
        p = np.exp(z - z.max())
        p /= p.sum()
        order = np.argsort(-p)
        needs = tuple(Need(intent=str(self._labels[i]), confidence=float(p[i])) for i in order[:3])
        zh = bool(re.search("[一-鿿]", text))
        ents = [Entity(name="order_number", value=m) for m in re.findall(r"(?<![\w@.])\d{5,8}(?!\w)", text)]
        ents += [Entity(name="email", value=m) for m in re.findall(r"\S+@\S+\.\w+", text)]
        angry = len(re.findall(r"!!|useless|ridiculous|again\?|worst", text)) 
        return Interpretation(
            text=text, intent=needs[0].intent, confidence=needs[0].confidence, runner_up=needs[1], needs=needs,
            out_of_scope=float(p[self._labels.index("out_of_scope")]), sentiment=-min(1.0, 0.35 * angry),
            asks_for_person=bool(re.fullmatch(r"(?i)\s*(0|agent|i want a real person|人工客服|轉真人|talk to a person|i want to talk to a person)\W*", text)),
            entities=tuple(ents),
            language=(fallback if fallback != Language.ENGLISH else Language.SIMPLIFIED) if zh else Language.ENGLISH, model="stub",
        )

    async def close(self) -> None:
        self._pool.shutdown()


def load_understanding(encoder: Path, model: Path, *, threads: int) -> Understanding:
    return Understanding(OnnxEncoder(encoder, threads=threads))
