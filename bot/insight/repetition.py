"""How often customers had to give a fact that was there already, over recorded conversations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.events import CustomerMessaged, Entry, HandoffRequested
from bot.handoff.repetition import facts_given


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """What was counted.

    Attributes:
        conversations: those in which the customer wrote.
        handed_over: those of them that went to a person.
        with_any: those in which a fact was given again.
        before, after: repeats before the first handoff, and from it on.
        by_name: repeats of each fact, the most first.
    """

    conversations: int
    handed_over: int
    with_any: int
    before: int
    after: int
    by_name: dict[str, int]

    @property
    def total(self) -> int:
        """All repeats."""
        return self.before + self.after

    @property
    def per_conversation(self) -> float:
        """Repeats in a conversation, on average."""
        return self.total / self.conversations if self.conversations else 0.0

    @property
    def share_with_any(self) -> float:
        """The share of conversations with any."""
        return self.with_any / self.conversations if self.conversations else 0.0


def repetition(logs: Iterable[Sequence[Entry]], *, since: datetime | None = None) -> Repetition:
    """Return the repeats in whole logs; those of messages from a moment on, where one is given."""
    conversations = handed_over = with_any = before = after = 0
    by_name: dict[str, int] = {}
    for log in logs:
        written = {e.seq for e in log if isinstance(e.event, CustomerMessaged) and (since is None or e.at >= since)}
        if not written:
            continue
        handoff = next((e.seq for e in log if isinstance(e.event, HandoffRequested)), None)
        found = [(fact.name, seq) for fact in facts_given(log) for seq in fact.repeated if seq in written]
        late = sum(handoff is not None and seq > handoff for _, seq in found)
        conversations, handed_over = conversations + 1, handed_over + (handoff is not None)
        with_any, before, after = with_any + bool(found), before + len(found) - late, after + late
        for name, _ in found:
            by_name[name] = by_name.get(name, 0) + 1
    return Repetition(
        conversations=conversations,
        handed_over=handed_over,
        with_any=with_any,
        before=before,
        after=after,
        by_name=dict(sorted(by_name.items(), key=lambda item: (-item[1], item[0]))),
    )
