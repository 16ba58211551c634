r"""What Meta signs: webhook bodies (ASCII, `\u00e4`, `\/`) and requests to delete somebody's data."""

import base64
import hashlib
import hmac
import json
from typing import Any

Json = dict[str, Any]


def encode(body: Json) -> bytes:
    r"""Write JSON as Meta does: ASCII only, lowercase `\uXXXX` with surrogate pairs, `\/`, no spaces."""
    # Outside strings JSON has no slash.
    return json.dumps(body, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def sign(secret: str, body: bytes) -> str:
    """Return the value of `X-Hub-Signature-256` for exactly these bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def sign_legacy(secret: str, body: bytes) -> str:
    """Return the value of the older `X-Hub-Signature`, which nobody should accept any more."""
    return "sha1=" + hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()


def signed_request(secret: str, payload: Json) -> str:
    """Return a `signed_request`: the HMAC is over the encoded payload, and nothing is padded."""
    encoded = _base64(json.dumps(payload, separators=(",", ":")).encode())
    return f"{_base64(hmac.new(secret.encode(), encoded.encode(), hashlib.sha256).digest())}.{encoded}"


def appsecret_proof(secret: str, token: str) -> str:
    """Return what a server adds to its calls to show that it knows the app's secret."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
