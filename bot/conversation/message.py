"""What comes in and what goes out."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.errors import BadInput, TooLarge

#: Longest message a customer or an agent may send, in characters.
LONGEST_MESSAGE = 4000
#: Longest id that a sender may give to a message.
LONGEST_CLIENT_ID = 64
_ID_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An answer that the customer can give with one touch."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a channel that knows cards shows below a text: nothing that the text does not say."""

    title: str
    subtitle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Text to a customer, with the quick answers that go with it."""

    text: str
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a message.

    Attributes:
        kind: `image`, `audio`, `video`, `file`, or the channel's word for something else.
        file_id: under which it is kept here; None where it was not kept, for the reason in `problem`.
        media_type: what its bytes are, as they show themselves.
        size: in bytes.
    """

    kind: str
    title: str = ""
    file_id: str | None = None
    media_type: str = ""
    size: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """What a channel received from a customer.

    Attributes:
        client_id: made by the sender; the same id again is the same message.
        sent_at: when it was written, by the channel's clock; None where that is now.
        reply_to: where the message stands that this one answers; None where the customer did not say.
    """

    conversation_id: str
    client_id: str
    text: str
    sent_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    reply_to: int | None = None


def checked_text(text: str) -> str:
    """Return text fit to be stored: without control characters, with lone surrogates replaced.

    Raises:
        BadInput: nothing is left to read.
        TooLarge: more than `LONGEST_MESSAGE` characters.
    """
    if len(text) > LONGEST_MESSAGE:
        raise TooLarge(f"text is longer than {LONGEST_MESSAGE} characters")
    readable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kept = "".join(c for c in readable if c in "\n\t" or unicodedata.category(c) != "Cc").strip()
    if not any(unicodedata.category(c) not in {"Cf", "Zs", "Zl", "Zp"} for c in kept):
        raise BadInput("text is empty")
    return kept


def checked_client_id(client_id: str) -> str:
    """Return the id if it is one that a sender may give.

    Raises:
        BadInput: empty, too long, or with characters outside `[A-Za-z0-9_.:-]`.
    """
    if not 1 <= len(client_id) <= LONGEST_CLIENT_ID or not _ID_CHARACTERS.issuperset(client_id):
        raise BadInput(f"id must be 1 to {LONGEST_CLIENT_ID} of the characters A-Z a-z 0-9 _ - . :")
    return client_id
