"""What another policy would have changed: who answers, what it costs agents, how long customers wait."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.conversation.events import AgentJoined, AgentLost, Closed, Entry, HandedBack
from bot.conversation.line_events import Abandoned, Requeued, Transferred
from bot.handoff.priority import bonus_minutes
from bot.insight.replay import Turn, replayed
from bot.insight.waiting import Arrival, Waits, simulate
from bot.routing.policy import Policy

#: An agent begins to have the conversation, be it from another one.
_SPELL_BEGINS = AgentJoined
#: Who is in line again is served on by another agent: that is one handoff still.
_SPELL_ENDS = AgentLost | Transferred | Requeued
_HANDOFF_ENDS = HandedBack | Closed | Abandoned


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What recorded conversations would have been under another policy.

    Attributes:
        changes: `then → now` of who answers, with how many turns; only those that differ. Where both are
            people, or both the bot, each side tells the queue or the action too.
        moved: the turns that somebody else answers.
        high_stakes_kept: those with high stakes that no person gets.
        handoffs_then: times that a conversation went to a person, at most once while the bot has it.
        minutes_each: that a conversation with an agent took, on average; None where there was none.
        places: conversations that agents can have at once, in the simulation.
    """

    conversations: int
    turns: int
    changes: dict[str, int]
    moved: tuple[Turn, ...]
    high_stakes_kept: tuple[Turn, ...]
    handoffs_then: int
    handoffs_now: int
    minutes_each: float | None
    places: int
    waits_then: Waits | None
    waits_now: Waits | None

    @property
    def extra_minutes(self) -> float | None:
        """Minutes of agents' work more, or less."""
        return None if self.minutes_each is None else (self.handoffs_now - self.handoffs_then) * self.minutes_each


def what_if(
    conversations: Iterable[Sequence[Entry]],
    policy: Policy,
    *,
    since: datetime | None = None,
    places: int | None = None,
) -> WhatIf:
    """Return what a policy would have changed.

    Args:
        conversations: each one's whole log.
        since: turns before it are passed over.
        places: conversations that agents can have at once; as many as they ever had, unless given.
    """
    tally = _Tally(policy)
    for entries in conversations:
        tally.take(entries, [t for t in replayed(entries, policy) if since is None or t.at >= since])
    found = places or tally.most_at_once()
    return WhatIf(
        conversations=tally.conversations,
        turns=tally.turns,
        changes=dict(tally.changes.most_common()),
        moved=tuple(tally.moved),
        high_stakes_kept=tuple(tally.kept),
        handoffs_then=len(tally.then),
        handoffs_now=len(tally.now),
        minutes_each=sum(tally.durations) / len(tally.durations) if tally.durations else None,
        places=found,
        waits_then=simulate(tally.then, tally.durations, found),
        waits_now=simulate(tally.now, tally.durations, found),
    )


@dataclass(slots=True)
class _Tally:
    policy: Policy
    conversations: int = 0
    turns: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    moved: list[Turn] = field(default_factory=list)
    kept: list[Turn] = field(default_factory=list)
    then: list[Arrival] = field(default_factory=list)
    now: list[Arrival] = field(default_factory=list)
    durations: list[float] = field(default_factory=list)
    _edges: list[tuple[datetime, int]] = field(default_factory=list)

    def take(self, entries: Sequence[Entry], turns: Sequence[Turn]) -> None:
        """Count a conversation and those of its turns that are asked for."""
        if not turns:
            return
        self.conversations += 1
        self.turns += len(turns)
        self._work(entries)
        went: set[tuple[str, int]] = set()
        for turn in turns:
            if turn.is_other:
                self.changes[_change(turn)] += 1
                self.moved.append(turn)
            if turn.keeps_high_stakes:
                self.kept.append(turn)
            for name, kind, arrivals in (("then", turn.then.kind, self.then), ("now", turn.now.kind, self.now)):
                # Once a person has it the bot is silent: what it would have decided then counts no more.
                if kind == "human" and (name, turn.stretch) not in went:
                    went.add((name, turn.stretch))
                    facts = turn.then.facts if name == "then" else turn.facts.recorded()
                    arrivals.append(_arrival(turn, facts, self.policy))

    def most_at_once(self) -> int:
        """Return how many conversations agents had at the same time, at most."""
        most = has = 0
        for _, step in sorted(self._edges):
            has += step
            most = max(most, has)
        return most

    def _work(self, entries: Sequence[Entry]) -> None:
        joined: datetime | None = None
        spells: list[float] = []
        for entry in entries:
            if not isinstance(entry.event, _SPELL_BEGINS | _SPELL_ENDS | _HANDOFF_ENDS):
                continue
            if joined is not None:
                spells.append((entry.at - joined).total_seconds() / 60)
                self._edges += [(joined, 1), (entry.at, -1)]
            joined = entry.at if isinstance(entry.event, _SPELL_BEGINS) else None
            if spells and isinstance(entry.event, _HANDOFF_ENDS):
                self.durations.append(sum(spells))
                spells = []


def _change(turn: Turn) -> str:
    if turn.then.kind != turn.now.kind:
        return f"{turn.then.kind} → {turn.now.kind}"
    return f"{turn.then.kind} {turn.where_then} → {turn.now.kind} {turn.where_now}"


def _arrival(turn: Turn, facts: Mapping[str, Any], policy: Policy) -> Arrival:
    high = bool(facts.get("stakes")) or bool(facts.get("open_handoff"))
    # What a segment was worth then is not recorded: it counts as the other policy values it.
    segment = policy.segment_bonus(facts.get("segment"))
    bonus = bonus_minutes(high_stakes=high, frustration=float(facts.get("frustration", 0.0)), segment=segment)
    return Arrival(at=turn.at, bonus=bonus, name=f"{turn.conversation_id} {turn.stretch}")
