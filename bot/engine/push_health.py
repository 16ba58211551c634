"""What stands still on channels that are pushed to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Things of one kind that stand still.

    Attributes:
        example: what is known of one of them, without anybody's words.
    """

    count: int
    since: datetime | None
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PushHealth:
    """What stands still on a page.

    Attributes:
        failed: could not be delivered within the last days; `late`: waits long; `unsure`: its echo is awaited.
        waiting: came, and was not taken in yet; `given_up`: broke each time it was taken in.
        last_received: when the last event came.
    """

    failed: Standing
    late: Standing
    unsure: Standing
    waiting: Standing
    given_up: Standing
    last_received: datetime | None
