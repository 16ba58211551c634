"""The policy: stakes per intent, thresholds, and rules in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from bot.conversation.interpretation import intent_and_retrieval
from bot.conversation.line_rules import LineRules
from bot.routing.segments import Segment


class Stakes(IntEnum):
    """What is at risk when a machine gets it wrong."""

    LOW = 0
    HIGH = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentPolicy:
    """What to do about one intent.

    Attributes:
        action: what the bot runs for it; None where a person takes it.
        queue: where it waits for a person.
        acknowledged: why a machine may take it although its stakes are high; empty where it may not.
        place: where the file names it, as `file:line`.
        action_place: where the file names the action.
    """

    stakes: Stakes
    action: str | None
    queue: str
    acknowledged: str = ""
    place: str = field(default="", compare=False)
    action_place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the policy: what it needs to see, and what happens then.

    Attributes:
        when: condition name → wanted value; all must hold (the names are in `routing.conditions`).
        verb: `hand_off`, `clarify` or `automate`.
        what: reason of the handoff, the question, or which action (`by_intent`, `by_form`).
        say: the response that is said instead of the usual one, or None.
        place: where the file says what happens, as `file:line`.
    """

    name: str
    when: Mapping[str, bool | float | str]
    verb: str
    what: str
    say: str | None = None
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Who answers what. Loaded whole or not at all (see `routing.policy_file`).

    Attributes:
        confident: calibrated confidence from which an intent counts as understood.
        out_of_scope: probability from which a message counts as none of our business.
        need: confidence from which a further need in a message counts for its stakes.
        version: hash of the file.
        line: how the line is served.
        segments: groups of customers who are treated apart; the first one that somebody belongs to counts.
        warnings: what is allowed because the file acknowledges it, each with its place.
        intents_place: where the file begins to name intents, as `file:line`.
        text: the file as it was read.
    """

    confident: float
    out_of_scope: float
    need: float
    rules: tuple[Rule, ...]
    intents: Mapping[str, IntentPolicy]
    queue: str
    version: str
    line: LineRules = field(default_factory=LineRules)
    segments: tuple[Segment, ...] = ()
    warnings: tuple[str, ...] = ()
    intents_place: str = field(default="", compare=False)
    text: str = field(default="", compare=False, repr=False)

    def intent(self, name: str) -> IntentPolicy:
        """Return what to do about an intent, or about its retrieval intent; what has no name here goes to a person."""
        known = (self.intents[n] for n in intent_and_retrieval(name) if n in self.intents)
        return next(known, None) or IntentPolicy(stakes=Stakes.LOW, action=None, queue=self.queue)

    def stakes(self, intent: str) -> Stakes:
        """Return what is at risk with an intent."""
        return self.intent(intent).stakes

    def segment_bonus(self, name: object) -> float:
        """Return how many minutes of waiting a segment is worth; one that has no name here is worth none."""
        return next((segment.bonus_minutes for segment in self.segments if segment.name == name), 0.0)
