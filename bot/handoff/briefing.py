"""What an agent reads on accept: written from events, so it says nothing that did not happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.counterfactual import Counterfactual
from bot.conversation.events import (
    ActionRan,
    CustomerMessaged,
    Decided,
    Entry,
    HandoffRequested,
    TurnFailed,
    Understood,
)
from bot.conversation.tracker import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """A need, in the customer's own words."""

    intent: str
    text: str
    at: datetime
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """How the customer felt at one message; sentiment −1…1, frustration 0…1."""

    at: datetime
    sentiment: float
    frustration: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What the bot did, and what came of it."""

    at: datetime
    action: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something known of the case; verified where a system confirmed it."""

    name: str
    value: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """Why the conversation came, and everything known about it."""

    reason: str
    rule: str
    explanation: str
    otherwise: Counterfactual | None
    wants: tuple[Want, ...]
    mood: tuple[Mood, ...]
    tried: tuple[Tried, ...]
    facts: tuple[Fact, ...]
    suggested: str


#: Confidence below which a guess is no need, unless it is the last word.
SURE = 0.45
#: Intents that are no need of their own.
_NO_NEED = frozenset(
    {"greeting", "thanks", "goodbye", "bot_challenge", "affirm", "deny", "vague_problem", "out_of_scope"}
)


def brief(tracker: Tracker, suggested: str) -> Briefing | None:
    """Return the briefing of the latest handoff; None where there was none."""
    requested = _last(tracker.entries, HandoffRequested)
    if requested is None or not isinstance(requested.event, HandoffRequested):
        return None
    earlier = [e for e in tracker.entries if e.seq <= requested.seq]
    last = _last(earlier, (Decided, TurnFailed))
    why = last.event if last is not None and isinstance(last.event, Decided) else None
    texts = {e.seq: e.event.text for e in tracker.entries if isinstance(e.event, CustomerMessaged)}
    understood = [(e.at, e.event) for e in tracker.entries if isinstance(e.event, Understood)]
    return Briefing(
        reason=requested.event.reason,
        rule=why.rule if why else "",
        explanation=why.explanation if why else "",
        # Where an action handed over, what would have done so too has happened already.
        otherwise=why.otherwise if why and why.kind == "human" else None,
        wants=_wants(understood, texts),
        mood=tuple(Mood(at=at, sentiment=u.meant.sentiment, frustration=u.frustration) for at, u in understood),
        tried=tuple(
            Tried(at=e.at, action=e.event.action, outcome=e.event.outcome)
            for e in tracker.entries
            if isinstance(e.event, ActionRan)
        ),
        facts=tuple(
            Fact(name=name, value=value, verified=name in tracker.verified) for name, value in tracker.slots.items()
        ),
        suggested=suggested,
    )


def _wants(understood: Sequence[tuple[datetime, Understood]], texts: dict[int, str]) -> tuple[Want, ...]:
    """Each need once, as it was put last; where nothing was understood, the last words as they stand."""
    found: dict[str, Want] = {}
    for at, what in understood:
        want = Want(
            intent=what.meant.intent, text=texts.get(what.message_seq, ""), at=at, confidence=what.meant.confidence
        )
        sure = what.meant.intent not in _NO_NEED and what.meant.confidence >= SURE
        if sure or what is understood[-1][1]:
            found.pop(want.intent, None)
            found[want.intent] = want
    return tuple(found.values())


def _last(entries: Sequence[Entry], kind: type | tuple[type, ...]) -> Entry | None:
    return next((entry for entry in reversed(entries) if isinstance(entry.event, kind)), None)
