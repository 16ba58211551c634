"""Whether customers waited as long as they were told, over recorded conversations."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.channel_events import Erased, TakenElsewhere
from bot.conversation.events import AgentJoined, Entry
from bot.conversation.line_events import Abandoned, CallbackRequested, CustomerBack, CustomerLeft, WaitPromised
from bot.handoff.expected_wait import Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What was promised and what came.

    Who gave up or still waits after the minutes were over was promised too little: left out, they would make promises
    look the better the more customers are lost. Who left before that says nothing of the promise.

    Attributes:
        handoffs: places in line that were given.
        promised: those with a range whose wait has ended at an agent, or is longer than was told already.
        kept: those of them that ended within the minutes that the customer was told.
        longer, shorter: those that took more, whatever ended them, and less.
        nobody_there: those without a range, because nobody was on duty.
        abandoned, called_back: places given up, and calls asked for.
        median, ninth, longest: seconds from the handoff to the agent; the ninth is the ninth decile.
    """

    handoffs: int
    promised: int
    kept: int
    longer: int
    shorter: int
    nobody_there: int
    abandoned: int
    called_back: int
    median: float
    ninth: float
    longest: float

    @property
    def share_kept(self) -> float:
        """The share of promises that were kept."""
        return self.kept / self.promised if self.promised else 0.0


@dataclass(slots=True)
class _Place:
    promise: WaitPromised
    at: datetime
    waited: float | None = None
    was_called: bool = False
    left_at: datetime | None = None
    broken_off_at: datetime | None = None

    def at_least(self, now: datetime) -> float:
        """Return for how many seconds they waited, whether or not somebody came."""
        if self.waited is not None:
            return self.waited
        return ((self.broken_off_at or self.left_at or now) - self.at).total_seconds()


def promises(logs: Iterable[Sequence[Entry]], *, now: datetime, since: datetime | None = None) -> Promises:
    """Return how promises of whole logs were kept; those made from a moment on, where one is given."""
    places: list[_Place] = []
    abandoned = 0
    for log in logs:
        found = _places(log)
        recent = {ticket_id: place for ticket_id, place in found.items() if since is None or place.at >= since}
        abandoned += sum(isinstance(e.event, Abandoned) and e.event.ticket_id in recent for e in log)
        places += recent.values()
    # Who asked for a call waits for something else than was promised.
    waits = sorted(p.waited for p in places if p.waited is not None and not p.was_called)
    told = [p for p in places if not p.was_called and p.promise.high is not None]
    judged = [(p, _verdict(p.promise, p.at_least(now))) for p in told]
    verdicts = [verdict for p, verdict in judged if p.waited is not None or verdict == 1]
    return Promises(
        handoffs=len(places),
        promised=len(verdicts),
        kept=verdicts.count(0),
        longer=verdicts.count(1),
        shorter=verdicts.count(-1),
        nobody_there=sum(p.promise.high is None for p in places),
        abandoned=abandoned,
        called_back=sum(p.was_called for p in places),
        median=statistics.median(waits) if waits else 0.0,
        ninth=waits[math.ceil(0.9 * len(waits)) - 1] if waits else 0.0,
        longest=waits[-1] if waits else 0.0,
    )


def _places(log: Sequence[Entry]) -> dict[str, _Place]:
    places: dict[str, _Place] = {}
    for entry in log:
        match entry.event:
            case WaitPromised(ticket_id=ticket_id) as promise:
                places[ticket_id] = _Place(promise, entry.at)
            case CallbackRequested(ticket_id=ticket_id) if ticket_id in places:
                places[ticket_id].was_called = True
            case AgentJoined(ticket_id=ticket_id) if ticket_id in places and places[ticket_id].waited is None:
                places[ticket_id].waited = (entry.at - places[ticket_id].at).total_seconds()
            case CustomerLeft(ticket_id=ticket_id) if ticket_id in places:
                places[ticket_id].left_at = entry.at
            case CustomerBack(ticket_id=ticket_id) if ticket_id in places:
                places[ticket_id].left_at = None
            case Abandoned() | TakenElsewhere() | Erased():
                _break_off(places, entry.at)
            case _:
                pass
    return places


def _break_off(places: dict[str, _Place], at: datetime) -> None:
    """End whatever waits in a conversation, which has one place in line at a time."""
    for place in places.values():
        # Who is given up left ten minutes before: nobody knows that they would have waited on.
        place.broken_off_at = place.broken_off_at or place.left_at or at


def _verdict(promise: WaitPromised, waited: float) -> int:
    """Return 0 where the wait ended within the minutes that were told, 1 where it took longer, else -1."""
    low, high = Wait(low=promise.low or 0.0, middle=0.0, high=promise.high or 0.0).minutes
    if waited > high * 60:
        return 1
    return -1 if waited < low * 60 else 0
