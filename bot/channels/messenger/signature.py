"""What Meta signs: webhooks over their raw bytes, deletion requests over their encoded payload.

Source: Messenger Platform, «Webhooks, validate payloads»; Facebook Login, «Data deletion request callback».
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.conversation.errors import BadInput, NotAllowed
from bot.http.body import decode

_PREFIX = "sha256="


def is_signed(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Say whether `X-Hub-Signature-256` was made over these very bytes with one of the secrets, in constant time."""
    if header is None or not header.startswith(_PREFIX):
        return False
    given = header.removeprefix(_PREFIX).encode("utf-8", "replace")
    # Every secret is tried, so that the time tells nothing of which one fits.
    fits = [hmac.compare_digest(_hex(secret, body), given) for secret in secrets]
    return any(fits)


def signature_of(body: bytes, secret: str) -> str:
    """Return the header that Meta would send with these bytes."""
    return _PREFIX + _hex(secret, body).decode()


def _hex(secret: str, body: bytes) -> bytes:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()


def read_signed_request(signed: str, secrets: Sequence[str], *, now: datetime) -> dict[str, Any]:
    """Return what a `signed_request` holds.

    Raises:
        BadInput: not two parts of base64url, not JSON, or another algorithm. NotAllowed: a wrong signature, or too old.
    """
    signature, _, payload = signed.partition(".")
    given = _decoded(signature)
    holds = decode(_decoded(payload), dict[str, Any])
    if str(holds.get("algorithm", "")).upper() != "HMAC-SHA256":
        raise BadInput("signed_request: the algorithm must be HMAC-SHA256")
    fits = [
        hmac.compare_digest(hmac.new(s.encode(), payload.encode(), hashlib.sha256).digest(), given) for s in secrets
    ]
    if not any(fits):
        raise NotAllowed("signed_request: the signature does not fit")
    expires = holds.get("expires")
    if isinstance(expires, int | float) and 0 < expires < now.timestamp():
        raise NotAllowed("signed_request: it has expired")
    return holds


def _decoded(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("signed_request: not base64url") from error
