"""What an agent reads on accept: written from events, so it says nothing that did not happen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from bot.conversation.explanation import Explanation
from bot.conversation.interpretation import Need
from bot.conversation.tracker import Tracker
from bot.handoff.contacts import Contact, contacts
from bot.handoff.repetition import GivenFact, KnownBefore, facts_given, key_of, repeats


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
class Known:
    """Something that nobody needs to ask again.

    Attributes:
        given: messages in which the customer gave it.
    """

    name: str
    value: str
    verified: bool
    given: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """Why the conversation came, and everything known about it.

    Attributes:
        known: slots and entities, each value once.
        repeats: how often the customer had to give a fact that was there already.
        contacts: earlier handoffs of this conversation, newest first.
        suggested_source: where the suggested reply is from: `canned`, `past` or `need` (see `engine.replies`).
        suggested_title: what the business calls it; empty for what it did not write.
    """

    reason: str
    rule: str
    why: Explanation | None
    otherwise: Counterfactual | None
    wants: tuple[Want, ...]
    mood: tuple[Mood, ...]
    tried: tuple[Tried, ...]
    facts: tuple[Fact, ...]
    suggested: str
    known: tuple[Known, ...] = ()
    repeats: int = 0
    contacts: tuple[Contact, ...] = ()
    suggested_source: str = ""
    suggested_title: str = ""


#: Confidence below which a guess is no need.
SURE = 0.45
#: Intents that are no need of their own.
NO_NEED = frozenset(
    {"greeting", "thanks", "goodbye", "bot_challenge", "affirm", "deny", "vague_problem", "out_of_scope"}
)


def brief(
    tracker: Tracker, suggested: str, elsewhere: Sequence[Known] = (), before: Sequence[KnownBefore] = ()
) -> Briefing | None:
    """Return the briefing of the latest handoff; None where there was none.

    Args:
        elsewhere: what was confirmed of the same customer in other conversations.
        before: the same, with when that was.
    """
    requested = _last(tracker.entries, HandoffRequested)
    if requested is None or not isinstance(requested.event, HandoffRequested):
        return None
    earlier = [e for e in tracker.entries if e.seq <= requested.seq]
    last = _last(earlier, (Decided, TurnFailed))
    decided = last.event if last is not None and isinstance(last.event, Decided) else None
    understood = [(e.at, e.event) for e in tracker.entries if isinstance(e.event, Understood)]
    given = facts_given(tracker.entries, before)
    return Briefing(
        reason=requested.event.reason,
        rule=decided.rule if decided else "",
        why=decided.why if decided else None,
        # Where an action handed over, what would have done so too has happened already.
        otherwise=decided.otherwise if decided and decided.kind == "human" else None,
        wants=wants_of(tracker),
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
        known=known(tracker, given, elsewhere),
        repeats=repeats(given),
        contacts=contacts(tracker.entries),
    )


def known(tracker: Tracker, given: Sequence[GivenFact], elsewhere: Sequence[Known] = ()) -> tuple[Known, ...]:
    """Return what the conversation remembers, what others of the same customer do, and what else its messages name.

    Each value once, with how often the customer gave it here.
    """
    times = {key_of(fact.value): len(fact.given) for fact in given}
    slots = [
        Known(name=name, value=value, verified=name in tracker.verified, given=times.get(key_of(value), 0))
        for name, value in tracker.slots.items()
    ]
    sure = {(slot.name, key_of(slot.value)) for slot in slots if slot.verified}
    confirmed = {
        (fact.name, key_of(fact.value)): replace(fact, given=times.get(key_of(fact.value), 0)) for fact in elsewhere
    }
    # A value that is only claimed here may be confirmed there.
    slots = [slot for slot in slots if slot.verified or (slot.name, key_of(slot.value)) not in confirmed]
    slots += [fact for pair, fact in confirmed.items() if pair not in sure]
    remembered = {key_of(slot.value) for slot in slots}
    entities = [
        Known(name=fact.name, value=fact.value, verified=False, given=len(fact.given))
        for fact in given
        if fact.given and key_of(fact.value) not in remembered
    ]
    return (*slots, *entities)


def wants_of(tracker: Tracker) -> tuple[Want, ...]:
    """Return each need once, as it was put most surely; where nothing was understood, the last words as they stand."""
    texts = {e.seq: e.event.text for e in tracker.entries if isinstance(e.event, CustomerMessaged)}
    found: dict[str, Want] = {}
    last: Want | None = None
    for entry in tracker.entries:
        if not isinstance(entry.event, Understood):
            continue
        text = texts.get(entry.event.message_seq, "")
        for need in _needs(entry.event):
            want = Want(intent=need.intent, text=text, at=entry.at, confidence=need.confidence)
            # Of two that are as sure, the later one: it may say more.
            if need.intent not in found or found[need.intent].confidence <= need.confidence:
                found[need.intent] = want
        meant = entry.event.meant
        last = Want(intent=meant.intent, text=text, at=entry.at, confidence=meant.confidence)
    if not found and last is not None:
        return (last,)
    return tuple(sorted(found.values(), key=lambda want: want.at))


def _needs(what: Understood) -> list[Need]:
    meant = what.meant
    # The likeliest alone, in logs from before a message could have several.
    needs = meant.needs or (Need(intent=meant.intent, confidence=meant.confidence),)
    return [need for need in needs if need.intent not in NO_NEED and need.confidence >= SURE]


def _last(entries: Sequence[Entry], kind: type | tuple[type, ...]) -> Entry | None:
    return next((entry for entry in reversed(entries) if isinstance(entry.event, kind)), None)
