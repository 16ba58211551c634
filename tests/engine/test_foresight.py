"""Messages that are read while they are still being stored."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.conversation.errors import Unavailable
from bot.conversation.interpretation import Entity, Interpretation
from bot.conversation.language import Language
from bot.engine import foresight
from bot.engine.foresight import Foresight
from bot.understanding.entities import Vocabulary
from tests.engine.small_bot import meaning

ENGLISH = Language.ENGLISH


class Reader:
    """Understands when it is let, and remembers what it was asked; texts in `away` fail the first time."""

    def __init__(self, *away: str) -> None:
        self.asked: list[list[str]] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self._away = set(away)

    async def interpret(self, texts: Sequence[str], *, fallback: Language) -> list[Interpretation]:
        self.asked.append(list(texts))
        await self.may_go_on.wait()
        if failing := self._away.intersection(texts):
            self._away -= failing
            raise Unavailable
        return [meaning(text, fallback) for text in texts]

    def entities(self, text: str) -> tuple[Entity, ...]:
        return Vocabulary().entities(text)


async def read(ahead: Foresight, *texts: str) -> list[str]:
    return [meant.text for meant in await ahead.interpret("c1", texts, ENGLISH)]


async def test_what_is_being_read_already_is_waited_for_and_not_read_twice() -> None:
    reader = Reader()
    ahead = Foresight(reader)
    reader.may_go_on.clear()
    ahead.begin("c1", "one", ENGLISH)
    reading = asyncio.create_task(read(ahead, "one"))
    await asyncio.sleep(0)
    assert not reading.done()
    reader.may_go_on.set()
    assert await reading == ["one"]
    assert reader.asked == [["one"]]


async def test_meanings_stand_in_the_order_of_their_messages() -> None:
    reader = Reader()
    ahead = Foresight(reader)
    ahead.begin("c1", "two", ENGLISH)
    assert await read(ahead, "one", "two", "three") == ["one", "two", "three"]


async def test_what_was_read_for_one_conversation_is_not_given_to_another() -> None:
    reader = Reader()
    ahead = Foresight(reader)
    ahead.begin("c2", "one", Language.TRADITIONAL)
    (meant,) = await ahead.interpret("c1", ["one"], ENGLISH)
    assert meant.language is ENGLISH


async def test_what_was_read_is_given_once() -> None:
    reader = Reader()
    ahead = Foresight(reader)
    ahead.begin("c1", "one", ENGLISH)
    assert await read(ahead, "one") == await read(ahead, "one") == ["one"]
    assert len(reader.asked) == 2


async def test_a_reading_that_failed_is_tried_again_when_it_is_needed() -> None:
    ahead = Foresight(Reader("one"))
    ahead.begin("c1", "one", ENGLISH)
    assert await read(ahead, "one") == ["one"]


async def test_a_reading_that_nobody_asks_for_disturbs_nobody() -> None:
    reader = Reader("one")
    Foresight(reader).begin("c1", "one", ENGLISH)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert reader.asked == [["one"]]


async def test_no_more_is_remembered_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foresight, "AHEAD", 2)
    reader = Reader()
    ahead = Foresight(reader)
    for text in ("one", "two", "three"):
        ahead.begin("c1", text, ENGLISH)
    await asyncio.sleep(0)
    reader.asked.clear()
    assert await read(ahead, "one", "two", "three") == ["one", "two", "three"]
    assert reader.asked == [["one"]]
