"""The people who answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.conversation.errors import Conflict
from bot.conversation.reasons import ToAgent

#: An agent whose screens have all been silent for so long is not there.
LEASE = timedelta(seconds=45)


class Presence(StrEnum):
    """What the agent says of themselves; it counts only while a screen of theirs is open.

    `available` takes conversations; `busy` is at work on those they have and takes no more; `away` is on a break.
    `offline` is off duty: an open screen counts for nothing, and what they have goes back into line.
    """

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"


class Role(StrEnum):
    """What somebody may do in the console: a supervisor may do what an agent may, and direct others."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person who answers customers.

    Attributes:
        capacity: conversations at once that wait for them; one that waits for its customer weighs less.
        languages: primary subtags, "en" or "zh".
        skills: what they know about, in the words of the policy's queues.
        lease_ends_at: they count as present until then.
        was_set_away: they missed so many offers that they count as away until they say otherwise.
    """

    id: str
    name: str
    email: str
    presence: Presence
    capacity: int
    languages: tuple[str, ...]
    lease_ends_at: datetime | None
    skills: tuple[str, ...] = ()
    role: Role = Role.AGENT
    was_set_away: bool = False

    def check_may_act(self, *, has: str | None, epoch: int, shown: int) -> None:
        """See to it that they act on what they see: on their own conversation, or as a supervisor on anybody's.

        Args:
            has: the agent who has the conversation.
            epoch: of the conversation now.
            shown: the epoch that their screen showed.

        Raises:
            Conflict: it is not theirs, or it has changed hands since.
        """
        if has != self.id and self.role is not Role.SUPERVISOR:
            said = "only the agent who has this conversation, or a supervisor, may do this"
            raise Conflict(said, reason=ToAgent.NOT_YOURS)
        if epoch != shown:
            raise Conflict("this conversation has changed hands; look again", reason=ToAgent.CHANGED_HANDS)
