"""What a message may look like; where it may go is said elsewhere."""

from tests.support.graph import templates
from tests.support.graph.errors import need
from tests.support.graph.people import Thread
from tests.support.graph.signing import Json

#: The documentation says «less than» for both.
TEXT_LIMIT, METADATA_LIMIT = 2000, 1000


def check(message: Json, *, has_file: bool = False) -> None:
    """Refuse a message that is not well formed.

    Raises:
        GraphError: 100, with 2018034 for an empty one.
    """
    kinds = [k for k in ("text", "attachment", "sticker_id") if message.get(k) is not None]
    need(kinds, "Message cannot be empty, must provide valid attachment or text", 2018034)
    need(len(kinds) == 1, f"Only one of {' and '.join(kinds)} may be sent in a message")
    unknown = message.keys() - {"text", "attachment", "sticker_id", "quick_replies", "metadata"}
    need(not unknown, f"Invalid keys {sorted(unknown)} were found in param message")
    if "text" in kinds:
        _text(message["text"])
    if "attachment" in kinds:
        _attachment(message["attachment"], has_file=has_file)
    if (metadata := message.get("metadata")) is not None:
        good = isinstance(metadata, str) and len(metadata) < METADATA_LIMIT
        need(good, f"Length of param message[metadata] must be less than {METADATA_LIMIT}")
    if "quick_replies" in message:
        for reply in templates.several(message, "quick_replies", 1, 13):
            _quick_reply(reply)


def _text(text: object) -> None:
    need(isinstance(text, str) and text.strip(), "param message[text] must be a non-empty UTF-8 encoded string")
    need(len(str(text)) < TEXT_LIMIT, f"Length of param message[text] must be less than {TEXT_LIMIT}")


def _attachment(attachment: object, *, has_file: bool) -> None:
    need(isinstance(attachment, dict), "param message[attachment] must be an object")
    assert isinstance(attachment, dict)
    if attachment.get("type") == "template":
        need(not has_file, "A template takes no filedata")
        need(isinstance(attachment.get("payload"), dict), "param message[attachment][payload] must be an object")
        templates.check(attachment["payload"])


def _quick_reply(reply: Json) -> None:
    kind = reply.get("content_type")
    need(kind in {"text", "user_phone_number", "user_email"}, f"Invalid content_type {kind}")
    if kind == "text":
        templates.words(reply, "title", 20)
        templates.words(reply, "payload", 1000)
    if reply.get("image_url"):
        templates.link(reply, "image_url")


def check_reply_to(reply_to: object, thread: Thread) -> str | None:
    """Return the mid that a message answers, if it does.

    Raises:
        GraphError: 100, when there is no such message in the thread.
    """
    if reply_to is None:
        return None
    mid = reply_to.get("mid") if isinstance(reply_to, dict) else None
    need(isinstance(mid, str) and thread.find(mid), "param reply_to[mid] is not a message of this thread")
    return str(mid)
