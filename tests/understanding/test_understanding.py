"""Texts in, interpretations out: off the loop, together when they queue up, and never an exception."""

import asyncio
import os
import sys
import threading
from collections.abc import Sequence

import pytest

from bot.conversation.errors import Unavailable
from bot.conversation.interpretation import Entity
from bot.conversation.language import Language
from bot.understanding.encoder import OnnxEncoder, Vectors
from bot.understanding.heads import Heads
from bot.understanding.understanding import GROUP, Understanding

EN = Language.ENGLISH


class Watched:
    """The real encoder, telling where and with how many texts it ran; waits at the gate before each pass."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        self._encoder = encoder
        self.name, self.dimensions, self.fingerprint = encoder.name, encoder.dimensions, encoder.fingerprint
        self.passes: list[int] = []
        self.threads: set[int] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.fails = False

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, or fail where told to."""
        self.gate.wait(10)
        self.passes.append(len(texts))
        self.threads.add(threading.get_ident())
        if self.fails:
            raise Unavailable("the model is gone")
        return self._encoder.encode(texts)


@pytest.fixture
def watched(encoder: OnnxEncoder) -> Watched:
    return Watched(encoder)


@pytest.fixture
def understanding(watched: Watched, heads: Heads) -> Understanding:
    return Understanding(watched, heads)


@pytest.mark.parametrize(
    ("text", "intent", "language"),
    [
        ("where is my order 48213?", "order_status", EN),
        ("I was charged twice for one pair of socks", "double_charge", EN),
        ("请问运费多少钱", "shipping_cost", Language.SIMPLIFIED),
        ("請問可以貨到付款嗎", "payment_methods", Language.TRADITIONAL),
        ("refund 点解 rejected", "refund_dispute", EN),
        ("what is the capital of France", "out_of_scope", EN),
    ],
)
def test_a_plain_message_is_understood(
    understanding: Understanding, text: str, intent: str, language: Language
) -> None:
    meant = understanding.interpret_now([text], fallback=EN)[0]
    assert (meant.intent, meant.language) == (intent, language)
    assert meant.text == text
    assert meant.confidence > 0.5
    assert meant.needs[0].intent == intent
    assert meant.runner_up is not None
    assert meant.model


def test_what_rules_see_is_in_the_interpretation(understanding: Understanding) -> None:
    meant = understanding.interpret_now(["AGENT NOW about 48213"], fallback=EN)[0]
    assert meant.shouting > 0.5
    assert meant.entities == (Entity(name="order_number", value="48213"),)
    assert understanding.interpret_now(["轉真人"], fallback=EN)[0].asks_for_person


@pytest.mark.parametrize(
    "text",
    [
        "do you have the other kettle in stock? this one gave me an electric shock",
        pytest.param(
            "do you have the other ladder in stock? a rung snapped on this one and i broke two ribs",
            marks=pytest.mark.xfail(strict=True, reason="see models/README.md: what happened has to be imagined"),
        ),
    ],
)
def test_a_grave_need_in_passing_is_among_the_needs(understanding: Understanding, text: str) -> None:
    needs = {need.intent: need.confidence for need in understanding.interpret_now([text], fallback=EN)[0].needs}
    assert {"product_availability", "product_safety"} <= needs.keys()
    assert list(needs.values()) == sorted(needs.values(), reverse=True)


@pytest.mark.parametrize("text", ["", " ", "\ud800", "....", "?!?!", "\u200b\u200e", "🜁"])
def test_what_cannot_be_read_has_low_confidence(understanding: Understanding, text: str) -> None:
    assert understanding.interpret_now([text], fallback=EN)[0].confidence < 0.1


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "订" * 10_000, "where? " * 2000, "مرحبا كيف حالك", "z̷̢a̵l̴g̶o̶" * 50, "😡" * 99]
)
def test_no_text_is_too_odd(understanding: Understanding, text: str) -> None:
    meant = understanding.interpret_now([text], fallback=EN)[0]
    assert 0 <= meant.confidence <= 1


async def test_a_message_means_the_same_alone_together_and_later(understanding: Understanding) -> None:
    texts = ["where is my order", "I want my money back. And where is my invoice?", "轉真人"]
    together = await understanding.interpret(texts, fallback=EN)
    assert together == [understanding.interpret_now([text], fallback=EN)[0] for text in texts]
    await understanding.close()


async def test_messages_that_come_while_a_pass_runs_share_the_next(
    understanding: Understanding, watched: Watched
) -> None:
    watched.gate.clear()
    waiting = [asyncio.ensure_future(understanding.interpret([f"order {i}"], fallback=EN)) for i in range(GROUP + 3)]
    await asyncio.sleep(0)
    watched.gate.set()
    answers = await asyncio.gather(*waiting)
    assert [a[0].text for a in answers] == [f"order {i}" for i in range(GROUP + 3)]
    assert watched.passes == [1, GROUP, 2]
    assert watched.threads.isdisjoint({threading.get_ident()})
    assert len(watched.threads) == 1
    await understanding.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only there has a thread a priority of its own")
async def test_reading_stands_back_behind_everything_else(understanding: Understanding, watched: Watched) -> None:
    await understanding.interpret(["where is my order?"], fallback=EN)
    (reads,) = (thread for thread in threading.enumerate() if thread.ident in watched.threads)
    here = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert os.getpriority(os.PRIO_PROCESS, reads.native_id or 0) > min(here, 18)


async def test_a_caller_who_left_holds_nobody_up(understanding: Understanding, watched: Watched) -> None:
    watched.gate.clear()
    first, gone, last = (asyncio.ensure_future(understanding.interpret([t], fallback=EN)) for t in ("a", "b", "c"))
    await asyncio.sleep(0)
    gone.cancel()
    watched.gate.set()
    assert (await first)[0].text == "a"
    assert (await last)[0].text == "c"
    await understanding.close()


async def test_an_error_reaches_the_callers_of_its_pass_and_the_next_pass_runs(
    understanding: Understanding, watched: Watched
) -> None:
    watched.fails = True
    with pytest.raises(Unavailable):
        await understanding.interpret(["a"], fallback=EN)
    watched.fails = False
    assert (await understanding.interpret(["a"], fallback=EN))[0].text == "a"
    await understanding.close()


async def test_closing_answers_what_waits_and_takes_no_more(understanding: Understanding, watched: Watched) -> None:
    watched.gate.clear()
    waiting = [asyncio.ensure_future(understanding.interpret([t], fallback=EN)) for t in ("a", "b")]
    await asyncio.sleep(0)
    watched.gate.set()
    await understanding.close()
    assert [(await w)[0].text for w in waiting] == ["a", "b"]
    with pytest.raises(Unavailable):
        await understanding.interpret(["c"], fallback=EN)


async def test_no_texts_have_no_interpretations(understanding: Understanding) -> None:
    assert await understanding.interpret([], fallback=EN) == []
    await understanding.close()
