"""One place in the line."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TicketState(StrEnum):
    """waiting → offered → assigned → closed; an offer that is not taken returns to waiting, at its old place."""

    WAITING = "waiting"
    OFFERED = "offered"
    ASSIGNED = "assigned"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why a person takes over."""

    ASKED_FOR_PERSON = "asked_for_person"
    ACCEPTED_PERSON = "accepted_person"
    HIGH_STAKES = "high_stakes"
    FRUSTRATED = "frustrated"
    BOT_FAILED = "bot_failed"
    AUTOMATION_FAILED = "automation_failed"
    NOT_UNDERSTOOD = "not_understood"
    #: A developer's own action paused the bot.
    BY_ACTION = "by_action"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """A place in the line that a turn asks for.

    Attributes:
        bonus_minutes: how much earlier than its arrival it stands in line (see `handoff.priority`).
    """

    id: str
    queue: str
    reason: Reason
    intent: str
    language: str
    frustration: float
    bonus_minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One place in the line, as it stands.

    Attributes:
        place: 1 for the next to be offered; None once an agent owns the conversation.
        unanswered_since: the customer's oldest message that no agent has answered, or None.
    """

    id: str
    conversation_id: str
    state: TicketState
    queue: str
    reason: Reason
    intent: str
    language: str
    channel: str
    frustration: float
    created_at: datetime
    place: int | None
    agent_id: str | None
    offer_ends_at: datetime | None
    last_message: str
    unanswered_since: datetime | None
