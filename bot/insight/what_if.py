"""What another policy would have changed: who answers, what it costs agents, how long customers wait."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.conversation.events import AgentJoined, Entry
from bot.handoff.priority import bonus_minutes
from bot.insight.on_duty import HANDOFF_ENDS, SPELL_ENDS, OnDuty, Sightings
from bot.insight.replay import Turn, replayed
from bot.insight.waiting import Arrival, Places, Waits, simulate
from bot.routing.policy import Policy


class Staffing(StrEnum):
    """Whose places the simulation has: as many as were asked for, those of who was on duty, or the most ever had."""

    GIVEN = "given"
    ON_DUTY = "on_duty"
    AT_ONCE = "at_once"


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
        staffing: by what the simulation knows how many agents there are.
        places: conversations that agents can have at once, in the simulation; None where that follows who was on duty.
        on_duty: who that was.
    """

    conversations: int
    turns: int
    changes: dict[str, int]
    moved: tuple[Turn, ...]
    high_stakes_kept: tuple[Turn, ...]
    handoffs_then: int
    handoffs_now: int
    minutes_each: float | None
    staffing: Staffing
    places: int | None
    on_duty: OnDuty | None
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
    capacities: Mapping[str, int] | None = None,
) -> WhatIf:
    """Return what a policy would have changed.

    Args:
        conversations: each one's whole log.
        since: turns before it are passed over.
        places: conversations that agents can have at once, all the time. Unless given, who was on duty is estimated
            (see `insight.on_duty`); where nobody was seen, as many as agents ever had.
        capacities: of agents, by id.
    """
    tally = _Tally(policy)
    sightings = Sightings(capacities or {}, since=since)
    for entries in conversations:
        sightings.take(entries)
        tally.take(entries, [t for t in replayed(entries, policy) if since is None or t.at >= since])
    on_duty = None if places else sightings.on_duty()
    always = places or (None if on_duty else sightings.most_at_once())
    in_time = sightings.places() if always is None else Places(first=always)
    return WhatIf(
        conversations=tally.conversations,
        turns=tally.turns,
        changes=dict(tally.changes.most_common()),
        moved=tuple(tally.moved),
        high_stakes_kept=tuple(tally.kept),
        handoffs_then=len(tally.then),
        handoffs_now=len(tally.now),
        minutes_each=sum(tally.durations) / len(tally.durations) if tally.durations else None,
        staffing=Staffing.GIVEN if places else Staffing.ON_DUTY if on_duty else Staffing.AT_ONCE,
        places=always,
        on_duty=on_duty,
        waits_then=simulate(tally.then, tally.durations, in_time),
        waits_now=simulate(tally.now, tally.durations, in_time),
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

    def _work(self, entries: Sequence[Entry]) -> None:
        joined: datetime | None = None
        spells: list[float] = []
        for entry in entries:
            if not isinstance(entry.event, AgentJoined | SPELL_ENDS | HANDOFF_ENDS):
                continue
            if joined is not None:
                spells.append((entry.at - joined).total_seconds() / 60)
            joined = entry.at if isinstance(entry.event, AgentJoined) else None
            if spells and isinstance(entry.event, HANDOFF_ENDS):
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
