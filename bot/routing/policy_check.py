"""Tries a policy out: does it send whatever has high stakes to a person?"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from bot.conversation.events import Understood
from bot.conversation.interpretation import Entity, Interpretation, Need
from bot.conversation.tracker import Tracker
from bot.routing.decide import decide
from bot.routing.decision import Automate
from bot.routing.facts import Facts, facts_of
from bot.routing.policy import Policy, Stakes

_FORM, _SLOT = "some_form", "some_slot"


def kept_from_people(policy: Policy) -> Iterator[str]:
    """Yield the rules by which a machine would take what has high stakes, unless that is acknowledged.

    Each intent is decided as it would be live: put plainly and surely, by itself and while a form waits, by any
    customer.
    """
    grave = [
        name for name, intent in policy.intents.items() if intent.stakes is Stakes.HIGH and not intent.acknowledged
    ]
    taken: dict[str, list[str]] = {}
    for name in grave:
        for decision in (decide(policy, facts) for facts in _tries(name, policy)):
            # What the intent's own line automates is named there.
            own = policy.intents[name].action
            if (
                isinstance(decision.choice, Automate)
                and decision.choice.action != own
                and name not in taken.setdefault(decision.rule, [])
            ):
                taken[decision.rule].append(name)
    places = {rule.name: rule.place for rule in policy.rules}
    for rule, names in taken.items():
        needs = ", ".join(f"`{name}`" for name in names)
        cure = 'put a rule `when: {stakes: high}` before it, or write `acknowledged: "why"` into the intent'
        yield f"{places[rule]}: rule `{rule}` lets a machine take {needs}, of high stakes: {cure}"


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
