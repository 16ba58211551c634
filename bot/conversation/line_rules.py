"""The policy's part about the line: who may be offered what, for how long, and when people are there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.conversation.hours import Hours


class Want(StrEnum):
    """What a ticket wants of an agent."""

    SKILLS = "skills"
    LANGUAGE = "language"


class When(StrEnum):
    """What else must hold for a step to count."""

    #: Nobody on duty has what the step does without.
    NOBODY_HAS_IT = "nobody_has_it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relax:
    """After so long in line the ticket does without one of its wants; only then, where the step has a condition."""

    after: timedelta
    without: Want
    when: When | None = None


#: Somebody who speaks another language is better than a minute more in line; somebody new to the field than five.
#: Where nobody is there to be waited for, nobody is waited for.
RELAX = (
    Relax(after=timedelta(), without=Want.LANGUAGE, when=When.NOBODY_HAS_IT),
    Relax(after=timedelta(), without=Want.SKILLS, when=When.NOBODY_HAS_IT),
    Relax(after=timedelta(minutes=1), without=Want.LANGUAGE),
    Relax(after=timedelta(minutes=5), without=Want.SKILLS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRules:
    """One queue.

    Attributes:
        skills: an agent of this queue has all of them.
        relax: what is done without as the wait grows; empty keeps every want for ever.
    """

    skills: frozenset[str] = frozenset()
    relax: tuple[Relax, ...] = RELAX


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRules:
    """How the line is served.

    Attributes:
        waiting_weight: what a conversation that waits for its customer weighs, 0…1; one that waits for the agent is 1.
        missed_offers: after so many in a row an agent is set away.
        sticky: for so long a customer who comes back is offered first to the agent they had.
        wanted: for so long a colleague whom a conversation was passed to is the only one to be asked.
        left_after: a page that has been gone for so long means that the customer left.
        keeps_place: for so long a customer who left may come back to their place.
        wrap_up: after the end an agent has so long to note how it ended; none at all where it is zero.
        hours: None means always.
        dispositions: how a conversation may have ended.
    """

    queues: Mapping[str, QueueRules] = field(default_factory=dict)
    waiting_weight: float = 0.5
    missed_offers: int = 3
    sticky: timedelta = timedelta(hours=24)
    wanted: timedelta = timedelta(minutes=2)
    left_after: timedelta = timedelta(seconds=60)
    keeps_place: timedelta = timedelta(minutes=10)
    wrap_up: timedelta = timedelta(seconds=30)
    hours: Hours | None = None
    dispositions: tuple[str, ...] = ("solved", "not_solved", "follow_up", "no_answer", "spam")

    def queue(self, name: str) -> QueueRules:
        """Return a queue's rules; a queue that the policy no longer names wants no skill."""
        return self.queues.get(name, _ANY)


_ANY = QueueRules()
