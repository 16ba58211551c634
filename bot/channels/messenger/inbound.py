"""Reads a webhook's body into events, liberally: whatever Meta may add, a known part is still read.

Source: Messenger Platform, «Webhooks reference».
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.conversation.errors import BadInput, NotFound
from bot.conversation.message import LONGEST_MESSAGE
from bot.engine.arrivals import Arrival
from bot.http.body import decode
from bot.understanding.private_data import mask

#: What tells one kind of event from another, in the order in which it is looked for.
KINDS = (
    "message",
    "message_edit",
    "postback",
    "reaction",
    "read",
    "delivery",
    "account_linking",
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
    "app_roles",
    "policy_enforcement",
    "optin",
    "messaging_feedback",
    "response_feedback",
    "order",
    "template",
    "form",
    "referral",
)
#: Texts of a customer's own, which are masked wherever they stand.
_TEXTS = frozenset({"text", "title", "payload", "note", "answer"})
#: A moment below this is in seconds, not in milliseconds: that of the first in the year 1973.
_SECONDS = 10**11
#: A clock that is further ahead than this is wrong.
_AHEAD = timedelta(hours=1)
#: What Meta sends is some levels deep; whatever reads it goes down with it.
DEEPEST = 30
#: What every event has.
_COMMON = frozenset({"sender", "recipient", "timestamp"})
#: What is logged of the names of an event that we do not know: so many, so long.
MOST_NAMES, LONGEST_NAME = 3, 40
_FIRST = datetime(2010, 1, 1, tzinfo=UTC)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was found in a body.

    Attributes:
        passed_over: why something was not read, without what anybody wrote.
    """

    arrivals: tuple[Arrival, ...]
    passed_over: tuple[str, ...]


def read_webhook(body: bytes, *, serves: Callable[[str], bool], now: datetime) -> Read:
    """Return the events of a webhook.

    Raises:
        BadInput: not JSON. NotFound: not about pages.
    """
    webhook = _decoded(body)
    if webhook.get("object") != "page":
        raise NotFound("only webhooks about pages are taken here")
    passed: list[str] = []
    arrivals = tuple(_arrivals(webhook.get("entry"), serves, now, passed))
    return Read(arrivals=arrivals, passed_over=tuple(passed))


def _decoded(body: bytes) -> Json:
    try:
        return decode(body, dict[str, Any])
    except BadInput as error:
        # Half of an emoji, or a number without measure: refused, Meta would send it for an hour and then leave us.
        try:
            webhook = json.loads(body)
        except (ValueError, RecursionError):
            raise error from None
        if not isinstance(webhook, dict):
            raise
        return webhook


def _arrivals(entries: object, serves: Callable[[str], bool], now: datetime, passed: list[str]) -> Iterator[Arrival]:
    for entry in _objects(entries, "entry", passed):
        page_id = _id(entry.get("id"))
        if not serves(page_id):
            passed.append("a page that is not served here")
            continue
        came_at = moment(entry.get("time"), now) or now
        for field in ("messaging", "standby"):
            for event in _objects(entry.get(field, []), field, passed):
                try:
                    yield arrival_of(page_id, event, came_at, now, standby=field == "standby")
                except PassedOver as why:
                    passed.append(str(why))
        passed.extend("a change of the page, not of a conversation" for _ in _objects(entry.get("changes", []), "", []))


def _objects(found: object, name: str, passed: list[str]) -> Iterator[Json]:
    if not isinstance(found, list):
        passed.append(f"`{name}` is no list")
        return
    for item in found:
        if isinstance(item, dict):
            yield item
        else:
            passed.append(f"`{name}` holds something that is no object")


class PassedOver(Exception):
    """Nothing can be made of an event; says why."""


def arrival_of(page_id: str, event: Json, came_at: datetime, now: datetime, *, standby: bool) -> Arrival:
    """Return what an event is kept as; the same event has the same key.

    Raises:
        PassedOver: nothing can be made of it.
    """
    kind = next((kind for kind in KINDS if isinstance(event.get(kind), dict)), None)
    if kind is None:
        raise PassedOver(f"an event of no known kind: {_names(event)}")
    data = event[kind]
    if _is_deeper(data, DEEPEST):
        raise PassedOver("an event without end")
    sender, recipient = _party(event.get("sender")), _party(event.get("recipient"))
    if sender and recipient and page_id not in {sender, recipient}:
        raise PassedOver("an event between others")
    person_id = recipient if sender == page_id else sender
    at = moment(event.get("timestamp"), now) or came_at
    held = {"kind": kind, "standby": standby, "data": _masked(data)}
    return Arrival(
        key=_key(page_id, person_id, kind, data, event.get("timestamp")),
        page_id=page_id,
        person_id=person_id,
        at=at,
        body=json.dumps(held, ensure_ascii=True),
    )


def _names(event: Json) -> str:
    """Return what an event calls itself, without what it says."""
    names = sorted(name for name in event if name not in _COMMON)[:MOST_NAMES]
    return ", ".join(ascii(name[:LONGEST_NAME]) for name in names) or "nothing"


def _party(found: object) -> str:
    if not isinstance(found, dict):
        return ""
    return _id(found.get("id")) or _id(found.get("user_ref"))


def _id(found: object) -> str:
    return _readable(str(found)[:64]) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def _key(page_id: str, person_id: str, kind: str, data: Json, at: object) -> str:
    """Return what the same event has again: its own id where it has one, else all that it says."""
    mid = data.get("mid")
    if kind in {"message", "postback"} and isinstance(mid, str) and mid:
        about = [page_id, kind, mid]
    else:
        about = [page_id, person_id, kind, str(at), json.dumps(data, sort_keys=True)]
    return "fb-" + hashlib.sha256(json.dumps(about).encode()).hexdigest()


def moment(found: object, now: datetime) -> datetime | None:
    """Return a moment given in milliseconds or seconds, as a number or as text; None where it can be none."""
    try:
        number = float(found) if isinstance(found, int | float | str) else 0.0
        at = datetime.fromtimestamp(number if number < _SECONDS else number / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if _FIRST <= at <= now + _AHEAD else None


def _masked(found: Any, name: str = "") -> Any:
    if isinstance(found, dict):
        return {key: _masked(value, key) for key, value in found.items()}
    if isinstance(found, list):
        return [_masked(value, name) for value in found]
    if not isinstance(found, str):
        return found
    # Nobody can write more, and masking takes its time.
    text = _readable(found[:LONGEST_MESSAGE])
    return mask(text) if name in _TEXTS else text


def _is_deeper(found: Any, than: int) -> bool:
    inside = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return any(than == 0 or _is_deeper(one, than - 1) for one in inside)


def _readable(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
