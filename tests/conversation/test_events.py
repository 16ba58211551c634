"""Every kind of event says who may see it."""

import dataclasses

import pytest

from bot.conversation import channel_events, events, line_events
from bot.conversation.events import EVENT_TYPES, Event

#: All that a customer ever sees. A new event type is private until somebody writes it down here.
SHOWN = {
    events.CustomerMessaged,
    events.BotReplied,
    events.AgentJoined,
    events.AgentReplied,
    events.AgentLost,
    events.HandedBack,
    events.Closed,
    events.Reopened,
    events.Rated,
    line_events.MessageLeft,
    line_events.CallbackRequested,
    line_events.CallbackCancelled,
    line_events.Abandoned,
    line_events.Transferred,
    line_events.Requeued,
}


def test_the_table_holds_every_event_type_once() -> None:
    written = {
        thing
        for thing in (*vars(events).values(), *vars(line_events).values(), *vars(channel_events).values())
        if isinstance(thing, type) and issubclass(thing, Event) and thing is not Event
    }
    assert set(EVENT_TYPES) == written
    assert len(EVENT_TYPES) == len(written)


def test_customers_see_what_was_said_and_who_is_there_and_nothing_else() -> None:
    assert {event_type for event_type in EVENT_TYPES if event_type.visible} == SHOWN


@pytest.mark.parametrize(
    "private",
    [
        events.NoteAdded,
        events.Decided,
        events.Understood,
        events.ActionRan,
        events.SlotSet,
        events.FormAsked,
        events.TurnFailed,
        events.HandoffRequested,
        events.TicketOffered,
        events.OfferDeclined,
        events.OfferLapsed,
        line_events.Supervised,
        line_events.IntentCorrected,
        line_events.WrappedUp,
        line_events.Tagged,
    ],
)
def test_notes_decisions_and_what_a_briefing_is_made_of_are_never_visible(private: type[Event]) -> None:
    assert private.visible is False


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_visibility_belongs_to_the_type_and_no_single_event_can_change_it(event_type: type[Event]) -> None:
    assert "visible" not in {field.name for field in dataclasses.fields(event_type)}
    with pytest.raises(TypeError):
        event_type(visible=True)  # type: ignore[call-arg]


def test_an_event_never_changes() -> None:
    said = events.CustomerMessaged(client_id="m1", text="hello")
    with pytest.raises(dataclasses.FrozenInstanceError):
        said.text = "something else"  # type: ignore[misc]


def test_agents_act_under_their_own_id() -> None:
    assert events.agent_actor("ann") == "agent:ann"
    assert events.agent_actor("ann") not in {events.CUSTOMER, events.BOT, events.SYSTEM}
