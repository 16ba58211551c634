"""What may happen to a place in the line between the handoff and its end, and what agents note about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.conversation.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitPromised(Event):
    """The customer was told how long it may take; kept, so that promises can be held against what came.

    Attributes:
        low, high: seconds; None where nobody was on duty and no range was given.
        opens_at: when people are back, where nobody was there.
    """

    ticket_id: str
    place: int
    low: float | None
    high: float | None
    opens_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLeft(Event):
    """The customer will not wait on the page; the place in line stays, and the answer will be here."""

    visible: ClassVar[bool] = True
    client_id: str
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRequested(Event):
    """The customer wants to be called; the ticket is offered when `due_at` comes."""

    visible: ClassVar[bool] = True
    client_id: str
    ticket_id: str
    phone: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackCancelled(Event):
    """The customer would rather wait here after all, at the old place."""

    visible: ClassVar[bool] = True
    client_id: str
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackDue(Event):
    """The time of the call has come; the ticket is in line."""

    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLeft(Event):
    """The customer's last page has been gone for a while; the ticket is not offered, and keeps its place."""

    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerBack(Event):
    """The customer came back in time; the ticket stands where it stood."""

    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandoned(Event):
    """The customer did not come back in time; the place in line is given up."""

    visible: ClassVar[bool] = True
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred(Event):
    """The agent passed the conversation on, to a queue or to a colleague, who is asked first; its age is kept.

    Attributes:
        to_name: of the colleague; None where anybody of the queue may take it.
    """

    visible: ClassVar[bool] = True
    ticket_id: str
    agent_id: str
    agent_name: str
    queue: str
    to_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requeued(Event):
    """A supervisor put the conversation back in line, at its old place."""

    visible: ClassVar[bool] = True
    ticket_id: str
    agent_id: str | None
    agent_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervised(Event):
    """What a supervisor did about a conversation, and why.

    Attributes:
        act: `assign`, `take_over`, `requeue`, `never_again` or `let_again`.
        agent_name: whom it was about, if anybody.
    """

    ticket_id: str | None
    act: str
    supervisor_name: str
    agent_name: str | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed(Event):
    """The agent put the conversation aside until a moment, or until the customer writes; None wakes it."""

    agent_name: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged(Event):
    """The conversation's tags are these now."""

    agent_name: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentCorrected(Event):
    """An agent said what a message really was about; kept as a lesson for the model."""

    agent_name: str
    message_seq: int
    was: str
    intent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedUp(Event):
    """The agent's work after the end is done.

    Attributes:
        disposition: how it ended; empty where the time for it ran out.
    """

    ticket_id: str
    agent_name: str
    disposition: str


LINE_EVENTS: tuple[type[Event], ...] = (
    WaitPromised,
    MessageLeft,
    CallbackRequested,
    CallbackCancelled,
    CallbackDue,
    CustomerLeft,
    CustomerBack,
    Abandoned,
    Transferred,
    Requeued,
    Supervised,
    Snoozed,
    Tagged,
    IntentCorrected,
    WrappedUp,
)
