"""A message as Meta's list of conversations shows it, and the event that its webhook would have been.

Source: Messenger Platform, «Conversations API»; Graph API, «Message».
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.messenger.messages import part

#: How the list tells kinds of files: by the first half of a MIME type.
_KINDS = frozenset({"image", "audio", "video"})

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message in the list.

    Attributes:
        person_id: the customer; empty where Meta does not tell who wrote it (beyond the 20 newest of a conversation).
        is_echo: the page said it, whoever spoke for it.
    """

    mid: str
    at: datetime
    page_id: str
    person_id: str
    is_echo: bool
    text: str
    attachments: tuple[Json, ...]

    def event(self, delivery_id: str | None = None) -> Json:
        """Return the event that a webhook would have brought; `delivery_id`: by which we know that it is ours."""
        message: Json = {"mid": self.mid}
        message |= {"text": self.text} if self.text else {}
        message |= {"attachments": list(self.attachments)} if self.attachments else {}
        message |= {"is_echo": True} if self.is_echo else {}
        message |= {"metadata": delivery_id} if delivery_id else {}
        sides = [{"id": self.person_id}, {"id": self.page_id}]
        sender, recipient = reversed(sides) if self.is_echo else sides
        timestamp = round(self.at.timestamp() * 1000)
        return {"sender": sender, "recipient": recipient, "timestamp": timestamp, "message": message}


def shown(found: Json, page_id: str) -> Shown | None:
    """Return a message of the list; None where it has no id or no time."""
    mid, at = found.get("id"), time_of(found.get("created_time"))
    if not isinstance(mid, str) or not mid or at is None:
        return None
    sender = str(part(found, "from").get("id") or "")
    recipients = [str(one.get("id") or "") for one in list_of(part(found, "to").get("data"))]
    is_echo = sender == page_id
    # Who wrote it must be told: what the page said and what it was told must not be mixed up.
    person_id = next((one for one in recipients if one != page_id), "") if is_echo else sender
    text = found.get("message")
    return Shown(
        mid=mid,
        at=at,
        page_id=page_id,
        person_id=person_id,
        is_echo=is_echo,
        text=text if isinstance(text, str) else "",
        attachments=tuple(_attachments(part(found, "attachments").get("data"))),
    )


def _attachments(found: object) -> Iterator[Json]:
    """Yield attachments as webhooks have them."""
    for one in list_of(found):
        if isinstance(one.get("payload"), dict):
            yield one
            continue
        image, video = part(one, "image_data"), part(one, "video_data")
        kind = "image" if image else "video" if video else str(one.get("mime_type") or "").partition("/")[0]
        payload = {"url": image.get("url") or video.get("url") or one.get("file_url"), "title": one.get("name")}
        yield {"type": kind if kind in _KINDS else "file", "payload": {k: v for k, v in payload.items() if v}}


def time_of(found: object) -> datetime | None:
    """Return a moment as Graph writes it (`2026-01-01T00:00:00+0000`); None where it is none."""
    try:
        at = datetime.fromisoformat(found) if isinstance(found, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def list_of(found: object) -> list[Json]:
    """Return the objects of a list; none where it is no list."""
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
