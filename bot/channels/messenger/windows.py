"""When a page may write to a person: within 24 hours of what they did; people, by hand, within seven days.

Source: Messenger Platform, «Messaging policy» and «Message tags».
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: For anybody; and for what a person writes by hand.
STANDARD, HUMAN_AGENT = timedelta(hours=24), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What may be sent now.

    Attributes:
        bot_until, person_until: when it ends for the bot and for people; None where the customer never wrote.
    """

    bot_until: datetime | None
    person_until: datetime | None

    def is_open(self, now: datetime, *, by_person: bool) -> bool:
        """Say whether the bot, or a person, may write."""
        until = self.person_until if by_person else self.bot_until
        return until is not None and now < until

    def kind(self, now: datetime) -> dict[str, str]:
        """Return how a message is declared to Meta; to be asked only while the window is open."""
        if self.is_open(now, by_person=False):
            return {"messaging_type": "RESPONSE"}
        return BY_HAND


#: How a person's word is declared after the first day.
BY_HAND = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


def window(opened_at: datetime | None) -> Window:
    """Return what may be sent after what the customer did last."""
    if opened_at is None:
        return Window(bot_until=None, person_until=None)
    return Window(bot_until=opened_at + STANDARD, person_until=opened_at + HUMAN_AGENT)
