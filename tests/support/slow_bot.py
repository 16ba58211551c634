"""A bot that takes a seeded while for everything; what it says is fixed, as a model's answer is."""

import asyncio
import random
from collections.abc import Sequence
from typing import ClassVar

from bot.automation.call import ActionResult
from bot.conversation.interpretation import Entity, Interpretation, Need
from bot.conversation.language import Language
from bot.conversation.message import Reply
from bot.conversation.tracker import Tracker
from bot.understanding.entities import Vocabulary


class SlowMind:
    """Thinks for a seeded while; what it makes of the few sentences used here is fixed, as a model's answer is."""

    _MEANS: ClassVar = {
        "how much is shipping": "shipping_cost",
        "charged twice": "double_charge",
        "agent": "request_human",
        "who signed in to my account": "account_takeover",
    }

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    async def interpret(self, texts: Sequence[str], *, fallback: Language) -> list[Interpretation]:
        await asyncio.sleep(self._chance.choice((0.0, 0.003, 0.05, 1.0, 40.0)))
        return [self._one(text, fallback) for text in texts]

    def entities(self, text: str) -> tuple[Entity, ...]:
        return Vocabulary().entities(text)

    def _one(self, text: str, language: Language) -> Interpretation:
        intent = self._MEANS[text]
        return Interpretation(
            text=text,
            intent=intent,
            confidence=0.95,
            needs=(Need(intent=intent, confidence=0.95),),
            asks_for_person=intent == "request_human",
            language=language,
            model="simulation",
        )


class SlowHands:
    """Acts for a seeded while."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    async def run(self, action: str, tracker: Tracker, meant: Interpretation, *, turn_id: str) -> ActionResult:
        await asyncio.sleep(self._chance.choice((0.0, 0.02, 3.0)))
        return ActionResult(replies=(Reply(text=f"answer {turn_id}"),), outcome="answered")
