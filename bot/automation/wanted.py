"""The texts that the code speaks, with the values that it has for them; a business may add as many more as it likes."""

from collections.abc import Mapping

#: Why a person takes over: each has a text of its own.
REASONS = (
    "asked_for_person",
    "accepted_person",
    "high_stakes",
    "frustrated",
    "bot_failed",
    "automation_failed",
    "not_understood",
    "by_action",
    "error",
)
STATUSES = ("processing", "packed", "shipped", "out_for_delivery", "delivered", "delayed", "cancelled")

_NOTHING: frozenset[str] = frozenset()

WANTED: Mapping[str, frozenset[str]] = {
    "utter_clarify": _NOTHING,
    "utter_offer_person": _NOTHING,
    "utter_person_declined": _NOTHING,
    "utter_handoff": frozenset({"place"}),
    **{f"utter_handoff/{reason}": frozenset({"place"}) for reason in REASONS},
    "utter_wait_range": frozenset({"low", "high"}),
    "utter_wait_up_to": frozenset({"high"}),
    "utter_wait_soon": _NOTHING,
    "utter_nobody_here": frozenset({"opens_at"}),
    "utter_nobody_here_unknown": _NOTHING,
    "utter_nobody_here_elsewhere": frozenset({"opens_at"}),
    "utter_nobody_here_unknown_elsewhere": _NOTHING,
    "utter_handed_back": _NOTHING,
    "utter_suggested": frozenset({"need"}),
    "utter_action_failed": _NOTHING,
    "utter_ask_order_number": _NOTHING,
    "utter_ask_email": _NOTHING,
    "utter_order_not_recognised": _NOTHING,
    "utter_email_not_recognised": _NOTHING,
    "utter_order_not_found": _NOTHING,
    "utter_order_gave_up": _NOTHING,
    "utter_order_locked": _NOTHING,
    "utter_order_unavailable": _NOTHING,
    "utter_order_stopped": _NOTHING,
    **{f"utter_order/{status}": frozenset({"number"}) for status in STATUSES},
    "utter_order/delivered_on": frozenset({"number", "day"}),
    "utter_order/carrier": frozenset({"carrier"}),
    "utter_order/tracking": frozenset({"carrier", "tracking"}),
    "utter_order/expected": frozenset({"day"}),
    "utter_order/new_day": frozenset({"day"}),
    "utter_order/no_day": _NOTHING,
    "utter_order/overdue": frozenset({"day"}),
}
