"""Tries a policy out: does it send whatever has high stakes to a person?"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from bot.conversation.events import Understood
from bot.conversation.interpretation import Entity, Interpretation, Need
from bot.conversation.tracker import Tracker
from bot.routing.decide import decide
from bot.routing.decision import Automate, Clarify, HandOff, Question
from bot.routing.facts import Facts, facts_of
from bot.routing.policy import Policy, Stakes

_FORM, _SLOT = "some_form", "some_slot"
#: Questions about one need after which a person is due.
_ASKED = 3


def kept_from_people(policy: Policy) -> Iterator[str]:
    """Yield the rules by which a machine would take or keep what has high stakes, unless that is acknowledged.

    Each intent is decided as it would be live: put plainly and surely, by itself and while a form waits, by any
    customer. A question keeps it where no person follows, neither when it is put again nor when one is accepted.
    """
    grave = [
        name for name, intent in policy.intents.items() if intent.stakes is Stakes.HIGH and not intent.acknowledged
    ]
    taken: dict[str, list[str]] = {}
    for name in grave:
        for rule in (_keeping(policy, facts) for facts in _tries(name, policy)):
            if rule is not None and name not in taken.setdefault(rule, []):
                taken[rule].append(name)
    rules = {rule.name: rule for rule in policy.rules}
    for rule, names in taken.items():
        does = "only asks back about" if rules[rule].verb == "clarify" else "lets a machine take"
        needs = ", ".join(f"`{name}`" for name in names)
        cure = 'put a rule `when: {stakes: high}` before it, or write `acknowledged: "why"` into the intent'
        yield f"{rules[rule].place}: rule `{rule}` {does} {needs}, of high stakes: {cure}"


def _keeping(policy: Policy, facts: Facts) -> str | None:
    """Return the rule by which no person gets it; None where one does."""
    first = decide(policy, facts)
    for clarified in range(_ASKED + 1):
        again = replace(facts, clarified=clarified, asked_before=clarified)
        choice = decide(policy, again).choice
        match choice:
            case HandOff():
                return None
            case Clarify(question=Question.OFFER_PERSON) if _accepted(policy, again):
                return None
            case Clarify():
                continue
            case Automate(action=action):
                # What the intent's own line automates is named there.
                own = policy.intents[facts.intent].action
                return None if action == own else first.rule
    return first.rule


def _accepted(policy: Policy, asked: Facts) -> bool:
    yes = replace(_plain("affirm", policy, asked.form), person_offered=True, understood=True, segment=asked.segment)
    return isinstance(decide(policy, replace(yes, clarified=asked.clarified + 1)).choice, HandOff)


def _tries(intent: str, policy: Policy) -> Iterator[Facts]:
    segments = (None, *(segment.name for segment in policy.segments))
    for form, segment in product((None, _FORM), segments):
        yield replace(_plain(intent, policy, form), segment=segment)


def _plain(intent: str, policy: Policy, form: str | None) -> Facts:
    tracker = Tracker("check")
    if form is not None:
        tracker.stretch.form, tracker.stretch.form_slot = form, _SLOT
    meant = Interpretation(
        text="a sentence that names it plainly",
        intent=intent,
        confidence=1.0,
        needs=(Need(intent=intent, confidence=1.0),),
        entities=(Entity(name=_SLOT, value="1"),) if form else (),
    )
    return facts_of(tracker, [Understood(message_seq=1, meant=meant, frustration=0.0)], policy)
