"""The times that a conversation went to a person before, and what came of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.conversation.events import AgentJoined, Entry, HandoffRequested
from bot.conversation.line_events import Tagged, WrappedUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One handoff that is over.

    Attributes:
        agent_name: who had it last, or None where nobody took it.
        disposition: how it ended; None where nobody said.
        tags: those that the conversation had when the next handoff came.
    """

    at: datetime
    reason: str
    agent_name: str | None
    disposition: str | None
    tags: tuple[str, ...]


def contacts(entries: Sequence[Entry]) -> tuple[Contact, ...]:
    """Return the handoffs before the latest, newest first."""
    handoffs = [entry for entry in entries if isinstance(entry.event, HandoffRequested)]
    return tuple(_contact(entries, earlier, later.seq) for earlier, later in pairwise(handoffs))[::-1]


def tags_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the tags of a conversation, as they were set last."""
    return next((e.event.tags for e in reversed(entries) if isinstance(e.event, Tagged)), ())


def _contact(entries: Sequence[Entry], requested: Entry, until: int) -> Contact:
    handoff = requested.event
    assert isinstance(handoff, HandoffRequested)
    names, endings = [], []
    # Work after the end may be done when the next handoff has come already: the ticket tells whose it is.
    for event in (entry.event for entry in entries):
        if isinstance(event, AgentJoined) and event.ticket_id == handoff.ticket_id:
            names.append(event.agent_name)
        elif isinstance(event, WrappedUp) and event.ticket_id == handoff.ticket_id and event.disposition:
            endings.append(event.disposition)
    return Contact(
        at=requested.at,
        reason=handoff.reason,
        agent_name=names[-1] if names else None,
        disposition=endings[-1] if endings else None,
        tags=tags_of([entry for entry in entries if entry.seq < until]),
    )
