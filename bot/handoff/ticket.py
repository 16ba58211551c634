"""One place in the line."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.handoff.matching import HeldUp


class TicketState(StrEnum):
    """waiting → offered → assigned → wrap_up → closed; whatever is not taken returns to waiting, at its old place.

    `abandoned`: the customer has left and may come back to the same place for a while. `callback`: it waits for the
    moment that the customer chose.
    """

    WAITING = "waiting"
    OFFERED = "offered"
    ASSIGNED = "assigned"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"
    ABANDONED = "abandoned"
    CALLBACK = "callback"


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
    #: A supervisor took it from the bot.
    TAKEN_FROM_BOT = "taken_from_bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """A place in the line that a turn asks for.

    Attributes:
        bonus_minutes: how much earlier than its arrival it stands in line (see `handoff.priority`).
        may_leave: the customer waits on a page whose going is seen.
    """

    id: str
    queue: str
    reason: Reason
    intent: str
    language: str
    frustration: float
    bonus_minutes: float
    may_leave: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One place in the line, as it stands.

    Attributes:
        place: 1 for the next to be offered; None once an agent owns the conversation.
        agent_id: who has it, or is offered it.
        unanswered_since: the customer's oldest message that no agent has answered, or None.
        wanted_agent_id: the colleague whom it was passed to, asked first.
        due_at: when to call; `phone` is the number.
        message_left: the customer said that they will not wait on the page.
        held_up: why nobody is asked, where it waits and nobody is.
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
    agent_name: str | None = None
    wanted_agent_id: str | None = None
    due_at: datetime | None = None
    phone: str | None = None
    message_left: bool = False
    snoozed_until: datetime | None = None
    wrap_up_ends_at: datetime | None = None
    held_up: HeldUp | None = None
