"""What Meta signed, and everything that only looks like it. The vectors were computed by hand (see `signing`)."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.messenger.signature import is_signed, read_signed_request
from bot.conversation.errors import BadInput, NotAllowed
from tests.support.graph.signing import sign, sign_legacy, signed_request

SECRET = "app_secret_for_tests"
BODY = (
    rb'{"object":"page","entry":[{"id":"1111","time":1700000000123,"messaging":[{"sender":{"id":"2222"},'
    rb'"recipient":{"id":"1111"},"timestamp":1700000000001,"message":{"mid":"m_test1",'
    rb'"text":"\u4f60\u597d \ud83d\ude00 \u00e4\/"}}]}]}'
)
HEADER = "sha256=83a1396ad57a09a99870b6b53f790b681d05af3362bee0f206e227f9f6111f97"
#: Over the same JSON, decoded and written again as UTF-8.
REWRITTEN = "sha256=ee15a603bd06fdd4c73ba3172d0e55b5edd05ad2b5cb2b9a29b1e843cc1095be"
REQUEST = (
    "-heXE-C8b8tORrXsKvaRGxS3raNLaS5zmDkQ6bf_XQM."
    "eyJ1c2VyX2lkIjoiMjE4NDcxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQiOjEyOTE4MzY4MDAsImV4cGlyZXMiOjEyOTE4NDA0MDB9"
)
ISSUED = datetime(2010, 12, 8, 19, 33, 20, tzinfo=UTC)


def test_the_bytes_that_were_signed_are_taken() -> None:
    assert is_signed(BODY, HEADER, [SECRET])


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        REWRITTEN,
        HEADER.upper(),
        "sha256=" + HEADER.removeprefix("sha256=").upper(),
        "SHA256=" + HEADER.removeprefix("sha256="),
        HEADER.removeprefix("sha256="),
        HEADER[:-1],
        HEADER + "0",
        HEADER + " ",
        HEADER + "\n",
        " " + HEADER,
        HEADER[:-1] + "g",
        "sha256=" + "é" * 64,
        "sha256=\udcff" + HEADER[8:],
        sign_legacy(SECRET, BODY),
        sign_legacy(SECRET, BODY).replace("sha1", "sha256"),
        HEADER.replace("sha256", "sha1"),
        sign("another_secret", BODY),
        sign("", BODY),
    ],
)
def test_any_other_header_is_refused(header: str | None) -> None:
    assert not is_signed(BODY, header, [SECRET])


@pytest.mark.parametrize(
    "body", [b"", BODY + b"\n", BODY[:-1], b" " + BODY, BODY.replace(b"2222", b"2223"), BODY.replace(rb"\/", b"/")]
)
def test_other_bytes_are_refused(body: bytes) -> None:
    assert not is_signed(body, HEADER, [SECRET])


def test_no_bit_may_be_flipped() -> None:
    for place in range(len(BODY)):
        flipped = BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :]
        assert not is_signed(flipped, HEADER, [SECRET]), place


def test_while_a_secret_is_replaced_both_are_good_and_no_third() -> None:
    both = ["the_new_one", SECRET]
    assert is_signed(BODY, HEADER, both)
    assert is_signed(BODY, sign("the_new_one", BODY), both)
    assert not is_signed(BODY, sign("a_third", BODY), both)
    assert not is_signed(BODY, HEADER, [])


def test_a_deletion_request_is_read() -> None:
    holds = read_signed_request(REQUEST, [SECRET], now=ISSUED)
    assert holds["user_id"] == "218471"
    assert read_signed_request(REQUEST, ["new", SECRET], now=ISSUED) == holds


def test_padding_of_the_signature_changes_nothing() -> None:
    signature, _, payload = REQUEST.partition(".")
    assert read_signed_request(f"{signature}=.{payload}", [SECRET], now=ISSUED)["user_id"] == "218471"


def test_a_deletion_request_of_another_secret_or_of_yesterday_is_not_allowed() -> None:
    with pytest.raises(NotAllowed):
        read_signed_request(REQUEST, ["another"], now=ISSUED)
    with pytest.raises(NotAllowed):
        read_signed_request(REQUEST, [SECRET], now=ISSUED + timedelta(days=1))


def test_a_payload_that_was_padded_after_it_was_signed_is_not_the_one_that_was_signed() -> None:
    padded = REQUEST + "=" * (-len(REQUEST.partition(".")[2]) % 4 or 4)
    with pytest.raises((NotAllowed, BadInput)):
        read_signed_request(padded, [SECRET], now=ISSUED)


def test_a_deletion_request_without_an_end_is_read() -> None:
    payload = {"user_id": "1", "algorithm": "HMAC-SHA256", "issued_at": 1}
    assert read_signed_request(signed_request(SECRET, payload), [SECRET], now=ISSUED)["user_id"] == "1"


@pytest.mark.parametrize(
    "signed",
    [
        "",
        ".",
        "x",
        "a.b.c",
        "é.é",
        REQUEST.replace(".", ""),
        signed_request(SECRET, {"user_id": "1", "algorithm": "none"}),
        signed_request(SECRET, {"user_id": "1"}),
        signed_request(SECRET, {"user_id": "1", "algorithm": None}),
    ],
)
def test_what_is_no_signed_request_is_bad_input(signed: str) -> None:
    with pytest.raises(BadInput):
        read_signed_request(signed, [SECRET], now=ISSUED)


def test_a_changed_payload_under_an_old_signature_is_not_allowed() -> None:
    other = signed_request("another", {"user_id": "999", "algorithm": "HMAC-SHA256", "expires": 0})
    signature, payload = REQUEST.partition(".")[0], other.partition(".")[2]
    with pytest.raises(NotAllowed):
        read_signed_request(f"{signature}.{payload}", [SECRET], now=ISSUED)
