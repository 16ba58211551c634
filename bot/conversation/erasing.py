"""What of an event goes when a customer's words are erased, and what stays: that it happened, when, and of what kind.

Every text that a person wrote, or that repeats what they wrote, goes. Labels, numbers and the names of agents stay, so
that figures stay true.
"""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from bot.conversation.channel_events import (
    CustomerCame,
    CustomerEdited,
    CustomerNamed,
    CustomerReacted,
    Joined,
    SaidElsewhere,
)
from bot.conversation.event import Event
from bot.conversation.events import (
    AgentReplied,
    BotReplied,
    CustomerMessaged,
    NoteAdded,
    OfferDeclined,
    SlotSet,
    Understood,
)
from bot.conversation.line_events import CallbackRequested, Supervised, Tagged

#: What goes of each kind; of kinds that are not here nothing does.
GOES: dict[type[Event], dict[str, object]] = {
    CustomerMessaged: {"text": "", "attachments": ()},
    CustomerCame: {"source": "", "ref": "", "title": ""},
    CustomerNamed: {"name": ""},
    CustomerEdited: {"text": ""},
    CustomerReacted: {"emoji": ""},
    SaidElsewhere: {"text": ""},
    BotReplied: {"text": "", "buttons": (), "cards": ()},
    AgentReplied: {"text": "", "attachments": ()},
    NoteAdded: {"text": ""},
    OfferDeclined: {"reason": ""},
    SlotSet: {"value": None},
    CallbackRequested: {"phone": ""},
    Supervised: {"why": ""},
    Tagged: {"tags": ()},
    Joined: {"person_id": "", "why": ""},
}
#: Types of fields in which nothing can be said.
_BARE: tuple[object, ...] = (int, float, bool, datetime, int | None, float | None, datetime | None)


def erased(event: Event) -> Event:
    """Return the event without what a person said."""
    if isinstance(event, Understood):
        return replace(event, meant=replace(event.meant, text="", entities=()))
    gone: dict[str, Any] = GOES.get(type(event), {})
    return replace(event, **gone) if gone else event


def what_stays(event_type: type[Event]) -> list[str]:
    """Return the fields of an event that stay when it is erased, and may hold more than a number or a moment."""
    gone = GOES.get(event_type, {})
    return [f.name for f in fields(event_type) if f.name not in gone and f.type not in _BARE]
