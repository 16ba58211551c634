"""The decision: a pure function of policy and facts."""

from dataclasses import replace

from bot.conversation.explanation import explain
from bot.routing.conditions import holds
from bot.routing.decision import Automate, Choice, Clarify, Decision, HandOff, Question, kind_of, reason_of
from bot.routing.facts import Facts
from bot.routing.policy import Policy, Rule, Stakes


def decide(policy: Policy, facts: Facts) -> Decision:
    """Return what the first matching rule says; a person takes what no rule covers."""
    for rule in policy.rules:
        if all(holds(name, wanted, facts) for name, wanted in rule.when.items()):
            return _decided(_choice(policy, rule, facts), rule.name, facts)
    return _decided(HandOff(queue=policy.queue, reason="not_understood", high_stakes=False), "no_rule", facts)


def _decided(choice: Choice, rule: str, facts: Facts) -> Decision:
    why = explain(kind=kind_of(choice), rule=rule, reason=reason_of(choice), facts=facts.recorded())
    return Decision(choice=choice, rule=rule, why=why)


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
