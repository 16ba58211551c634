"""Finds the smallest change of the facts that would have changed who answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.conversation.counterfactual import Counterfactual, Value
from bot.routing.decide import decide
from bot.routing.facts import UNCLEAR, Facts
from bot.routing.policy import Policy, Stakes

#: What is just below a threshold.
_STEP = 0.01
#: How far it is from never to once, beside probabilities that move from 0 to 1; the more often something happened, the
#: nearer is once more.
_ONCE_MORE = 0.25
_COUNTS = ("failures", "bot_repeats", "clarified")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """One way in which the facts could have been otherwise; `also` is what follows from it."""

    distance: float
    fact: str
    value: Value
    needed: Value
    also: dict[str, Any]


def counterfactual(policy: Policy, facts: Facts) -> Counterfactual | None:
    """Return the nearest change with which another kind of answer would have come; None where there is none.

    One fact is moved at a time: a probability across a threshold of the policy, the second guess before the first, or
    something that happens once more or once less. A customer who asked for a person is not imagined otherwise.
    """
    kind = decide(policy, facts).kind
    for change in sorted(_changes(policy, facts), key=lambda c: (c.distance, c.fact)):
        changed: dict[str, Any] = {**change.also, change.fact: change.needed}
        other = decide(policy, replace(facts, **changed))
        if other.kind != kind:
            return Counterfactual(fact=change.fact, value=change.value, needed=change.needed, kind=other.kind)
    return None


def _changes(policy: Policy, facts: Facts) -> Iterator[_Change]:
    yield from _frustrations(policy, facts)
    yield from _doubts(policy, facts)
    yield from _stakes(policy, facts)
    if facts.runner_up is not None and not facts.continues:
        lead = facts.confidence - facts.runner_up_confidence
        if lead >= 0:
            yield _Change(distance=lead / 2, fact="intent", value=facts.intent, needed=facts.runner_up, also={})
    for name in _COUNTS:
        count = getattr(facts, name)
        for needed in (count + 1, *((count - 1,) if count else ())):
            yield _Change(distance=_ONCE_MORE / (1 + count), fact=name, value=count, needed=needed, also={})


def _frustrations(policy: Policy, facts: Facts) -> Iterator[_Change]:
    """Across each limit that a rule names."""
    for rule in policy.rules:
        if "frustration_at_least" in rule.when:
            limit = float(rule.when["frustration_at_least"])
            yield _across("frustration", facts.frustration, limit, {})


def _doubts(policy: Policy, facts: Facts) -> Iterator[_Change]:
    """Understood or not: the surer or the less sure, the more or the less of our business."""
    if facts.continues or facts.intent in UNCLEAR:
        return
    sure, ours = facts.confidence >= policy.confident, facts.out_of_scope < policy.out_of_scope
    # What was not understood for another reason stays so.
    if facts.understood is (sure and ours):
        if ours:
            yield _across("confidence", facts.confidence, policy.confident, {"understood": not sure})
        if sure:
            yield _across("out_of_scope", facts.out_of_scope, policy.out_of_scope, {"understood": not ours})


def _stakes(policy: Policy, facts: Facts) -> Iterator[_Change]:
    """The gravest need less sure; or the second guess sure enough to count, where it is a grave one."""
    second = facts.runner_up
    if facts.stakes is Stakes.HIGH:
        yield _across("stakes_confidence", facts.stakes_confidence, policy.need, {"stakes": Stakes.LOW})
    elif second is not None and policy.stakes(second) is Stakes.HIGH and facts.runner_up_confidence < policy.need:
        grave = {"stakes": Stakes.HIGH, "stakes_intent": second, "stakes_confidence": policy.need}
        yield _across("runner_up_confidence", facts.runner_up_confidence, policy.need, grave)


def _across(fact: str, value: float, limit: float, also: dict[str, Any]) -> _Change:
    """From below a limit to it, or from it to just below."""
    needed = limit if value < limit else round(max(0.0, limit - _STEP), 2)
    return _Change(distance=abs(value - limit), fact=fact, value=value, needed=needed, also=also)
