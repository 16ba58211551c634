"""The vectors of the reference, made by hand, and what Meta's bytes look like."""

import hashlib
import hmac
import json

from tests.support.graph.signing import encode, sign, signed_request

SECRET = "app_secret_for_tests"
BODY = (
    rb'{"object":"page","entry":[{"id":"1111","time":1700000000123,"messaging":[{"sender":{"id":"2222"},'
    rb'"recipient":{"id":"1111"},"timestamp":1700000000001,"message":{"mid":"m_test1",'
    rb'"text":"\u4f60\u597d \ud83d\ude00 \u00e4\/"}}]}]}'
)


def test_the_encoder_writes_meta_s_bytes() -> None:
    assert encode(json.loads(BODY)) == BODY


def test_the_signature_is_over_those_bytes_and_no_others() -> None:
    assert sign(SECRET, BODY) == "sha256=83a1396ad57a09a99870b6b53f790b681d05af3362bee0f206e227f9f6111f97"
    decoded = json.dumps(json.loads(BODY), ensure_ascii=False, separators=(",", ":")).encode()
    wrong = "sha256=ee15a603bd06fdd4c73ba3172d0e55b5edd05ad2b5cb2b9a29b1e843cc1095be"
    assert sign(SECRET, decoded) == wrong != sign(SECRET, BODY)


def test_a_request_to_delete_is_signed_over_its_encoded_payload() -> None:
    payload = {
        "user_id": "218471",
        "algorithm": "HMAC-SHA256",
        "issued_at": 1291836800,
        "expires": 1291840400,
    }
    assert signed_request(SECRET, payload) == (
        "-heXE-C8b8tORrXsKvaRGxS3raNLaS5zmDkQ6bf_XQM."
        "eyJ1c2VyX2lkIjoiMjE4NDcxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQiOjEyOTE4MzY4MDAsImV4cGlyZXMiOjEyOTE4NDA0MDB9"
    )


def test_the_signature_is_a_plain_hmac() -> None:
    assert sign("s", b"x")[7:] == hmac.new(b"s", b"x", hashlib.sha256).hexdigest()
