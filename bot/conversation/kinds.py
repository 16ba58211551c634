"""The names under which events are stored and shown."""

import re

from bot.conversation.events import EVENT_TYPES, Event

_KINDS: dict[type[Event], str] = {t: re.sub(r"(?<!^)(?=[A-Z])", "_", t.__name__).lower() for t in EVENT_TYPES}


def kind_of(event: Event) -> str:
    """Return an event's name: `customer_messaged`."""
    return _KINDS[type(event)]


def kind_of_type(event_type: type[Event]) -> str:
    """Return the name of an event type."""
    return _KINDS[event_type]
