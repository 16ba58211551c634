"""What a person sent, as the inbox takes it."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

from bot.conversation.message import LONGEST_MESSAGE, Attachment

#: The thumb that Messenger sends with one touch, in its three sizes.
LIKES = frozenset({"369239263222822", "369239343222814", "369239383222810"})
#: Attachments of one message that are looked at.
MOST_ATTACHMENTS = 10
#: What is kept of an attachment's title, in characters.
LONGEST_TITLE = 200

Json = dict[str, Any]
#: Keeps the file of an attachment: conversation, kind, address and title → what was kept, or why not.
KeepFile = Callable[[str, str, str, str], Awaitable[Attachment]]


def client_id_of(page_id: str, mid: str) -> str:
    """Return the id under which we know a message of Meta's: theirs are longer than ours may be."""
    return "fb-" + hashlib.sha256(f"{page_id}:{mid}".encode()).hexdigest()[:48]


def text_of(message: Json, attachments: tuple[Attachment, ...]) -> str:
    """Return what a message says; a picture alone says that it is one."""
    text, payload = message.get("text"), part(message, "quick_reply").get("payload")
    if isinstance(text, str) and text.strip():
        said = payload if isinstance(payload, str) and _is_cut_from(text, payload) else text
        # Meta lets a person write less than we take; whatever more comes is no message of a person.
        return said[:LONGEST_MESSAGE]
    if isinstance(payload, str) and payload.strip():
        return payload[:LONGEST_MESSAGE]
    stickers = (part(a, "payload").get("sticker_id") for a in _objects(message.get("attachments")))
    if any(str(sticker) in LIKES for sticker in stickers):
        return "👍"
    return " ".join(f"[{one.kind}]" for one in attachments) or "[message]"


def _is_cut_from(title: str, payload: str) -> bool:
    """Say whether a button's title is the beginning of what it stands for (see `compose.quick_reply`)."""
    begun = title.removesuffix("…")
    return begun != title and len(begun) < len(payload) and payload.startswith(begun)


async def attachments_of(message: Json, conversation_id: str, keep: KeepFile) -> tuple[Attachment, ...]:
    """Return the attachments of a message, their files kept where that may be."""
    kept: list[Attachment] = []
    stickers = any(a.get("type") == "sticker" for a in _objects(message.get("attachments")))
    for attachment in _objects(message.get("attachments"))[:MOST_ATTACHMENTS]:
        kind, payload = str(attachment.get("type", "file"))[:32], part(attachment, "payload")
        if stickers and kind == "image" and payload.get("sticker_id"):
            continue  # until August 2026 a sticker comes as a picture as well
        url = payload.get("url") or attachment.get("url")
        title = str(payload.get("title") or attachment.get("title") or "")[:LONGEST_TITLE]
        if kind in {"image", "audio", "video", "file", "sticker"} and isinstance(url, str):
            kept.append(await keep(conversation_id, "image" if kind == "sticker" else kind, url, title))
        elif kind == "fallback":
            # A link with its preview: the link stands in the text.
            kept.append(Attachment(kind="link", title=title))
        else:
            kept.append(Attachment(kind=kind, title=title))
    return tuple(kept)


def part(found: Json, name: str) -> Json:
    """Return the object under a name; empty where there is none."""
    value = found.get(name)
    return value if isinstance(value, dict) else {}


def first_text(*found: object) -> str | None:
    """Return the first that is text with something in it."""
    return next((text for text in found if isinstance(text, str) and text.strip()), None)


def scores(data: Json) -> list[float]:
    """Return the numbers of a survey's answers."""
    screens = data.get("feedback_screens")
    found: list[float] = []
    for screen in _objects(screens):
        for question in part(screen, "questions").values():
            try:
                found.append(float(question["payload"]))
            except (KeyError, TypeError, ValueError):
                continue
    return found


def _objects(found: object) -> list[Json]:
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
