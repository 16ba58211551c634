"""The lines that `baton route` reads and writes."""

from typing import Literal

import msgspec

from bot.engine.thinking import Thought
from bot.http.body import encode
from bot.routing.facts import SMALL_TALK, UNCLEAR, needs_of


class TurnLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one side said; `from` is `customer` or `bot`."""

    speaker: Literal["customer", "bot"] = msgspec.field(name="from")
    text: str


class ConversationLine(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation; other fields than these are passed over."""

    id: str
    turns: list[TurnLine]


Route = Literal["automate", "clarify", "human"]


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """Who should answer, as a person judged.

    Attributes:
        also_ok: routes that are as good.
        needs: every intent that the last turn names, where it was judged.
    """

    route: Route
    also_ok: list[Route] = []
    needs: list[str] = []


class JudgedLine(ConversationLine, frozen=True, kw_only=True):
    """A conversation of which somebody has said who should answer it."""

    expect: Expected


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Who should answer the last turn, and why.

    Attributes:
        out_of_scope: probability, 0…1, that the message is none of our business.
        reasons: the reason, the rule that decided, and a line in words.
        needs: of the last turn, all that count for their stakes; the surest first.
    """

    id: str
    route: str
    intent: str
    confidence: float
    out_of_scope: float
    frustration: float
    language: str
    reasons: list[str]
    needs: list[str]


def answer_line(conversation_id: str, thought: Thought) -> str:
    """Return the answer for one conversation as JSON."""
    return encode(answer(conversation_id, thought))


def answer(conversation_id: str, thought: Thought) -> Answer:
    """Return the answer for one conversation."""
    decision, facts = thought.decision, thought.facts
    named = (need.intent for need in needs_of(thought.understood, thought.policy))
    return Answer(
        id=conversation_id,
        route=decision.kind,
        intent=facts.stakes_intent if decision.reason == "high_stakes" else facts.intent,
        confidence=round(facts.confidence, 4),
        out_of_scope=round(facts.out_of_scope, 4),
        frustration=round(facts.frustration, 4),
        language=thought.lead.language,
        reasons=[decision.reason, f"rule {decision.rule}", decision.explanation],
        needs=[need for need in dict.fromkeys(named) if need not in SMALL_TALK | UNCLEAR],
    )
