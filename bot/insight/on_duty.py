"""Who was on duty when, as far as recorded conversations tell: presence itself is not recorded."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bot.conversation.events import (
    AgentJoined,
    AgentLost,
    AgentReplied,
    Closed,
    Entry,
    HandedBack,
    TicketOffered,
    agent_actor,
)
from bot.conversation.line_events import Abandoned, Requeued, Snoozed, Transferred
from bot.insight.waiting import Places

#: An agent is on duty for the whole of it, or not at all.
SLICE = timedelta(minutes=30)
#: Who leaves no trace in so many slices, and is seen before and after, was there: a quiet hour shows nobody at work.
QUIET = 4

#: The agent has it no more. Who is in line again is served on by another agent: that is one handoff still.
SPELL_ENDS = AgentLost | Transferred | Requeued
HANDOFF_ENDS = HandedBack | Closed | Abandoned
_TOLD = AgentJoined | AgentReplied | Snoozed | TicketOffered | SPELL_ENDS | HANDOFF_ENDS


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """An estimate of how many agents were on duty.

    Attributes:
        least, most: agents at the same time, while anybody was there.
        places: conversations that those on duty could have at once, at most.
        staffed_hours: in which anybody was there, of all hours that are recorded.
    """

    least: int
    most: int
    places: int
    staffed_hours: float
    hours: float


@dataclass(slots=True)
class _Spell:
    """A conversation with an agent.

    Attributes:
        at_work_at: from when on the agent has been at it; None while it is put aside.
    """

    agent_id: str
    at: datetime
    at_work_at: datetime | None


class Sightings:
    """What is seen of agents in conversations: what they were offered, and when they had one.

    What was put aside shows nobody at work: it stays an agent's when they go home.
    """

    def __init__(self, capacities: Mapping[str, int], *, since: datetime | None = None) -> None:
        """See agents.

        Args:
            capacities: by agent, as they are today: earlier ones are not recorded.
            since: nothing before it is counted.
        """
        self._capacities = capacities
        self._since = None if since is None else _slice(since)
        self._seen: defaultdict[str, set[int]] = defaultdict(set)
        self._edges: defaultdict[str, list[tuple[datetime, int]]] = defaultdict(list)
        self._first: int | None = None
        self._last = 0

    def take(self, entries: Sequence[Entry]) -> None:
        """Look at a conversation's whole log."""
        if not entries:
            return
        first, last_at = _slice(entries[0].at), entries[-1].at
        self._first = first if self._first is None else min(self._first, first)
        self._last = max(self._last, _slice(last_at))
        has: _Spell | None = None
        for entry in entries:
            if isinstance(entry.event, _TOLD):
                has = self._next(has, entry)
        # What is still theirs is so for as long as the log knows.
        self._ended(has, last_at)

    def on_duty(self) -> OnDuty | None:
        """Return how many agents were on duty; None where nobody was seen."""
        agents = Counter(number for present in self._present().values() for number in present)
        if not agents or self._first is None:
            return None
        first = self._first if self._since is None else max(self._first, self._since)
        hours = SLICE / timedelta(hours=1)
        return OnDuty(
            least=min(agents.values()),
            most=max(agents.values()),
            places=max(self._places().values()),
            staffed_hours=len(agents) * hours,
            hours=(self._last + 1 - first) * hours,
        )

    def places(self) -> Places:
        """Return how many conversations those on duty could have at once, until the record ends."""
        places = self._places()
        changes: list[tuple[datetime, int]] = []
        for number in sorted({n for at in places for n in (at, at + 1)}):
            if not changes or changes[-1][1] != places[number]:
                changes.append((_begins(number), places[number]))
        return Places(first=0, changes=tuple(changes), ends_at=_begins(self._last + 1))

    def most_at_once(self) -> int:
        """Return how many conversations all agents together had at the same time, at most."""
        return most_at_once([edge for edges in self._edges.values() for edge in edges])

    def _next(self, has: _Spell | None, entry: Entry) -> _Spell | None:
        """Return who has the conversation after an entry, given who had it before."""
        match entry.event:
            case TicketOffered(agent_id=agent_id):
                self._saw(agent_id, entry.at, entry.at)
            case AgentReplied() if has is not None and entry.actor == agent_actor(has.agent_id):
                has.at_work_at = has.at_work_at or entry.at
            case Snoozed(until=until) if has is not None:
                self._worked(has, entry.at)
                has.at_work_at = entry.at if until is None else None
            case AgentReplied() | Snoozed():
                pass
            case AgentJoined(agent_id=agent_id):
                self._ended(has, entry.at)
                return _Spell(agent_id, entry.at, entry.at)
            case _:
                self._ended(has, entry.at)
                return None
        return has

    def _ended(self, has: _Spell | None, at: datetime) -> None:
        if has is not None:
            self._worked(has, at)
            self._edges[has.agent_id] += [(has.at, 1), (at, -1)]

    def _worked(self, has: _Spell, at: datetime) -> None:
        if has.at_work_at is not None:
            self._saw(has.agent_id, has.at_work_at, at)

    def _saw(self, agent_id: str, first: datetime, last: datetime) -> None:
        begin = _slice(first) if self._since is None else max(_slice(first), self._since)
        self._seen[agent_id].update(range(begin, _slice(last) + 1))

    def _places(self) -> Counter[int]:
        """Return how many there were in each slice."""
        places: Counter[int] = Counter()
        for agent_id, present in self._present().items():
            most = max(1, self._capacities.get(agent_id, 0), most_at_once(self._edges[agent_id]))
            places.update(dict.fromkeys(present, most))
        return places

    def _present(self) -> dict[str, set[int]]:
        """Return the slices in which each agent was on duty, quiet ones among them."""
        return {
            agent_id: seen.union(*(range(a, b) for a, b in pairwise(sorted(seen)) if b - a - 1 <= QUIET))
            for agent_id, seen in self._seen.items()
        }


def most_at_once(edges: Sequence[tuple[datetime, int]]) -> int:
    """Return how many there were at the same time, at most, given when one more and one less was there."""
    most = has = 0
    for _, step in sorted(edges):
        has += step
        most = max(most, has)
    return most


def _slice(at: datetime) -> int:
    return int(at.timestamp() // SLICE.total_seconds())


def _begins(number: int) -> datetime:
    return datetime.fromtimestamp(number * SLICE.total_seconds(), UTC)
