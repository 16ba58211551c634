"""Everything that a decision looks at: recorded with it, so that another policy can be run over the same facts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from bot.conversation.events import ActionRan, Understood
from bot.conversation.interpretation import Interpretation, Need
from bot.conversation.tracker import Stretch, Tracker
from bot.routing.policy import Policy, Stakes
from bot.routing.segments import segment_of

#: Intents that say nothing about what the customer needs.
SMALL_TALK = frozenset({"greeting", "thanks", "goodbye", "bot_challenge", "affirm", "deny"})
#: Intents that stand for «not understood».
UNCLEAR = frozenset({"vague_problem", "out_of_scope"})
REQUEST = "request_human"
#: While a form waits, these are no answer to it and no need of their own.
_NO_VALUE = frozenset({"greeting", "bot_challenge", "affirm", "deny"})
#: Sentiment from which thanks or a calm word count as the end of a trouble.
SETTLING = 0.25
#: Letters and digits beside an entity below which a message is nothing but the entity.
BARE = 3
_QUESTION = re.compile(
    r"[?？]|\b(please|could you|which|what|tell me)\b|请|請|哪|吗|嗎|呢|麻烦|麻煩|提供", re.IGNORECASE
)
#: A question about nothing in particular: what follows it is a need of its own.
_ANYTHING_ELSE = re.compile(
    r"\b(?:anything|something|what|how) else\b|其[他它]|别的|別的|仲有|还有什么|還有什麼", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when a turn is decided.

    Attributes:
        intent: of the message, or of the need that it goes on about (`continues`).
        stakes: the highest among all needs that the message names.
        stakes_intent: the need that has them.
        asked_before: times the same need was put earlier since the bot got the conversation.
        open_handoff: a person was due earlier since then, and nothing has settled it.
        settled: the customer is content, or withdraws.
        fills_form: the message brings what the active form waits for.
        segment: the group of customers that this one belongs to, or None.
    """

    intent: str
    confidence: float
    runner_up: str | None
    runner_up_confidence: float
    stakes: Stakes
    stakes_intent: str
    stakes_confidence: float
    out_of_scope: float
    sentiment: float
    frustration: float
    understood: bool
    asks_for_person: bool
    person_offered: bool
    affirms: bool
    denies: bool
    settled: bool
    open_handoff: bool
    continues: bool
    clarified: int
    failures: int
    bot_repeats: int
    asked_before: int
    form: str | None
    fills_form: bool
    segment: str | None = None

    def recorded(self) -> dict[str, object]:
        """Return the facts as plain values, for the log."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def facts_of(tracker: Tracker, latest: Sequence[Understood], policy: Policy) -> Facts:
    """Return the facts of a turn over the latest messages (at least one), of which the tracker does not know yet."""
    lead = lead_of(latest, policy)
    meant, stretch = lead.meant, tracker.stretch
    stakes, need, need_confidence = _stakes(latest, policy)
    asks = any(_asks(u.meant, policy) for u in latest)
    understood = _is_understood(meant, policy) and not _is_beside_the_point(meant, stretch)
    previous = _previous_need(stretch)
    continues = previous is not None and _continues(meant, stretch, policy)
    intent = previous if previous is not None and continues else meant.intent
    settled = _is_settled(meant, stakes, asks=asks)
    return Facts(
        intent=intent,
        confidence=meant.confidence,
        runner_up=meant.runner_up.intent if meant.runner_up else None,
        runner_up_confidence=meant.runner_up.confidence if meant.runner_up else 0.0,
        stakes=stakes,
        stakes_intent=need,
        stakes_confidence=need_confidence,
        out_of_scope=meant.out_of_scope,
        sentiment=meant.sentiment,
        frustration=latest[-1].frustration,
        understood=understood or continues,
        asks_for_person=asks,
        person_offered=stretch.person_offered,
        affirms=meant.intent == "affirm",
        denies=meant.intent == "deny",
        settled=settled,
        open_handoff=not settled and _open_handoff(stretch),
        continues=continues,
        clarified=stretch.clarified,
        failures=stretch.failures,
        bot_repeats=stretch.repeats,
        asked_before=sum(u.meant.intent == meant.intent for u in stretch.understood),
        form=stretch.form,
        fills_form=_fills_form(stretch, latest),
        segment=segment_of(policy.segments, tracker.slots, tracker.asked_for_person),
    )


def after_action(facts: Facts, ran: ActionRan) -> Facts:
    """Return the facts as they are once an action has run: a failure counts at once."""
    values = {f.name: getattr(facts, f.name) for f in fields(facts)}
    return Facts(**{**values, "failures": facts.failures + int(ran.failed)})


def lead_of(latest: Sequence[Understood], policy: Policy) -> Understood:
    """Of a burst, the message that matters: the highest stakes, then one that says what is needed, then the last."""

    def weight(u: Understood) -> tuple[bool, bool, bool]:
        intent = u.meant.intent
        return (
            policy.stakes(intent) is Stakes.HIGH,
            intent not in SMALL_TALK and _is_understood(u.meant, policy),
            bool(u.meant.entities),
        )

    return max(reversed(latest), key=weight)


def needs_of(latest: Sequence[Understood], policy: Policy) -> Iterator[Need]:
    """Yield what messages need, of each message the surest first: whatever is sure enough to count for its stakes."""
    for understood in latest:
        for need in () if is_bare(understood.meant) else understood.meant.needs:
            if need.confidence >= policy.need:
                yield need


def _stakes(latest: Sequence[Understood], policy: Policy) -> tuple[Stakes, str, float]:
    best = (Stakes.LOW, latest[-1].meant.intent, 0.0)
    for need in needs_of(latest, policy):
        stakes = policy.stakes(need.intent)
        if (stakes, need.confidence) > (best[0], best[2]):
            best = (stakes, need.intent, need.confidence)
    return best


def _asks(meant: Interpretation, policy: Policy) -> bool:
    if meant.asks_for_person:
        return True
    return meant.intent == REQUEST and meant.confidence >= policy.confident and not is_bare(meant)


def is_bare(meant: Interpretation) -> bool:
    """The message is a number or an address and hardly a word: a model reads a need into it that is not there."""
    words = meant.text.casefold()
    for entity in meant.entities:
        words = words.replace(entity.value.casefold(), "")
    # A Chinese character is a word: three of them say a lot.
    weight = sum(1 if c.isascii() else BARE + 1 for c in words if c.isalnum())
    return bool(meant.entities) and weight <= BARE


def _is_understood(meant: Interpretation, policy: Policy) -> bool:
    return (
        meant.intent not in UNCLEAR
        and not is_bare(meant)
        and meant.confidence >= policy.confident
        and meant.out_of_scope < policy.out_of_scope
    )


def _is_beside_the_point(meant: Interpretation, stretch: Stretch) -> bool:
    """Small talk where a form waits for a value, or a yes or no to nothing that was asked."""
    if stretch.form is not None:
        return meant.intent in _NO_VALUE
    return meant.intent in {"affirm", "deny"} and not stretch.bot_texts


def _is_settled(meant: Interpretation, stakes: Stakes, *, asks: bool) -> bool:
    if asks or stakes is Stakes.HIGH:
        return False
    return meant.intent in {"thanks", "goodbye", "deny"} or meant.sentiment >= SETTLING


def _previous_need(stretch: Stretch) -> str | None:
    """The last thing that the customer needed and that a machine may do."""
    for decided in reversed(stretch.decided):
        if decided.kind == "automate" and decided.facts.get("intent") not in SMALL_TALK:
            return str(decided.facts["intent"])
    return None


def _continues(meant: Interpretation, stretch: Stretch, policy: Policy) -> bool:
    """The bot asked, and this is no need of its own: an answer, then."""
    said = stretch.bot_texts[-1] if stretch.bot_texts else ""
    if stretch.clarified or not _QUESTION.search(said) or _ANYTHING_ELSE.search(said):
        return False
    return bool(meant.entities) or meant.intent in {"affirm", "deny"} or not _is_understood(meant, policy)


def _open_handoff(stretch: Stretch) -> bool:
    for decided in reversed(stretch.decided):
        if decided.facts.get("settled"):
            return False
        if decided.kind == "human" and decided.reason in {"high_stakes", "asked_for_person"}:
            return True
    return False


def _fills_form(stretch: Stretch, latest: Sequence[Understood]) -> bool:
    return stretch.form_slot is not None and any(u.meant.entity(stretch.form_slot) for u in latest)
