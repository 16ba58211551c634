"""What a turn wants committed, all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.events import Entry, Event
from bot.handoff.ticket import NewTicket

#: Given the place in line, what the customer is told about it.
Announce = Callable[[int], tuple[Event, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that a turn wants committed, or nothing of it.

    Attributes:
        epoch: the one that it was thought in.
        answered_seq: the last message that it answers.
        ticket: a place in the line to open, announced in the same commit.
    """

    conversation_id: str
    turn_id: str
    epoch: int
    answered_seq: int
    events: tuple[Event, ...]
    ticket: NewTicket | None = None
    announce: Announce | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What was committed; `again` where messages came meanwhile, and the lease goes on."""

    entries: tuple[Entry, ...]
    again: bool
