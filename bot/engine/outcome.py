"""What a turn wants committed, all of it or nothing."""

from dataclasses import dataclass, field

from bot.conversation.events import Entry, Event
from bot.conversation.line_rules import LineRules
from bot.engine.announcing import Announce
from bot.handoff.ticket import NewTicket


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that a turn wants committed, or nothing of it.

    Attributes:
        epoch: the one that it was thought in.
        answered_seq: the last message that it answers.
        ticket: a place in the line to open, announced in the same commit.
        rules: how the line is served that it opens in.
    """

    conversation_id: str
    turn_id: str
    epoch: int
    answered_seq: int
    events: tuple[Event, ...]
    ticket: NewTicket | None = None
    announce: Announce | None = None
    rules: LineRules = field(default_factory=LineRules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What was committed; `again` where messages came meanwhile, and the lease goes on."""

    entries: tuple[Entry, ...]
    again: bool
