"""What a rasa-sdk action sees of a conversation."""

import json
from datetime import timedelta
from typing import Any, cast

from rasa_sdk.types import TrackerState

from bot.automation.call import ActionCall, ActionResult
from bot.automation.rasa import Tracker as RasaTracker
from bot.automation.rasa_call import MOST_ENTRIES, request_of, tracker_of
from bot.automation.responses import Responses
from bot.automation.runner import Runner
from bot.conversation.events import (
    ActionRan,
    AgentJoined,
    AgentReplied,
    BotReplied,
    CustomerMessaged,
    Event,
    FormAsked,
    HandedBack,
    HandoffRequested,
    NoteAdded,
    SlotSet,
    Understood,
)
from bot.conversation.message import Button

from .talk import Talk, meaning


class _Nobody:
    async def run(self, call: ActionCall) -> ActionResult:
        raise NotImplementedError


def seen(responses: Responses, *events: Event) -> dict[str, Any]:
    """Return the tracker that an action is given after the events."""
    talk = Talk(Runner(_Nobody(), {}, responses, time_limit=timedelta(seconds=1)))
    talk.happened(*events)
    meant = meaning("where is 48213", order_number="48213")
    return tracker_of(ActionCall(action="a", key="t9", tracker=talk.tracker, meant=meant))


def as_rasa(state: dict[str, Any]) -> RasaTracker:
    return RasaTracker.from_dict(cast("TrackerState", state))


def test_an_action_sees_the_message_with_intent_and_entities(responses: Responses) -> None:
    tracker = as_rasa(seen(responses, CustomerMessaged(client_id="m1", text="where is 48213")))
    assert tracker.sender_id == "c1"
    assert tracker.latest_message["intent"] == {"name": "order_status", "confidence": 0.9}
    assert list(tracker.get_latest_entity_values("order_number")) == ["48213"]
    assert tracker.get_intent_of_latest_message() == "order_status"
    assert tracker.get_latest_input_channel() == "website"
    assert tracker.latest_message["metadata"]["turn_id"] == "t9"
    assert tracker.latest_message["metadata"]["language"] == "en"
    assert tracker.latest_action_name == "action_listen"


def test_an_action_sees_what_happened_before_in_rasas_words(responses: Responses) -> None:
    events = seen(
        responses,
        CustomerMessaged(client_id="m1", text="hi"),
        Understood(message_seq=2, meant=meaning("hi", "greeting"), frustration=0.0),
        BotReplied(text="Hello", buttons=(Button(title="Yes", payload="Yes"),)),
        ActionRan(action="action_answer", outcome="answered", failed=False),
        CustomerMessaged(client_id="m2", text="where is 48213"),
    )["events"]
    assert [event["event"] for event in events] == ["user", "bot", "action", "user"]
    assert events[0]["parse_data"]["intent"]["name"] == "greeting"
    assert events[1]["data"] == {"buttons": [{"title": "Yes", "payload": "Yes"}]}
    assert events[3]["parse_data"]["intent"]["name"] == "order_status"
    assert all(event["timestamp"] for event in events)


def test_of_a_burst_each_message_has_its_own_meaning_or_none(responses: Responses) -> None:
    events = seen(
        responses,
        CustomerMessaged(client_id="m1", text="hello"),
        CustomerMessaged(client_id="m2", text="where is 48213"),
    )["events"]
    assert [event["parse_data"]["intent"]["name"] for event in events] == [None, "order_status"]
    assert [event["parse_data"]["text"] for event in events] == ["hello", "where is 48213"]


def test_a_form_and_its_slot_are_where_rasa_has_them(responses: Responses) -> None:
    state = seen(
        responses,
        SlotSet(name="order_number", value="48213", verified=True),
        FormAsked(form="order_status", slot="email"),
    )
    tracker = as_rasa(state)
    assert tracker.active_loop_name == "order_status"
    assert tracker.get_slot("requested_slot") == "email"
    assert tracker.get_slot("order_number") == "48213"
    assert state["latest_message"]["metadata"]["verified"] == ["order_number"]


def test_an_action_never_sees_what_agents_tell_each_other(responses: Responses) -> None:
    state = seen(
        responses,
        HandoffRequested(ticket_id="k1", queue="general", reason="asked_for_person"),
        AgentJoined(ticket_id="k1", agent_id="a1", agent_name="Ana"),
        NoteAdded(client_id="n1", agent_name="Ana", text="canary-note"),
        AgentReplied(client_id="r1", agent_name="Ana", text="Hello"),
    )
    assert "canary-note" not in json.dumps(state)
    assert [event["event"] for event in state["events"]] == ["pause", "agent"]
    assert state["paused"] is True


def test_the_bot_is_not_paused_after_it_was_handed_back(responses: Responses) -> None:
    state = seen(
        responses,
        HandoffRequested(ticket_id="k1", queue="general", reason="asked_for_person"),
        HandedBack(agent_name="Ana"),
    )
    assert state["paused"] is False


def test_a_long_conversation_costs_no_more_than_a_limit(responses: Responses) -> None:
    events = seen(responses, *(BotReplied(text=str(n)) for n in range(2 * MOST_ENTRIES)))["events"]
    assert len(events) == MOST_ENTRIES
    assert events[-1]["text"] == str(2 * MOST_ENTRIES - 1)


def test_the_request_can_be_sent_as_json_and_names_the_version(responses: Responses) -> None:
    talk = Talk(Runner(_Nobody(), {}, responses, time_limit=timedelta(seconds=1)))
    request = request_of(ActionCall(action="a", key="t1", tracker=talk.tracker, meant=meaning("x")))
    assert json.loads(json.dumps(request)) == request
    assert request["next_action"] == "a"
    assert request["version"]
