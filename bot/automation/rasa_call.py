"""What a rasa-sdk action is given: the request that Rasa would have sent it."""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from typing import Any

from bot.automation.call import ActionCall
from bot.conversation.events import (
    ActionRan,
    AgentReplied,
    BotReplied,
    Closed,
    CustomerMessaged,
    Entry,
    Event,
    FormAsked,
    HandedBack,
    HandoffRequested,
    Reopened,
    SlotSet,
    Understood,
)
from bot.conversation.interpretation import Interpretation, Need
from bot.conversation.message import Button
from bot.conversation.tracker import Owner

#: The latest entries that an action is told of (some 20 turns): each costs a turn 4 µs, and a long one has thousands.
MOST_ENTRIES = 100
#: Rasa's own slot for what a form waits for.
REQUESTED_SLOT = "requested_slot"
#: The parts of a Rasa domain that actions reach for; ours are in other files.
DOMAIN: dict[str, Any] = {
    "version": "3.1",
    "intents": [],
    "entities": [],
    "slots": {},
    "responses": {},
    "actions": [],
    "forms": {},
}
#: What a new owner means to Rasa's bot.
_OWNERS: dict[type[Event], str] = {
    HandoffRequested: "pause",
    HandedBack: "resume",
    Reopened: "resume",
    Closed: "session_ended",
}


def request_of(call: ActionCall) -> dict[str, Any]:
    """Return the body of Rasa's `POST /webhook` for a call, without the domain."""
    return {
        "next_action": call.action,
        "sender_id": call.tracker.conversation_id,
        "version": _rasa_version(),
        "tracker": tracker_of(call),
    }


def tracker_of(call: ActionCall) -> dict[str, Any]:
    """Return the conversation as a rasa-sdk `Tracker` expects it.

    What Rasa has no word for stands in `latest_message["metadata"]`: `turn_id` (the idempotency key), `language`,
    `needs` (intents, likeliest first), `verified` (slots with proven values), and `failures` (automations that failed
    since the bot got the conversation).
    """
    tracker, form = call.tracker, call.tracker.stretch.form
    latest = _parsed(call.meant)
    latest["metadata"] = {
        "turn_id": call.key,
        "language": call.meant.language.value,
        "needs": [need.intent for need in call.meant.needs],
        "verified": sorted(call.verified),
        "failures": tracker.stretch.failures,
    }
    slots: dict[str, str | None] = {**call.remembered, REQUESTED_SLOT: tracker.stretch.form_slot}
    return {
        "sender_id": tracker.conversation_id,
        "slots": slots,
        "latest_message": latest,
        "events": list(_events(call)),
        "paused": tracker.owner is not Owner.BOT,
        "active_loop": {"name": form} if form else {},
        "latest_action_name": call.previous,
        "latest_input_channel": tracker.channel,
    }


@cache
def _rasa_version() -> str:
    return version("rasa-sdk")


def _events(call: ActionCall) -> Iterator[dict[str, Any]]:
    entries = call.tracker.entries[-MOST_ENTRIES:]
    meant = {e.event.message_seq: e.event.meant for e in entries if isinstance(e.event, Understood)}
    for entry in entries:
        if isinstance(entry.event, CustomerMessaged):
            known = meant.get(entry.seq) or (call.meant if call.meant.text == entry.event.text else None)
            yield _user(entry, entry.event, known, channel=call.tracker.channel)
        else:
            for event in _facts(entry):
                yield {**event, "timestamp": entry.at.timestamp()}


def _user(entry: Entry, event: CustomerMessaged, meant: Interpretation | None, *, channel: str) -> dict[str, Any]:
    # Of a burst, only the message that the turn is about is known to the call.
    parsed = _parsed(meant) if meant else {"intent": {"name": None, "confidence": 0.0}, "entities": []}
    return {
        "event": "user",
        "timestamp": entry.at.timestamp(),
        "text": event.text,
        "parse_data": {**parsed, "text": event.text},
        "input_channel": channel,
        "message_id": event.client_id,
    }


def _facts(entry: Entry) -> Iterator[dict[str, Any]]:
    """What Rasa calls the fact; nothing where it has no word for it, or where it is none of an action's business."""
    if type(entry.event) in _OWNERS:
        yield {"event": _OWNERS[type(entry.event)]}
    match entry.event:
        case BotReplied(text=text, buttons=buttons):
            yield {"event": "bot", "text": text, "data": {"buttons": [_button(button) for button in buttons]}}
        case AgentReplied(text=text):
            yield {"event": "agent", "text": text}
        case SlotSet(name=name, value=value):
            yield {"event": "slot", "name": name, "value": value}
        case ActionRan(action=action, outcome=outcome, failed=failed):
            yield {"event": "action", "name": action, "metadata": {"outcome": outcome, "failed": failed}}
        case FormAsked(form=form, slot=slot):
            yield {"event": "active_loop", "name": form if slot else None}
            yield {"event": "slot", "name": REQUESTED_SLOT, "value": slot}
        case _:
            pass


def _parsed(meant: Interpretation) -> dict[str, Any]:
    likeliest = Need(intent=meant.intent, confidence=meant.confidence)
    ranking = [likeliest, *([meant.runner_up] if meant.runner_up else [])]
    return {
        "text": meant.text,
        "intent": _intent(likeliest),
        "intent_ranking": [_intent(need) for need in ranking],
        "entities": [{"entity": e.name, "value": e.value} for e in meant.entities],
    }


def _intent(need: Need) -> dict[str, Any]:
    return {"name": need.intent, "confidence": need.confidence}


def _button(button: Button) -> dict[str, str]:
    return {"title": button.title, "payload": button.payload}
