"""Whether there is what a policy names: intents, actions and words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.automation.responses import Responses
from bot.conversation.interpretation import intent_and_retrieval
from bot.engine.wording import unsaid
from bot.routing.facts import REQUEST, SMALL_TALK, UNCLEAR
from bot.routing.policy import Policy
from bot.routing.yaml_reader import near

#: Intents that routing itself has a meaning for: a policy may name them whatever is trained.
_ROUTINGS_OWN = {*SMALL_TALK, *UNCLEAR, REQUEST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a policy can name.

    Attributes:
        intents: every label that a message may get; None where no model is trained yet, and nothing is compared.
        actions: the names of all actions, wherever they run.
    """

    responses: Responses
    intents: Collection[str] | None
    actions: Collection[str]

    def problems(self, policy: Policy) -> Iterator[str]:
        """Yield each name in a policy that nothing has, and each intent that it leaves out, as `file:line: why`."""
        yield from unsaid(policy, self.responses)
        yield from self._unknown_actions(policy)
        if self.intents is not None:
            yield from self._unknown_intents(policy, self.intents)
            yield from _left_out(policy, self.intents)

    def _unknown_actions(self, policy: Policy) -> Iterator[str]:
        for intent in policy.intents.values():
            name = intent.action
            if name is not None and not name.startswith("utter_") and name not in self.actions:
                yield f"{intent.action_place}: there is no action `{name}`{near(name, self.actions)}"

    def _unknown_intents(self, policy: Policy, trained: Collection[str]) -> Iterator[str]:
        names = {name for intent in trained for name in intent_and_retrieval(intent)}
        for name, intent in policy.intents.items():
            # What a smaller model has not learnt harms nobody; a slip leaves the one that was meant without its stakes.
            meant = near(name, names - policy.intents.keys())
            if meant and name not in names | _ROUTINGS_OWN:
                yield f"{intent.place}: the model knows no intent `{name}`{meant}"


def _left_out(policy: Policy, trained: Collection[str]) -> Iterator[str]:
    """Yield each intent whose stakes would be low only because nobody wrote them down."""
    # Without any, that is the mistake.
    for name in sorted(trained) if policy.intents else ():
        if name not in UNCLEAR and not policy.intents.keys() & intent_and_retrieval(name):
            what = f"the model knows `{name}`, and `intents` does not say whether its stakes are low or high"
            yield f"{policy.intents_place}: {what}"
