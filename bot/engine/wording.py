"""Whether there are words for all that a policy wants said."""

from collections.abc import Iterator

from bot.automation.responses import Responses
from bot.conversation.errors import BadConfiguration
from bot.routing.policy import Policy
from bot.routing.yaml_reader import near

#: What each kind of rule has to fill a response with.
_VALUES = {"hand_off": frozenset({"place"}), "clarify": frozenset[str]()}


def check_wording(policy: Policy, responses: Responses) -> None:
    """Make sure that every response which a rule names can be said.

    Raises:
        BadConfiguration: with each one that cannot, as `file:line: why`.
    """
    problems = tuple(_problems(policy, responses))
    if problems:
        raise BadConfiguration(*problems)


def _problems(policy: Policy, responses: Responses) -> Iterator[str]:
    for rule in policy.rules:
        if rule.say is None:
            continue
        if rule.say not in responses:
            yield f"{rule.place}: there is no response `{rule.say}`{near(rule.say, responses.keys)}"
            continue
        for name in sorted(responses.placeholders(rule.say) - _VALUES.get(rule.verb, frozenset())):
            yield f"{rule.place}: `{rule.say}` wants a value for `{{{name}}}`, which there is none of here"
