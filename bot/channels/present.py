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
from bot.engine.reading import Standing


def for_customer(entry: Entry) -> dict[str, object] | None:
    """Return the event as the widget shows it, or None for what is not the customer's to see."""
    if not entry.event.visible:
        return None
    shown = _message(entry.event) or _change(entry.event)
    return None if shown is None else {"seq": entry.seq, "at": entry.at, **shown}


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
            return None


_CHANGES = {AgentJoined: "joined", AgentLost: "lost", HandedBack: "handed_back"}


def state_for_customer(standing: Standing) -> dict[str, object]:
    """Return who has the conversation, as the widget shows it."""
    return {"owner": standing.owner, "place": standing.place, "agent": standing.agent_name}
