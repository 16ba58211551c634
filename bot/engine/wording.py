"""Whether there are words for all that a policy wants said."""

from collections.abc import Iterator

from bot.automation.responses import Responses
from bot.routing.policy import Policy
from bot.routing.yaml_reader import near

#: What each kind of rule has to fill a response with.
_VALUES = {"hand_off": frozenset({"place"}), "clarify": frozenset[str]()}


def unsaid(policy: Policy, responses: Responses) -> Iterator[str]:
    """Yield each response that a policy names and that cannot be said, as `file:line: why`."""
    for rule in policy.rules:
        if rule.say is not None and rule.verb in _VALUES:
            yield from _unsaid(rule.place, rule.say, _VALUES[rule.verb], responses)
    for intent in policy.intents.values():
        if intent.action is not None and intent.action.startswith("utter_"):
            yield from _unsaid(intent.action_place, intent.action, frozenset(), responses)


def _unsaid(place: str, key: str, values: frozenset[str], responses: Responses) -> Iterator[str]:
    if key not in responses:
        yield f"{place}: there is no response `{key}`{near(key, responses.keys)}"
        return
    for name in sorted(responses.placeholders(key) - values):
        yield f"{place}: `{key}` wants a value for `{{{name}}}`, which there is none of here"
