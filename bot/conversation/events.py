"""Facts that happened in a conversation; never changed, only added to.

Each event is a plain fact. Where and when it stands in a conversation is the `Entry` around it. Whether a customer
may see it is a property of its type (`visible`), never of the code that shows it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.conversation.channel_events import CHANNEL_EVENTS
from bot.conversation.counterfactual import Counterfactual
from bot.conversation.event import BOT, CUSTOMER, SYSTEM, Event, agent_actor
from bot.conversation.explanation import Explanation, explain
from bot.conversation.interpretation import Interpretation
from bot.conversation.line_events import LINE_EVENTS
from bot.conversation.message import Attachment, Button, Card

#: What every event needs is found here too.
__all__ = ["BOT", "CUSTOMER", "SYSTEM", "Event", "agent_actor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationStarted(Event):
    """A customer came, on one channel."""

    channel: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleChosen(Event):
    """The customer chose the widget's language; it decides where a message alone does not."""

    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMessaged(Event):
    """The customer wrote; private data is masked already.

    Attributes:
        sent_at: when they did, by the channel's clock; None where it came at once.
        reply_to: the message that it answers, where the customer said so.
    """

    visible: ClassVar[bool] = True
    client_id: str
    text: str
    sent_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    reply_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood(Event):
    """What the bot made of one message.

    Attributes:
        message_seq: the message that it is about.
        frustration: of the whole conversation up to here, 0…1.
    """

    message_seq: int
    meant: Interpretation
    frustration: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Event):
    """What the policy chose for a turn, with the facts that it saw (see `routing.facts`).

    Attributes:
        otherwise: with which facts somebody else would have answered; None where no small change would have done it.
    """

    kind: str
    rule: str
    reason: str
    explanation: str
    facts: dict[str, object]
    policy: str
    otherwise: Counterfactual | None = None

    @property
    def why(self) -> Explanation | None:
        """What `explanation` says in English, to be said in any language; None where the log is too old for it."""
        try:
            return explain(kind=self.kind, rule=self.rule, reason=self.reason, facts=self.facts)
        except KeyError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRan(Event):
    """The bot did something for the customer; `failed` outcomes count towards a person."""

    action: str
    outcome: str
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSet(Event):
    """The conversation now remembers a value; `None` forgets it."""

    name: str
    value: str | None
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAsked(Event):
    """A form waits for the value of one slot; with `slot` None the form is over."""

    form: str
    slot: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BotReplied(Event):
    """The bot wrote."""

    visible: ClassVar[bool] = True
    text: str
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFailed(Event):
    """A turn broke on a bug; a person takes over. The log holds the stack under `turn_id`."""

    turn_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRequested(Event):
    """The bot gave the conversation to the queue."""

    ticket_id: str
    queue: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOffered(Event):
    """The ticket is shown to one agent, with a deadline."""

    ticket_id: str
    agent_id: str
    agent_name: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDeclined(Event):
    """The agent does not take the ticket; it keeps its place in line."""

    ticket_id: str
    agent_name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLapsed(Event):
    """The agent did not answer the offer in time; the ticket keeps its place in line."""

    ticket_id: str
    agent_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentJoined(Event):
    """An agent accepted and owns the conversation."""

    visible: ClassVar[bool] = True
    ticket_id: str
    agent_id: str
    agent_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLost(Event):
    """The agent's last screen has been gone for too long; the customer is back in line, at the old place."""

    visible: ClassVar[bool] = True
    ticket_id: str
    agent_id: str
    agent_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentReplied(Event):
    """An agent wrote to the customer; with attachments the text may be empty."""

    visible: ClassVar[bool] = True
    client_id: str
    agent_name: str
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Event):
    """An agent wrote to colleagues; no customer ever sees it."""

    client_id: str
    agent_name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedBack(Event):
    """The agent gave the conversation back to the bot.

    Attributes:
        answered_seq: what the customer wrote after this entry nobody has seen: the bot answers it. None, as in what was
            stored before there was this field, where nothing is left to answer.
    """

    visible: ClassVar[bool] = True
    agent_name: str
    answered_seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Event):
    """The need is dealt with; the customer is asked whether it helped."""

    visible: ClassVar[bool] = True
    agent_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(Event):
    """The customer wrote again after the end; the bot owns the conversation."""

    visible: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated(Event):
    """The customer's answer to «did this help?»."""

    visible: ClassVar[bool] = True
    client_id: str
    helped: bool


EVENT_TYPES: tuple[type[Event], ...] = (
    ConversationStarted,
    LocaleChosen,
    CustomerMessaged,
    Understood,
    Decided,
    ActionRan,
    SlotSet,
    FormAsked,
    BotReplied,
    TurnFailed,
    HandoffRequested,
    TicketOffered,
    OfferDeclined,
    OfferLapsed,
    AgentJoined,
    AgentLost,
    AgentReplied,
    NoteAdded,
    HandedBack,
    Closed,
    Reopened,
    Rated,
    *LINE_EVENTS,
    *CHANNEL_EVENTS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event where it stands in its conversation.

    Attributes:
        seq: 1, 2, 3 … without a gap within the conversation.
        epoch: raised by each change of owner; the one that the event was committed under.
    """

    conversation_id: str
    seq: int
    at: datetime
    actor: str
    epoch: int
    event: Event
