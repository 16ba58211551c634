"""Finds the smallest change of what was understood that would have changed who answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.conversation.counterfactual import Counterfactual, Value
from bot.conversation.events import Understood
from bot.conversation.interpretation import Interpretation, Need
from bot.routing.decide import decide
from bot.routing.facts import Facts, lead_of
from bot.routing.policy import Policy, Stakes

#: What is just below a threshold.
_STEP = 0.01
#: How far it is from never to once, beside probabilities that move from 0 to 1; the more often something happened, the
#: nearer is once more.
_ONCE_MORE = 0.25
_COUNTS = ("failures", "bot_repeats", "clarified")

#: Makes the facts of a turn from what was understood of its messages.
FactsOf = Callable[[Sequence[Understood]], Facts]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """One way in which it could have been otherwise, with the facts that follow from it."""

    distance: float
    fact: str
    value: Value
    needed: Value
    facts: Facts


def counterfactual(policy: Policy, latest: Sequence[Understood], facts_of: FactsOf) -> Counterfactual | None:
    """Return the nearest change with which another kind of answer would have come; None where there is none.

    One thing is moved at a time: a probability across a threshold of the policy, the second guess before the first, or
    something that happened once more or once less. Facts are made anew from it, so whatever follows is seen.

    Args:
        latest: what was understood of the turn's messages.
    """
    changes = _Changes(policy, latest, facts_of)
    kind = decide(policy, changes.facts).kind
    for change in sorted(changes.all(), key=lambda c: (c.distance, c.fact)):
        other = decide(policy, change.facts).kind
        if other != kind:
            return Counterfactual(fact=change.fact, value=change.value, needed=change.needed, kind=other)
    return None


class _Changes:
    def __init__(self, policy: Policy, latest: Sequence[Understood], facts_of: FactsOf) -> None:
        self.facts = facts_of(latest)
        self._policy = policy
        self._latest = latest
        self._facts_of = facts_of
        self._lead = lead_of(latest, policy)

    def all(self) -> Iterator[_Change]:
        yield from self._frustrations()
        yield from self._doubts()
        yield from self._stakes()
        yield from self._second_guess()
        for name in _COUNTS:
            count = getattr(self.facts, name)
            for needed in (count + 1, *((count - 1,) if count else ())):
                changed = replace(self.facts, **{name: needed})
                distance = _ONCE_MORE / (1 + count)
                yield _Change(distance=distance, fact=name, value=count, needed=needed, facts=changed)

    def _frustrations(self) -> Iterator[_Change]:
        """Across each limit that a rule names."""
        last = self._latest[-1]
        for rule in self._policy.rules:
            if "frustration_at_least" in rule.when:
                limit = float(rule.when["frustration_at_least"])
                needed = _across(last.frustration, limit)
                facts = self._with(last, replace(last, frustration=needed))
                yield _moved("frustration", last.frustration, limit, facts)

    def _doubts(self) -> Iterator[_Change]:
        """Understood or not: the surer or the less sure, the more or the less of our business."""
        meant, policy = self._lead.meant, self._policy
        sure = _across(meant.confidence, policy.confident)
        yield _moved("confidence", meant.confidence, policy.confident, self._meaning(_surer(meant, meant.intent, sure)))
        outside = _across(meant.out_of_scope, policy.out_of_scope)
        changed = self._meaning(replace(meant, out_of_scope=outside))
        yield _moved("out_of_scope", meant.out_of_scope, policy.out_of_scope, changed)

    def _stakes(self) -> Iterator[_Change]:
        """The gravest need less sure; or the second guess sure enough to count, where it is a grave one."""
        facts, need = self.facts, self._policy.need
        second = self._lead.meant.runner_up
        if facts.stakes is Stakes.HIGH:
            less = _across(facts.stakes_confidence, need)
            for understood in self._latest:
                if any(n.intent == facts.stakes_intent and n.confidence >= need for n in understood.meant.needs):
                    changed = replace(understood, meant=_surer(understood.meant, facts.stakes_intent, less))
                    yield _moved("stakes_confidence", facts.stakes_confidence, need, self._with(understood, changed))
        elif second is not None and self._policy.stakes(second.intent) is Stakes.HIGH and second.confidence < need:
            graver = self._meaning(_surer(self._lead.meant, second.intent, need))
            yield _moved("runner_up_confidence", second.confidence, need, graver)

    def _second_guess(self) -> Iterator[_Change]:
        meant = self._lead.meant
        second = meant.runner_up
        if second is None or self.facts.continues:
            return
        middle = (meant.confidence + second.confidence) / 2
        needs = (Need(intent=second.intent, confidence=middle), Need(intent=meant.intent, confidence=middle))
        others = tuple(need for need in meant.needs if need.intent not in {second.intent, meant.intent})
        swapped = replace(
            meant,
            intent=second.intent,
            confidence=middle,
            runner_up=Need(intent=meant.intent, confidence=middle),
            needs=(*needs, *others),
        )
        distance = max(0.0, meant.confidence - second.confidence) / 2
        facts = self._meaning(swapped)
        yield _Change(distance=distance, fact="intent", value=meant.intent, needed=second.intent, facts=facts)

    def _meaning(self, meant: Interpretation) -> Facts:
        return self._with(self._lead, replace(self._lead, meant=meant))

    def _with(self, one: Understood, changed: Understood) -> Facts:
        return self._facts_of([changed if understood is one else understood for understood in self._latest])


def _surer(meant: Interpretation, intent: str, confidence: float) -> Interpretation:
    """Return the meaning with another confidence in one of its needs, which may be its intent."""
    needs = [need for need in meant.needs if need.intent != intent]
    changed = tuple(sorted([*needs, Need(intent=intent, confidence=confidence)], key=lambda n: -n.confidence))
    if intent == meant.intent:
        return replace(meant, confidence=confidence, needs=changed)
    return replace(meant, needs=changed)


def _across(value: float, limit: float) -> float:
    """From below a limit to it, or from it to just below."""
    return limit if value < limit else round(max(0.0, limit - _STEP), 3)


def _moved(fact: str, value: float, limit: float, facts: Facts) -> _Change:
    return _Change(distance=abs(value - limit), fact=fact, value=value, needed=_across(value, limit), facts=facts)
