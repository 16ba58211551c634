"""The people who answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Presence(StrEnum):
    """What the agent says of themselves; it counts only while a screen of theirs is open."""

    AVAILABLE = "available"
    AWAY = "away"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person who answers customers.

    Attributes:
        capacity: conversations at once.
        languages: primary subtags, "en" or "zh".
        lease_ends_at: they count as present until then.
    """

    id: str
    name: str
    email: str
    presence: Presence
    capacity: int
    languages: tuple[str, ...]
    lease_ends_at: datetime | None
