"""From messages to a decision: the same code for live traffic, the terminal and `baton route`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.conversation.events import Decided, Entry, Understood
from bot.conversation.interpretation import Entity, Interpretation
from bot.conversation.tracker import Tracker
from bot.routing.counterfactual import counterfactual
from bot.routing.decide import decide
from bot.routing.decision import Decision
from bot.routing.facts import Facts, after_action, facts_of, is_bare, lead_of
from bot.routing.policy import Policy
from bot.understanding.frustration import DEFAULT_CURVE, FrustrationCurve, frustration

__all__ = ["Thought", "after_action", "think"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """What the bot makes of the unanswered messages, and what the policy says to it.

    Attributes:
        lead: of a burst, the message that the answer is about.
    """

    understood: tuple[Understood, ...]
    lead: Interpretation
    facts: Facts
    decision: Decision
    policy: Policy

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities of the whole burst: number and e-mail may come in two messages."""
        return tuple(entity for understood in self.understood for entity in understood.meant.entities)

    def decided(self, facts: Facts | None = None, decision: Decision | None = None) -> Decided:
        """Return the event that records a decision with its facts; this thought's own unless others are given."""
        chosen, seen = decision or self.decision, facts or self.facts
        return Decided(
            kind=chosen.kind,
            rule=chosen.rule,
            reason=chosen.reason,
            explanation=chosen.explanation,
            facts=seen.recorded(),
            policy=self.policy.version,
            otherwise=counterfactual(self.policy, seen),
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
    facts = facts_of(tracker, understood, policy)
    return Thought(
        understood=tuple(understood),
        lead=lead_of(understood, policy).meant,
        facts=facts,
        decision=decide(policy, facts),
        policy=policy,
    )
