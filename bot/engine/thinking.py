"""From messages to a decision: the same code for live traffic, the terminal and `baton route`."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.conversation.events import ActionRan, Decided, Entry, Understood
from bot.conversation.interpretation import Entity, Interpretation
from bot.conversation.tracker import Tracker
from bot.routing.counterfactual import FactsOf, counterfactual
from bot.routing.decide import decide
from bot.routing.decision import Decision
from bot.routing.facts import Facts, after_action, is_bare, lead_of
from bot.routing.facts import facts_of as facts_of_turn
from bot.routing.policy import Policy
from bot.understanding.frustration import DEFAULT_CURVE, FrustrationCurve, frustration

__all__ = ["Thought", "after_action", "think"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """What the bot makes of the unanswered messages, and what the policy says to it.

    Attributes:
        lead: of a burst, the message that the answer is about.
        facts_of: makes the facts of this turn from what is understood of its messages, as it is or otherwise.
    """

    understood: tuple[Understood, ...]
    lead: Interpretation
    facts: Facts
    decision: Decision
    policy: Policy
    facts_of: FactsOf = field(compare=False, repr=False)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities of the whole burst: number and e-mail may come in two messages."""
        return tuple(entity for understood in self.understood for entity in understood.meant.entities)

    def decided(self, decision: Decision | None = None, *, ran: ActionRan | None = None) -> Decided:
        """Return the event that records a decision with its facts: this thought's own, or the one after its action."""
        chosen = decision or self.decision

        def seen(latest: Sequence[Understood]) -> Facts:
            facts = self.facts_of(latest)
            return facts if ran is None else after_action(facts, ran)

        return Decided(
            kind=chosen.kind,
            rule=chosen.rule,
            reason=chosen.reason,
            explanation=chosen.explanation,
            facts=seen(self.understood).recorded(),
            policy=self.policy.version,
            otherwise=counterfactual(self.policy, self.understood, seen),
        )


def think(
    tracker: Tracker,
    messages: Sequence[Entry],
    meanings: Sequence[Interpretation],
    policy: Policy,
    *,
    curve: FrustrationCurve = DEFAULT_CURVE,
) -> Thought:
    """Return what to do about messages, each with what understanding made of it.

    Args:
        curve: the model's, from the course of the conversation to frustration.
    """
    stretch = tracker.stretch
    understood: list[Understood] = []
    for message, alone in zip(messages, meanings, strict=True):
        # A number or an address is in no language: the conversation goes on in its own.
        meant = replace(alone, language=tracker.language) if is_bare(alone) else alone
        felt = frustration(
            [*stretch.understood, *understood],
            meant,
            bot_repeats=stretch.repeats,
            failures=stretch.failures,
            waited=stretch.waited_until(message.at),
            curve=curve,
        )
        understood.append(Understood(message_seq=message.seq, meant=meant, frustration=felt))

    def facts_of(latest: Sequence[Understood]) -> Facts:
        return facts_of_turn(tracker, latest, policy)

    facts = facts_of(understood)
    return Thought(
        understood=tuple(understood),
        lead=lead_of(understood, policy).meant,
        facts=facts,
        decision=decide(policy, facts),
        policy=policy,
        facts_of=facts_of,
    )
