"""One run of one action, and what came of it: the same words whether the action runs here or on an action server."""

from dataclasses import dataclass

from bot.conversation.events import FormAsked, SlotSet
from bot.conversation.interpretation import Interpretation
from bot.conversation.message import Reply
from bot.conversation.tracker import Tracker

#: What Rasa calls «wait for the customer».
LISTEN = "action_listen"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCall:
    """An action to run for one message.

    Attributes:
        key: idempotency key; the same again is the same run.
        slots: what earlier actions of this turn set, oldest first; the tracker does not know of it yet.
        previous: the action that ran before this one in the same turn.
    """

    action: str
    key: str
    tracker: Tracker
    meant: Interpretation
    slots: tuple[SlotSet, ...] = ()
    previous: str = LISTEN

    @property
    def remembered(self) -> dict[str, str]:
        """The values of all slots as this action finds them."""
        values: dict[str, str | None] = {**self.tracker.slots, **{slot.name: slot.value for slot in self.slots}}
        return {name: value for name, value in values.items() if value is not None}

    @property
    def verified(self) -> frozenset[str]:
        """The names of the slots whose values are proven, as this action finds them."""
        changed = {slot.name: slot.verified and slot.value is not None for slot in self.slots}
        return frozenset(self.tracker.verified - changed.keys() | {name for name, proven in changed.items() if proven})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionResult:
    """What an action did.

    Attributes:
        asks: a form that waits for a value now, or is over now.
        outcome: one word for logs, briefings and reports.
        failed: counts towards a person.
        hand_off: the action itself asks for a person.
        followup: the action to run next in the same turn.
    """

    replies: tuple[Reply, ...] = ()
    slots: tuple[SlotSet, ...] = ()
    asks: FormAsked | None = None
    outcome: str = "done"
    failed: bool = False
    hand_off: bool = False
    followup: str | None = None
