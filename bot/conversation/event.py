"""What every event is, and who may have done it."""

from dataclasses import dataclass
from typing import ClassVar

#: Who did it: `customer`, `bot`, `system`, or `agent:<id>`.
CUSTOMER, BOT, SYSTEM = "customer", "bot", "system"


def agent_actor(agent_id: str) -> str:
    """Return the actor's name of an agent."""
    return f"agent:{agent_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact that happened."""

    visible: ClassVar[bool] = False
