"""How long customers would wait: a simulation of the line with recorded arrivals."""

import heapq
import zlib
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
class Waits:
    """How long they wait, in minutes."""

    median: float
    nine_in_ten: float
    longest: float


def simulate(arrivals: Sequence[Arrival], durations: Sequence[float], places: int) -> Waits | None:
    """Return the waits of a line that is served by its priority, first come first served among equals.

    Args:
        durations: minutes that conversations with agents took; each arrival takes one of them, drawn by its name.
        places: conversations that the agents on duty can have at once.

    Returns:
        None where there is nobody to wait, nobody to serve, or nothing known of how long it takes.
    """
    if not arrivals or not durations or places < 1:
        return None
    comers = sorted(arrivals, key=lambda a: a.at)
    takes = [durations[zlib.crc32(comer.name.encode()) % len(durations)] for comer in comers]
    # Minutes since the first one came.
    free = [0.0] * places
    line: list[tuple[float, int]] = []
    waits = np.zeros(len(comers))
    come = [_minutes(c.at - comers[0].at) for c in comers]
    rank = [_minutes(ranked_at(c.at, c.bonus) - comers[0].at) for c in comers]
    upcoming, now = 0, 0.0
    while upcoming < len(comers) or line:
        now = max(now, heapq.heappop(free), 0.0 if line else come[upcoming])
        while upcoming < len(comers) and come[upcoming] <= now:
            heapq.heappush(line, (rank[upcoming], upcoming))
            upcoming += 1
        _, who = heapq.heappop(line)
        waits[who] = now - come[who]
        heapq.heappush(free, now + takes[who])
    median, nine_in_ten = np.quantile(waits, [0.5, 0.9])
    return Waits(median=float(median), nine_in_ten=float(nine_in_ten), longest=float(waits.max()))


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60
