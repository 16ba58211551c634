"""How long customers would wait: a simulation of the line with recorded arrivals."""

import heapq
import itertools
import math
import zlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from bot.handoff.priority import ranked_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Somebody who comes to the line.

    Attributes:
        bonus: in minutes (see `handoff.priority`).
        name: whoever has the same one takes as long, in every line that is simulated.
    """

    at: datetime
    bonus: float
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How many conversations the agents on duty can have at once, in the course of time.

    Attributes:
        first: before any change.
        changes: from a moment on, so many; in order.
        ends_at: nothing is known of later; None where it never ends.
    """

    first: int
    changes: tuple[tuple[datetime, int], ...] = ()
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long they wait, in minutes.

    Attributes:
        still_waiting: those whom nobody took before the end; each counts as having waited until then.
    """

    median: float
    nine_in_ten: float
    longest: float
    still_waiting: int


def simulate(arrivals: Sequence[Arrival], durations: Sequence[float], places: Places) -> Waits | None:
    """Return the waits of a line that is served by its priority, first come first served among equals.

    Where agents leave, those whom they have are served to the end, and nobody else is taken until there is a place.

    Args:
        durations: minutes that conversations with agents took; each arrival takes one of them, drawn by its name.
        places: conversations that the agents on duty can have at once.

    Returns:
        None where there is nobody to wait, nobody to serve, or nothing known of how long it takes.
    """
    if not arrivals or not durations or not any((places.first, *(many for _, many in places.changes))):
        return None
    comers = sorted(arrivals, key=lambda a: a.at)
    line = _Line(comers, places)
    takes = [durations[zlib.crc32(comer.name.encode()) % len(durations)] for comer in comers]
    while line.now < line.end:
        line.take(takes)
        line.now = line.next_moment()
    left = line.still_waiting()
    median, nine_in_ten = np.quantile(line.waits, [0.5, 0.9])
    return Waits(
        median=float(median),
        nine_in_ten=float(nine_in_ten),
        longest=float(line.waits.max()),
        still_waiting=len(left),
    )


class _Line:
    """The line at a moment; all times are minutes since the first one came."""

    def __init__(self, comers: Sequence[Arrival], places: Places) -> None:
        begun = comers[0].at
        self.now = 0.0
        self.end = math.inf if places.ends_at is None else _minutes(places.ends_at - begun)
        self.waits = np.zeros(len(comers))
        self._come = [_minutes(c.at - begun) for c in comers]
        self._rank = [_minutes(ranked_at(c.at, c.bonus) - begun) for c in comers]
        self._upcoming = 0
        self._changes = deque((_minutes(at - begun), many) for at, many in places.changes)
        self._room = places.first
        self._busy: list[float] = []
        self._waiting: list[tuple[float, int]] = []

    def take(self, takes: Sequence[float]) -> None:
        """Let in who has come, and give them the places that are free."""
        while self._busy and self._busy[0] <= self.now:
            heapq.heappop(self._busy)
        while self._changes and self._changes[0][0] <= self.now:
            _, self._room = self._changes.popleft()
        while self._upcoming < len(self._come) and self._come[self._upcoming] <= self.now:
            heapq.heappush(self._waiting, (self._rank[self._upcoming], self._upcoming))
            self._upcoming += 1
        while self._waiting and len(self._busy) < self._room:
            _, who = heapq.heappop(self._waiting)
            self.waits[who] = self.now - self._come[who]
            heapq.heappush(self._busy, self.now + takes[who])

    def next_moment(self) -> float:
        """Return when something can change; where nobody waits, only somebody who comes changes anything."""
        moments = self._come[self._upcoming : self._upcoming + 1]
        if self._waiting:
            moments += self._busy[:1]
            moments += [at for at, _ in itertools.islice(self._changes, 1)]
        return min(moments, default=math.inf)

    def still_waiting(self) -> Sequence[int]:
        """Return who waits at the end; they have waited until then."""
        left = [*(who for _, who in self._waiting), *range(self._upcoming, len(self._come))]
        for who in left:
            self.waits[who] = max(0.0, self.end - self._come[who])
        return left


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60
