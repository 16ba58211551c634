"""What a person sent, as the inbox takes it."""

import hashlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from bot.conversation.message import LONGEST_MESSAGE, Attachment
from bot.understanding.private_data import mask

#: The thumb that Messenger sends with one touch, in its three sizes.
LIKES = frozenset({"369239263222822", "369239343222814", "369239383222810"})
#: Attachments of one message that are looked at.
MOST_ATTACHMENTS = 10
#: What is kept of an attachment's title, and of the address that it points at, in characters.
LONGEST_TITLE, LONGEST_LINK = 200, 500
#: What is kept of the answers to an advertisement's questions.
LONGEST_ANSWERS = 1000
#: What is fetched; nothing else is, whatever address comes with it.
_FILES = frozenset({"image", "audio", "video", "file"})
#: Our names for kinds of theirs: a link with its preview is a `fallback`.
_NAMES = {"sticker": "image", "fallback": "link"}

Json = dict[str, Any]
#: Keeps the file of an attachment: conversation, kind, address and title → what was kept, or why not.
KeepFile = Callable[[str, str, str, str], Awaitable[Attachment]]


def client_id_of(page_id: str, mid: str) -> str:
    """Return the id under which we know a message of Meta's: theirs are longer than ours may be."""
    return "fb-" + hashlib.sha256(f"{page_id}:{mid}".encode()).hexdigest()[:48]


def text_of(message: Json) -> str:
    """Return what a message says; a picture alone says that it is one."""
    title, payload = first_text(message.get("text")), first_text(part(message, "quick_reply").get("payload"))
    text = payload if title is None or (payload and _is_cut_from(title, payload)) else title
    if text is not None:
        # Meta lets a person write less than we take; whatever more comes is no message of a person.
        return text[:LONGEST_MESSAGE]
    stickers = (part(a, "payload").get("sticker_id") for a in _objects(message.get("attachments")))
    if any(str(sticker) in LIKES for sticker in stickers):
        return "👍"
    return " ".join(f"[{kind}]" for kind, _ in _attached(message)) or "[message]"


def told_of(message: Json) -> str:
    """Return what a message says in one text, with what its attachments point at: for where they are not kept."""
    words = [text_of(message), *(_pointed_at(one, kind) for kind, one in _attached(message))]
    return " ".join(word for number, word in enumerate(words) if word and word not in words[:number])[:LONGEST_MESSAGE]


def _is_cut_from(title: str, payload: str) -> bool:
    """Say whether a button's title is the beginning of what it stands for (see `compose.quick_reply`)."""
    begun = title.removesuffix("…")
    return begun != title and len(begun) < len(payload) and payload.startswith(begun)


async def attachments_of(message: Json, conversation_id: str, keep: KeepFile) -> tuple[Attachment, ...]:
    """Return the attachments of a message, their files kept where that may be."""
    kept: list[Attachment] = []
    text = first_text(message.get("text")) or ""
    for kind, attachment in _attached(message):
        payload = part(attachment, "payload")
        url = payload.get("url") or attachment.get("url")
        title = str(payload.get("title") or attachment.get("title") or "")[:LONGEST_TITLE]
        if kind in _FILES and isinstance(url, str):
            kept.append(await keep(conversation_id, kind, url, title))
            continue
        # Most often a link stands in the text already.
        where = _pointed_at(attachment, kind)
        kept.append(Attachment(kind=kind, title=title if where in text else f"{title} {where}".strip()))
    return tuple(kept)


def _attached(message: Json) -> Iterator[tuple[str, Json]]:
    """Yield kind and content of each attachment that counts."""
    attachments = _objects(message.get("attachments"))
    stickers = any(one.get("type") == "sticker" for one in attachments)
    for attachment in attachments[:MOST_ATTACHMENTS]:
        kind = str(attachment.get("type", "file"))[:32]
        # Until August 2026 a sticker comes as a picture as well.
        if not (stickers and kind == "image" and part(attachment, "payload").get("sticker_id")):
            yield _NAMES.get(kind, kind), attachment


def _pointed_at(attachment: Json, kind: str) -> str:
    """Return the address or the place that an attachment without a file of its own is about; empty without one."""
    payload = part(attachment, "payload")
    place, url = part(payload, "coordinates"), payload.get("url") or attachment.get("url")
    sides = [side for side in (place.get("lat"), place.get("long")) if isinstance(side, int | float)]
    if len(sides) == 2 and all(abs(side) <= 180 for side in sides):
        return ", ".join(f"{side:.6f}" for side in sides)
    if kind in _FILES or not isinstance(url, str) or not url.startswith(("https://", "http://")):
        return ""
    return mask(url[:LONGEST_LINK])


def title_of(referral: Json) -> str:
    """Return the title of the advertisement that somebody came by, with what they answered to its questions."""
    title = str(part(referral, "ads_context_data").get("ad_title") or "")[:LONGEST_TITLE]
    asked = _objects(part(referral, "lead").get("data"))
    answers = "; ".join(f"{one.get('question') or '?'}: {one['answer']}" for one in asked if one.get("answer"))
    return " – ".join(filter(None, (title, answers[:LONGEST_ANSWERS])))


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
