"""Signed links: a short word that only we can make, which names a conversation for half an hour.

    baton.<payload>.<signature>       both base64url without padding; HMAC-SHA256 over the payload as it is written

It fits into the `ref` of a link to a page (letters, digits, `-`, `_`, `.`; 250 characters).
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

#: How long a link is good for.
LASTS = timedelta(minutes=30)
#: How a link begins.
PREFIX = "baton."

How = Literal["link", "account"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a link says.

    Attributes:
        id: of this one link: it works once.
        conversation_id: whose customer it names.
        how: what it was made for.
    """

    id: str
    conversation_id: str
    how: How
    ends_at: datetime


class _Payload(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    id: str
    conversation_id: str
    how: How
    ends_at: int


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Payload).decode


def written(link: Link, secrets: Sequence[str]) -> str:
    """Return the link as a word, signed with the first of the secrets."""
    payload = _text(_encode(_Payload(link.id, link.conversation_id, link.how, int(link.ends_at.timestamp()))))
    return f"{PREFIX}{payload}.{_text(_signature(secrets[0], payload))}"


def read(word: str, secrets: Sequence[str], *, now: datetime) -> Link | None:
    """Return what a link says that one of the secrets has signed and that is still good; else None."""
    payload, _, signature = word.removeprefix(PREFIX).partition(".")
    given = _bytes(signature)
    if not word.startswith(PREFIX) or given is None or not payload.isascii():
        return None
    # Every secret is tried, so that the time tells nothing of which one fits.
    fits = [hmac.compare_digest(_signature(secret, payload), given) for secret in secrets]
    held = _bytes(payload)
    if not any(fits) or held is None:
        return None
    said = _decode(held)
    ends_at = datetime.fromtimestamp(said.ends_at, UTC)
    if ends_at <= now:
        return None
    return Link(id=said.id, conversation_id=said.conversation_id, how=said.how, ends_at=ends_at)


def _signature(secret: str, payload: str) -> bytes:
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest()


def _text(held: bytes) -> str:
    return base64.urlsafe_b64encode(held).decode().rstrip("=")


def _bytes(text: str) -> bytes | None:
    if "=" in text:
        return None
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
