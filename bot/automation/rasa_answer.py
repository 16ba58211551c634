"""What a rasa-sdk action returned, in our words; it may come from another machine, so nothing about it is believed."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from bot.automation.call import ActionCall, ActionResult
from bot.automation.rasa_call import REQUESTED_SLOT
from bot.automation.responses import Responses, variety
from bot.conversation.errors import BadInput
from bot.conversation.events import FormAsked, SlotSet
from bot.conversation.message import Button, Card, Reply, checked_text

#: Our one addition to Rasa's events: how an action ended (`bot.automation.rasa.outcome`).
OUTCOME = "outcome"
_OUTCOME_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
#: What `utter_message` always sends; whatever else a response holds is a value for its text.
_FIELDS = frozenset({"text", "buttons", "elements", "custom", "template", "response", "image", "attachment"})
_UNSHOWN = ("custom", "image", "attachment")

log = structlog.get_logger()


def result_of(call: ActionCall, answer: object, responses: Responses) -> ActionResult:
    """Return the result that an answer `{"events": [...], "responses": [...]}` stands for.

    Events and parts of replies that Baton has no word for are left out, with a line in the log.

    Raises:
        BadInput: the answer has not the shape that rasa-sdk gives it, or names a text that does not exist.
    """
    answer = _mapping(answer, "the answer")
    events = [_mapping(event, "an event") for event in _list(answer, "events")]
    said = [_mapping(reply, "a response") for reply in _list(answer, "responses")]
    ended: Mapping[str, Any] = next((e for e in reversed(events) if e.get("event") == OUTCOME), {})
    _log_unknown(call, events)
    return ActionResult(
        replies=tuple(_replies(call, said, responses)),
        slots=tuple(_slots(call, events)),
        asks=_asks(call, events),
        outcome=_outcome_name(ended.get("name")),
        failed=ended.get("failed") is True,
        hand_off=any(event.get("event") == "pause" for event in events),
        followup=next((str(e["name"]) for e in events if e.get("event") == "followup" and e.get("name")), None),
    )


def _replies(call: ActionCall, said: Sequence[Mapping[str, Any]], responses: Responses) -> list[Reply]:
    replies: list[Reply] = []
    for reply in said:
        for part in _UNSHOWN:
            if reply.get(part):
                log.warning("reply_part_ignored", action=call.action, part=part)
        buttons = tuple(_button(_mapping(b, "a button")) for b in reply.get("buttons") or ())
        cards = tuple(_card(_mapping(e, "an element")) for e in reply.get("elements") or ())
        key = reply.get("response") or reply.get("template")
        if key:
            values = {name: value for name, value in reply.items() if name not in _FIELDS}
            voice = responses.varied(variety(call.tracker, len(replies)))
            text = voice.fill(str(key), call.meant.language, values)
            replies.append(Reply(text=text.text, buttons=text.buttons + buttons, cards=cards))
        elif reply.get("text"):
            replies.append(Reply(text=checked_text(str(reply["text"])), buttons=buttons, cards=cards))
    return replies


def _button(button: Mapping[str, Any]) -> Button:
    title = checked_text(str(button.get("title") or ""))
    return Button(title=title, payload=str(button.get("payload") or title))


def _card(element: Mapping[str, Any]) -> Card:
    return Card(title=checked_text(str(element.get("title") or "")), subtitle=str(element.get("subtitle") or ""))


def _slots(call: ActionCall, events: Sequence[Mapping[str, Any]]) -> list[SlotSet]:
    slots: list[SlotSet] = []
    for event in events:
        if event.get("event") == "reset_slots":
            slots += [SlotSet(name=name, value=None) for name in call.remembered]
        elif event.get("event") == "slot" and event.get("name") != REQUESTED_SLOT:
            value = event.get("value")
            if value is not None and not isinstance(value, str | int | float):
                log.warning("slot_ignored", action=call.action, slot=_short(event.get("name")))
                continue
            slots.append(
                SlotSet(
                    name=_short(event.get("name")),
                    value=None if value is None else str(value),
                    verified=event.get("verified") is True,
                )
            )
    return slots


def _asks(call: ActionCall, events: Sequence[Mapping[str, Any]]) -> FormAsked | None:
    """Rasa says in two events what a form waits for: `active_loop`, and the slot `requested_slot`."""
    loops = [event for event in events if event.get("event") == "active_loop"]
    requests = [event for event in events if event.get("event") == "slot" and event.get("name") == REQUESTED_SLOT]
    if not loops and not requests:
        return None
    active = call.tracker.stretch.form
    form = loops[-1].get("name") if loops else active
    if form is None:
        return FormAsked(form=active, slot=None) if active else None
    slot = requests[-1].get("value") if requests else None
    if slot is None and loops:
        log.warning("form_without_slot", action=call.action, form=_short(form))
        return None
    return FormAsked(form=_short(form), slot=None if slot is None else _short(slot))


def _log_unknown(call: ActionCall, events: Sequence[Mapping[str, Any]]) -> None:
    known = {"slot", "reset_slots", "active_loop", "pause", "followup", OUTCOME}
    for event in events:
        if event.get("event") not in known:
            log.warning("event_ignored", action=call.action, event_type=_short(event.get("event")))


def _outcome_name(name: object) -> str:
    return name if isinstance(name, str) and _OUTCOME_NAME.fullmatch(name) else "done"


def _short(name: object) -> str:
    return str(name)[:64]


def _list(answer: Mapping[str, Any], name: str) -> list[object]:
    value = answer.get(name) or []
    if not isinstance(value, list):
        raise BadInput(f"`{name}` of an action's answer is not a list")
    return value


def _mapping(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadInput(f"{what} of an action is not an object")
    return value
