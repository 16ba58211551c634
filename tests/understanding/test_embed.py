"""Vectors for whoever compares texts: made off the loop, and only while no message waits to be read."""

import asyncio
from typing import Any

import numpy as np
import pytest

from bot.conversation.errors import Unavailable
from bot.conversation.language import Language
from bot.understanding.encoder import OnnxEncoder
from bot.understanding.heads import Heads
from bot.understanding.understanding import Understanding
from tests.understanding.test_understanding import Watched

EN = Language.ENGLISH


@pytest.fixture
def watched(encoder: OnnxEncoder) -> Watched:
    return Watched(encoder)


@pytest.fixture
def understanding(watched: Watched, heads: Heads) -> Understanding:
    return Understanding(watched, heads)


async def test_texts_near_in_meaning_are_near_as_vectors(understanding: Understanding) -> None:
    asked, near, far = await understanding.embed(["where is my parcel?", "WHERE IS MY PARCEL", "I forgot my password"])
    assert np.linalg.norm(asked) == pytest.approx(1.0, abs=1e-4)
    assert asked @ near > 0.9
    assert asked @ far < 0.6
    await understanding.close()


async def test_a_message_waits_for_one_text_at_most_and_texts_wait_for_messages(
    understanding: Understanding, watched: Watched
) -> None:
    watched.gate.clear()
    first = asyncio.ensure_future(understanding.embed(["a", "b", "c"]))
    second = asyncio.ensure_future(understanding.embed(["d"]))
    await asyncio.sleep(0)
    messages = [asyncio.ensure_future(understanding.interpret([t], fallback=EN)) for t in ("one", "two")]
    order: list[asyncio.Future[Any]] = []
    for task in (first, second, *messages):
        task.add_done_callback(order.append)
    await asyncio.sleep(0)
    watched.gate.set()
    await asyncio.gather(first, second, *messages)
    # One text was under way; what came meanwhile went before the others.
    assert set(order[:2]) == set(messages)
    assert watched.passes == [1] * 6
    await understanding.close()


async def test_no_texts_have_no_vectors(understanding: Understanding) -> None:
    assert len(await understanding.embed([])) == 0
    await understanding.close()


async def test_who_asks_when_it_is_closed_is_told(understanding: Understanding) -> None:
    await understanding.close()
    with pytest.raises(Unavailable):
        await understanding.embed(["a"])


def test_it_names_every_intent(understanding: Understanding) -> None:
    assert {"order_status", "double_charge"} <= set(understanding.intents)
