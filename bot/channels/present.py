"""What a customer sees of an event: nothing at all unless its type is visible."""

from bot.conversation.events import (
    AgentJoined,
    AgentLost,
    AgentReplied,
    BotReplied,
    Closed,
    CustomerMessaged,
    Entry,
    Event,
    HandedBack,
    Rated,
    Reopened,
)
from bot.conversation.line_events import (
    Abandoned,
    CallbackCancelled,
    CallbackRequested,
    MessageLeft,
    Requeued,
    Transferred,
)
from bot.engine.patience import Prospect
from bot.engine.reading import Standing


def for_customer(entry: Entry) -> dict[str, object] | None:
    """Return the event as the widget shows it, or None for what is not the customer's to see."""
    if not entry.event.visible:
        return None
    shown = None if _is_erased(entry.event) else _message(entry.event) or _change(entry.event)
    return None if shown is None else {"seq": entry.seq, "at": entry.at, **shown}


def _is_erased(event: Event) -> bool:
    """Say whether a message has gone, of which only the place is left."""
    match event:
        case (
            CustomerMessaged(text="", attachments=())
            | BotReplied(text="", cards=())
            | AgentReplied(text="", attachments=())
        ):
            return True
        case CallbackRequested(phone=""):
            return True
        case _:
            return False


def _message(event: Event) -> dict[str, object] | None:
    match event:
        case CustomerMessaged(client_id=client_id, text=text):
            return {"kind": "message", "from": "customer", "id": client_id, "text": text}
        case BotReplied(text=text, buttons=buttons):
            return {"kind": "message", "from": "bot", "text": text, "buttons": buttons}
        case AgentReplied(agent_name=name, text=text):
            return {"kind": "message", "from": "agent", "name": name, "text": text}
        case _:
            return None


def _change(event: Event) -> dict[str, object] | None:
    match event:
        case AgentJoined(agent_name=name) | AgentLost(agent_name=name) | HandedBack(agent_name=name):
            return {"kind": _CHANGES[type(event)], "name": name}
        case Closed(agent_name=closed_by):
            return {"kind": "closed", "name": closed_by}
        case Rated(helped=helped):
            return {"kind": "rated", "helped": helped}
        case Reopened():
            return {"kind": "reopened"}
        case _:
            return _in_line(event)


def _in_line(event: Event) -> dict[str, object] | None:
    match event:
        case Transferred(agent_name=name, to_name=to):
            # How the business calls its queues is nobody else's.
            return {"kind": "transferred", "name": name, "to": to}
        case Requeued(agent_name=had):
            return {"kind": "requeued", "name": had}
        case CallbackRequested(due_at=due_at, phone=phone, client_id=client_id):
            return {"kind": "callback", "id": client_id, "due_at": due_at, "phone": phone}
        case MessageLeft() | CallbackCancelled() | Abandoned():
            return {"kind": _IN_LINE[type(event)]}
        case _:
            return None


_IN_LINE: dict[type[Event], str] = {
    MessageLeft: "message_left",
    CallbackCancelled: "callback_cancelled",
    Abandoned: "abandoned",
}
_CHANGES = {AgentJoined: "joined", AgentLost: "lost", HandedBack: "handed_back"}


def state_for_customer(standing: Standing, prospect: Prospect | None) -> dict[str, object]:
    """Return who has the conversation, and what somebody in line may expect, as the widget shows it."""
    state: dict[str, object] = {"owner": standing.owner, "place": standing.place, "agent": standing.agent_name}
    if prospect is None:
        return state
    outlook, waiting = prospect.outlook, prospect.waiting
    low, high = outlook.wait.minutes if outlook.wait else (0, 0)
    return {
        **state,
        "wait": {"low": low, "high": high} if outlook.wait else None,
        "on_duty": outlook.is_staffed,
        "opens_at": outlook.opens_at,
        "message_left": waiting.message_left,
        "callback": {"due_at": waiting.due_at, "phone": waiting.phone} if waiting.due_at else None,
        "may_call": list(prospect.may_call),
    }
