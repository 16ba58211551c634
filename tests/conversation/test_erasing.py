"""What goes when a conversation is erased, and what stays."""

from datetime import UTC, datetime

import pytest

from bot.conversation.erasing import GOES, erased, what_stays
from bot.conversation.event import Event
from bot.conversation.events import EVENT_TYPES, CustomerMessaged, HandoffRequested, SlotSet, Understood
from bot.conversation.interpretation import Entity, Interpretation
from bot.conversation.message import Attachment

#: Fields that stay: ids, labels and names of agents, nothing that a customer or an agent wrote about a customer.
LABELS = {
    "act",
    "action",
    "agent_id",
    "agent_name",
    "app",
    "by",
    "channel",
    "client_id",
    "code",
    "disposition",
    "explanation",
    "facts",
    "form",
    "how",
    "intent",
    "kind",
    "locale",
    # Its words and values go, see below.
    "meant",
    "name",
    # Facts of a decision and what they would have to be: labels and figures.
    "otherwise",
    "outcome",
    "policy",
    "problem",
    "queue",
    "reason",
    "rule",
    "slot",
    "supervisor_name",
    "ticket_id",
    "to_name",
    "turn_id",
    "was",
}


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_everything_in_an_event_goes_or_is_a_label_or_a_number(event_type: type[Event]) -> None:
    """Whoever adds a kind of event says here what of it stays."""
    assert set(what_stays(event_type)) <= LABELS


def test_words_and_files_go_and_that_something_was_written_stays() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    said = CustomerMessaged(
        client_id="m1", text="I am Ana", sent_at=at, attachments=(Attachment(kind="image", title="me.png"),), reply_to=3
    )
    assert erased(said) == CustomerMessaged(client_id="m1", text="", sent_at=at, reply_to=3)


def test_what_was_understood_keeps_its_labels_and_loses_the_words() -> None:
    meant = Interpretation(
        text="48213", intent="order_status", confidence=0.9, entities=(Entity(name="order_number", value="48213"),)
    )
    left = erased(Understood(message_seq=2, meant=meant, frustration=0.25))
    assert left == Understood(
        message_seq=2, meant=Interpretation(text="", intent="order_status", confidence=0.9), frustration=0.25
    )


def test_a_value_is_forgotten_and_a_label_is_not_touched() -> None:
    assert erased(SlotSet(name="email", value="ana@example.com", verified=True)) == SlotSet(
        name="email", value=None, verified=True
    )
    requested = HandoffRequested(ticket_id="k1", queue="billing", reason="high_stakes")
    assert erased(requested) is requested


def test_nothing_goes_that_is_no_field() -> None:
    for event_type, gone in GOES.items():
        assert set(gone) <= set(event_type.__dataclass_fields__)
