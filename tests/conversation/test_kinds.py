"""The names under which events are stored: what is written today must be readable tomorrow."""

from bot.conversation.events import EVENT_TYPES, CustomerMessaged, TicketOffered
from bot.conversation.kinds import kind_of, kind_of_type
from bot.storage.schema import event


def test_every_event_type_has_a_name_of_its_own_that_fits_its_column() -> None:
    kinds = [kind_of_type(event_type) for event_type in EVENT_TYPES]
    assert len(set(kinds)) == len(EVENT_TYPES)
    assert max(map(len, kinds)) <= event.c.kind.type.length  # type: ignore[attr-defined]


def test_a_name_is_the_types_name_in_small_letters() -> None:
    assert kind_of_type(TicketOffered) == "ticket_offered"
    assert kind_of(CustomerMessaged(client_id="m1", text="hello")) == "customer_messaged"


def test_the_stored_names_are_these_for_good() -> None:
    assert " ".join(sorted(map(kind_of_type, EVENT_TYPES))) == (
        "abandoned action_ran agent_joined agent_lost agent_replied arrived_after_all back_from_elsewhere bot_replied "
        "callback_cancelled callback_due callback_requested closed conversation_started customer_back "
        "customer_came customer_edited customer_left customer_messaged customer_named customer_reacted "
        "decided delivered erased form_asked handed_back handoff_requested intent_corrected joined "
        "locale_chosen message_left not_delivered note_added offer_declined offer_lapsed rated read reopened "
        "requeued said_elsewhere sent_again slot_set snoozed supervised tagged taken_elsewhere ticket_offered "
        "transferred turn_failed understood wait_promised wanted_elsewhere wrapped_up"
    )
