"""The decision: a pure function of policy and facts."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from bot.routing.conditions import holds
from bot.routing.decision import Automate, Choice, Clarify, Decision, HandOff, Question
from bot.routing.facts import Facts
from bot.routing.policy import Policy, Rule, Stakes


def decide(policy: Policy, facts: Facts) -> Decision:
    """Return what the first matching rule says; a person takes what no rule covers."""
    for rule in policy.rules:
        if all(holds(name, wanted, facts) for name, wanted in rule.when.items()):
            choice = _choice(policy, rule, facts)
            return Decision(choice=choice, rule=rule.name, explanation=explain(choice, rule.name, facts))
    choice = HandOff(queue=policy.queue, reason="not_understood", high_stakes=False)
    return Decision(choice=choice, rule="no_rule", explanation=explain(choice, "no_rule", facts))


def _choice(policy: Policy, rule: Rule, facts: Facts) -> Choice:
    match rule.verb:
        case "hand_off":
            return replace(_hand_off(policy, facts, rule.what), say=rule.say)
        case "clarify":
            return Clarify(question=Question(rule.what), say=rule.say)
        case _:
            return _automate(policy, facts, rule.what)


def _automate(policy: Policy, facts: Facts, what: str) -> Choice:
    if what == "by_form" and facts.form is not None:
        return Automate(action=f"action_{facts.form}", intent=facts.form)
    action = policy.intent(facts.intent).action
    if action is None:
        # A machine has nothing to do here, whatever the rule says.
        return _hand_off(policy, facts, "not_understood")
    return Automate(action=action, intent=facts.intent)


def _hand_off(policy: Policy, facts: Facts, reason: str) -> HandOff:
    high = facts.stakes is Stakes.HIGH
    intent = facts.stakes_intent if high else facts.intent
    return HandOff(queue=policy.intent(intent).queue, reason=reason, high_stakes=high or facts.open_handoff)


def explain(choice: Choice, rule: str, facts: Facts) -> str:
    """Say in one line why; holds labels and figures, never what the customer wrote."""
    meant = f"{facts.intent} ({facts.confidence:.2f})"
    match choice:
        case Automate(action=action):
            return f"rule {rule}: {action} for {meant}"
        case HandOff(reason=reason) if reason in _REASONS:
            return _REASONS[reason](facts, meant)
        case HandOff() | Clarify():
            return f"rule {rule}; likeliest {meant}, out of scope {facts.out_of_scope:.2f}"
    assert_never(choice)


_REASONS: Mapping[str, Callable[[Facts, str], str]] = {
    "high_stakes": lambda f, _: f"{f.stakes_intent} ({f.stakes_confidence:.2f}) has high stakes",
    "frustrated": lambda f, meant: f"frustration is {f.frustration:.2f}; intent {meant}",
    "asked_for_person": lambda _f, _m: "the customer asked for a person",
    "accepted_person": lambda _f, _m: "the customer said yes to a person",
    "automation_failed": lambda f, meant: f"the automation failed {f.failures} times; intent {meant}",
    "bot_failed": lambda f, meant: f"the bot said the same {f.bot_repeats + 1} times; intent {meant}",
}
