"""What the order form knows when a message comes: a pure reading of the tracker, so that no state lives elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.automation.orders import email_in, normal_email, normal_number, number_in
from bot.automation.rasa import REQUESTED_SLOT, EventType, SlotSet, Tracker
from bot.conversation.language import Language

FORM = "order_status"
NUMBER, EMAIL = "order_number", "email"
#: What the customer was told last of the order with that number; agents see it.
STATUS = "order_status"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderForm:
    """The form, with what the latest message brings filled in.

    Attributes:
        waits_for: the slot that the customer was asked for, or None.
        before: the slots as they were before the message.
        heard: the slots that the message brings, normalised.
        proven: number and e-mail belong together for sure, and the message changes neither.
        declines: the message says no, whatever question it is taken for an answer to.
        failures: automations that failed since the bot got the conversation.
        has_status: the status of an order is remembered.
    """

    language: Language
    waits_for: str | None
    before: dict[str, str]
    heard: dict[str, str]
    proven: bool
    declines: bool
    failures: int
    has_status: bool = False

    @property
    def values(self) -> dict[str, str]:
        """The slots as they are now: what is new replaces what was known."""
        return {**self.before, **self.heard}

    @property
    def missing(self) -> str | None:
        """The slot to ask for next, or None where nothing is missing."""
        return next((name for name in (NUMBER, EMAIL) if name not in self.values), None)

    @property
    def brings_nothing(self) -> bool:
        """The customer was asked, and the answer leaves the form where it was."""
        stuck = self.missing is not None and self.missing == self.waits_for and self.values == self.before
        return self.waits_for is not None and (not self.heard or stuck)

    def remembered(self) -> list[EventType]:
        """Return the events that keep what the message brings, as claimed, not proven."""
        return [] if self.proven else self.claimed()

    def claimed(self) -> list[EventType]:
        """Return the events that keep number and e-mail as claimed only; the status of what was proven is forgotten."""
        forgotten = [SlotSet(STATUS, None)] if self.has_status else []
        return [*(SlotSet(name, value) for name, value in self.values.items()), *forgotten]


def read_form(tracker: Tracker) -> OrderForm:
    """Return the form as it stands after the latest message."""
    latest: dict[str, Any] = tracker.latest_message
    about: dict[str, Any] = latest.get("metadata") or {}
    waits_for = tracker.get_slot(REQUESTED_SLOT) if tracker.active_loop_name == FORM else None
    slots = {
        NUMBER: normal_number(str(tracker.get_slot(NUMBER) or "")),
        EMAIL: normal_email(str(tracker.get_slot(EMAIL) or "")),
    }
    before = {name: value for name, value in slots.items() if value}
    heard = dict(_heard(latest, read_text=waits_for is not None))
    return OrderForm(
        language=Language(about.get("language", Language.ENGLISH)),
        waits_for=waits_for,
        before=before,
        heard=heard,
        proven={NUMBER, EMAIL} <= set(about.get("verified", ())) and {**before, **heard} == before,
        declines=list(about.get("needs", ()))[:1] == ["deny"],
        failures=int(about.get("failures", 0)),
        has_status=tracker.get_slot(STATUS) is not None,
    )


def _heard(latest: dict[str, Any], *, read_text: bool) -> Iterator[tuple[str, str]]:
    """Yield what the message brings; only where the form waits is a bare number taken for an order's."""
    entities = {entity["entity"]: str(entity["value"]) for entity in latest.get("entities", ())}
    text = str(latest.get("text") or "") if read_text else ""
    number = normal_number(entities.get(NUMBER, "")) or number_in(text)
    email = normal_email(entities.get(EMAIL, "")) or email_in(text)
    if number:
        yield NUMBER, number
    if email:
        yield EMAIL, email
