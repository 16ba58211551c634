"""The words that a rule's `when` may use, each a question about the facts."""

from collections.abc import Callable, Mapping

from bot.conversation.interpretation import intent_and_retrieval
from bot.routing.facts import Facts
from bot.routing.policy import Stakes

Wanted = bool | float | str
Condition = Callable[[Facts, Wanted], bool]

#: name → (type of the wanted value, the question)
CONDITIONS: Mapping[str, tuple[type, Condition]] = {
    "asks_for_person": (bool, lambda f, w: f.asks_for_person is w),
    "accepts_person": (bool, lambda f, w: (f.person_offered and f.affirms) is w),
    "declines_person": (bool, lambda f, w: (f.person_offered and f.denies) is w),
    "intent": (str, lambda f, w: f.understood and w in intent_and_retrieval(f.intent)),
    "stakes": (str, lambda f, w: f.stakes is Stakes[str(w).upper()]),
    "segment": (str, lambda f, w: f.segment == w),
    "open_handoff": (bool, lambda f, w: f.open_handoff is w),
    "settled": (bool, lambda f, w: f.settled is w),
    "understood": (bool, lambda f, w: f.understood is w),
    "in_form": (bool, lambda f, w: (f.form is not None) is w),
    "fills_form": (bool, lambda f, w: f.fills_form is w),
    "frustration_at_least": (float, lambda f, w: f.frustration >= float(w)),
    "failures_at_least": (float, lambda f, w: f.failures >= float(w)),
    "bot_repeats_at_least": (float, lambda f, w: f.bot_repeats >= float(w)),
    "clarified_at_least": (float, lambda f, w: f.clarified >= float(w)),
    "asked_before_at_least": (float, lambda f, w: f.asked_before >= float(w)),
}


def holds(name: str, wanted: Wanted, facts: Facts) -> bool:
    """Say whether one condition of a rule holds."""
    return CONDITIONS[name][1](facts, wanted)
