"""What happens on a channel that is pushed to, such as Messenger, besides what is written.

`sent_at` is when it happened by the channel's clock; None where it is not told, or that is when it came.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.conversation.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCame(Event):
    """The customer came by a link, an advertisement or a button that says which.

    Attributes:
        source: the channel's word for it, such as `ADS` or `SHORTLINK`.
        ref: what the business wrote into the link.
        title: of the advertisement, and what the customer answered to its questions.
    """

    client_id: str
    source: str
    ref: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNamed(Event):
    """What the customer calls themselves in their profile on the channel: a claim, which joins and verifies nobody."""

    client_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReacted(Event):
    """The customer put an emoji on a message, or took it back.

    Attributes:
        about_seq: the message; None where it is not in this log.
    """

    client_id: str
    about_seq: int | None
    emoji: str
    undone: bool
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEdited(Event):
    """The customer changed a message after it was sent; both are kept, private data is masked."""

    client_id: str
    about_seq: int | None
    text: str
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidElsewhere(Event):
    """Somebody answered the customer from another application, such as the inbox of Meta; the bot is silent then."""

    client_id: str
    app: str
    text: str
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenElsewhere(Event):
    """Another application owns the conversation now; nobody here may speak."""

    app: str
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackFromElsewhere(Event):
    """The other application let the conversation go; the bot owns it again."""

    app: str
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedElsewhere(Event):
    """Another application asks for the conversation; whoever has it here decides."""

    client_id: str
    app: str
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDelivered(Event):
    """A message could not be brought to the customer, and will not be tried again by itself.

    Attributes:
        about_seq: what was said.
        code: one word for the reason: `window`, `person`, `token`, `permission`, `bad_request`, `routing`, `abuse`.
        problem: one sentence for the agent.
    """

    about_seq: int
    code: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAgain(Event):
    """An agent had a message sent again that had not been delivered."""

    about_seq: int
    agent_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedAfterAll(Event):
    """A message that was told as not delivered is there: its echo came late."""

    about_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Event):
    """Everything up to a message has reached the customer's device."""

    up_to_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Event):
    """The customer has seen everything up to a message."""

    up_to_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Event):
    """A system confirmed that this customer is the one of other conversations, on whatever channel.

    Attributes:
        person_id: the same in each of them.
        how: `link` or `account`.
        by: `customer`, or the agent's name.
        undone: they were taken apart again.
        why: what an agent said about that.
    """

    person_id: str
    how: str
    by: str
    undone: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Event):
    """Everything that was said up to here has been erased; the conversation has ended, whoever had it.

    Attributes:
        by: who asked for it: `meta`, for a person who told Meta so.
    """

    by: str


#: Every kind of event of this file.
CHANNEL_EVENTS: tuple[type[Event], ...] = (
    CustomerCame,
    CustomerNamed,
    CustomerReacted,
    CustomerEdited,
    SaidElsewhere,
    TakenElsewhere,
    BackFromElsewhere,
    WantedElsewhere,
    NotDelivered,
    SentAgain,
    ArrivedAfterAll,
    Delivered,
    Read,
    Joined,
    Erased,
)
