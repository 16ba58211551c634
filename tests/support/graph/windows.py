"""When a Page may write to a person: 24 hours, and seven days with a tag for what people write."""

from tests.support.graph.errors import GraphError, need, outside_window
from tests.support.graph.people import DAY, Person
from tests.support.graph.signing import Json

WEEK = 7 * DAY
#: Ended on 27 April 2026.
RETIRED = {"CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"}
TYPES = {"RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"}


def check(person: Person, messaging_type: object, tag: object, message: Json, now: float) -> None:
    """Refuse a message that may not be sent now.

    Raises:
        GraphError: 100 for a wrong type or tag, 10 without permission, 10/2018278 outside the window.
    """
    need(messaging_type in TYPES, f"Param messaging_type must be one of {{{', '.join(sorted(TYPES))}}}")
    need(messaging_type == "MESSAGE_TAG" or tag is None, "Param tag is only valid with messaging_type MESSAGE_TAG")
    # A fake Page has no approved utility templates.
    need(messaging_type != "UTILITY", "The message template was not found")
    if messaging_type == "MESSAGE_TAG":
        _check_tag(person, tag, message)
    since = now - (person.thread.opened_at if person.thread.opened_at is not None else float("-inf"))
    if since > (WEEK if messaging_type == "MESSAGE_TAG" else DAY):
        raise outside_window()


def _check_tag(person: Person, tag: object, message: Json) -> None:
    need(tag not in RETIRED, f"The message tag {tag} is no longer supported")
    need(tag in {"HUMAN_AGENT", "CUSTOMER_FEEDBACK"}, "Param tag must be one of {HUMAN_AGENT, CUSTOMER_FEEDBACK}")
    if tag == "HUMAN_AGENT" and not person.page.human_agent:
        raise GraphError(10, "(#10) This app has no permission to use the tag HUMAN_AGENT")
    if tag == "CUSTOMER_FEEDBACK":
        payload = (message.get("attachment") or {}).get("payload") or {}
        need(payload.get("template_type") == "customer_feedback", "The tag CUSTOMER_FEEDBACK is for its template only")
