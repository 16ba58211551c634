"""How long a customer in line may have to wait: a range that is held against what came.

The middle is what a line of this length takes at the present desk: `k` conversations must end before it is this one's
turn, `c` are held at once, each takes `h` on average, so k·h/c, and then somebody has to accept. The range around it
comes from experience: the middle is multiplied by the quantiles of (what it was / what the middle said) over the latest
tickets, so that nine in ten fall inside whatever the reason why the middle is wrong (split conformal prediction).
Before there is experience the k-th departure's own spread is used.

Sources: Vovk, Gammerman, Shafer, «Algorithmic Learning in a Random World» (2005), ch. 2; Wilson and Hilferty (1931)
for the quantiles of the k-th departure.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation.line_rules import LineRules, Want
from bot.handoff.load import ONE
from bot.handoff.matching import Place, Seat, counts, meets

#: Share of waits that the range should hold.
COVERAGE = 0.9
#: Waits that must be known before experience speaks.
EXPERIENCE = 20
#: Seconds that a conversation takes an agent, before any is known.
HANDLING = 300.0
#: Seconds until somebody accepts when it is one's turn, before any is known.
ACCEPTING = 20.0
#: Standard normal quantile of `COVERAGE`, on both sides.
_Z = 1.645


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """What is known where somebody waits.

    Attributes:
        number: 1 for the next in line.
        ahead: queue, language and how many of them wait before, not yet offered to anybody.
        handled: seconds that the latest conversations took from assignment to end.
        kept: of the latest tickets, the promised middle and what it was, in seconds.
    """

    place: Place
    number: int
    desk: tuple[Seat, ...]
    ahead: tuple[tuple[str, str, int], ...] = ()
    handled: tuple[float, ...] = ()
    kept: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A range of seconds, and the middle that it was made from."""

    low: float
    middle: float
    high: float

    @property
    def minutes(self) -> tuple[int, int]:
        """Return the range in whole minutes, rounded so that it holds whatever the range holds."""
        return math.floor(self.low / 60), max(1, math.ceil(self.high / 60))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a customer in line may expect.

    Attributes:
        wait: None where nobody is on duty, or rather not until they leave.
        opens_at: when people are back; None where somebody comes before, or nobody knows.
    """

    number: int
    wait: Wait | None
    opens_at: datetime | None

    @property
    def is_staffed(self) -> bool:
        """Somebody is there who may take it."""
        return self.wait is not None


def outlook(view: LineView, rules: LineRules, now: datetime) -> Outlook:
    """Return what to tell somebody who waits."""
    is_open = rules.hours is None or rules.hours.is_open(now)
    able = takers(view.place, view.desk, rules) if is_open else []
    if not able:
        opens_at = rules.hours.opens_at(now) if rules.hours is not None and not is_open else None
        return Outlook(number=view.number, wait=None, opens_at=opens_at)
    # Where nobody there has what is wanted, nobody is asked before the policy does without it.
    asked_at = view.place.queued_at + min(after for _, after in able)
    wait = expected(view, [seat for seat, _ in able], rules, held=max(timedelta(), asked_at - now))
    closes_at = rules.hours.closes_at(now) if rules.hours is not None else None
    if rules.hours is not None and closes_at is not None and now + timedelta(seconds=wait.middle) > closes_at:
        # Rather not today any more: a range of minutes would promise somebody who has gone home.
        return Outlook(number=view.number, wait=None, opens_at=rules.hours.opens_at(closes_at))
    return Outlook(number=view.number, wait=wait, opens_at=None)


def takers(place: Place, desk: Sequence[Seat], rules: LineRules) -> list[tuple[Seat, timedelta]]:
    """Return the agents on duty who may get this ticket, each with how long it must have waited for that."""
    relaxed: dict[Want, timedelta] = {}
    for step in rules.queue(place.queue).relax:
        if counts(step, place, desk, rules):
            relaxed[step.without] = min(step.after, relaxed.get(step.without, step.after))
    found: list[tuple[Seat, timedelta]] = []
    for seat in desk:
        lacks = [want for want in Want if not meets(seat, want, place, rules)]
        if seat.agent_id not in place.not_to and all(want in relaxed for want in lacks):
            found.append((seat, max((relaxed[want] for want in lacks), default=timedelta())))
    return found


def expected(view: LineView, seats: Sequence[Seat], rules: LineRules, *, held: timedelta) -> Wait:
    """Return the range in which nine of ten waits should end.

    Args:
        held: for so long nobody is asked yet.
    """
    able = {seat.agent_id for seat in seats}
    # Who waits before for somebody else than these does not stand in the way.
    before = sum(
        many
        for queue, language, many in view.ahead
        if any(s.agent_id in able for s, _ in takers(_at(view.place, queue, language), view.desk, rules))
    )
    free = sum(max(0, math.floor(seat.capacity - seat.load)) for seat in seats if seat.takes)
    room = sum(max(ONE, seat.capacity) for seat in seats)
    departures = max(0, before + 1 - free)
    # The middle one: a case that took three days says nothing of the next.
    handling = statistics.median(view.handled) if view.handled else HANDLING
    middle = max(departures * handling / room, held.total_seconds()) + ACCEPTING
    low, high = spread(view.kept, departures)
    return Wait(low=middle * low, middle=middle, high=middle * high)


def _at(place: Place, queue: str, language: str) -> Place:
    return replace(place, queue=queue, language=language)


def spread(kept: Sequence[tuple[float, float]], departures: int) -> tuple[float, float]:
    """Return by what to multiply the middle for both ends of the range."""
    ratios = sorted(was / said for said, was in kept if said > 0)
    if len(ratios) < EXPERIENCE:
        return _erlang(max(1, departures))
    # One more than there are: the wait to come is one of them (split conformal prediction).
    outside = (1 - COVERAGE) / 2 * (len(ratios) + 1)
    return ratios[max(0, math.floor(outside) - 1)], ratios[min(len(ratios) - 1, math.ceil(len(ratios) - outside))]


def _erlang(k: int) -> tuple[float, float]:
    """Return the quantiles of the k-th departure relative to its mean."""
    ninth = 1 / (9 * k)

    def quantile(z: float) -> float:
        return max(0.0, 1 - ninth + z * math.sqrt(ninth)) ** 3

    return quantile(-_Z), quantile(_Z)
