"""Bodies in and out: strict about what they may hold."""

import zlib
from typing import Any

import pytest
from aiohttp import web

from bot.conversation.errors import BadInput
from bot.http.body import LARGEST_BODY, Body, body_of, decode, encode, json_response
from tests.http.doors import door, served


class Order(Body, frozen=True):
    """What the door takes."""

    number: int
    note: str = ""
    extra: dict[str, Any] | None = None


async def takes_order(request: web.Request) -> web.StreamResponse:
    """Answer with what was taken."""
    return json_response(await body_of(request, Order))


async def refusal(raw: bytes) -> tuple[int, dict[str, str]]:
    """Send a body and return how it is refused."""
    async with served([door(takes_order)]) as client, client.post("/api/door", data=raw) as response:
        return response.status, (await response.json())["error"]


async def test_a_body_is_taken_and_answered_as_json_that_no_cache_keeps() -> None:
    async with served([door(takes_order)]) as client, client.post("/api/door", data=b'{"number":7}') as response:
        assert (response.status, response.content_type) == (200, "application/json")
        assert response.headers["Cache-Control"] == "no-store"
        assert await response.json() == {"number": 7, "note": "", "extra": None}


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b'{"number":7,"role":"admin"}', "object contains unknown field `role`"),
        (b'{"number":"7"}', "expected `int`, got `str` - at `$.number`"),
        (b'{"number":7,"note":{}}', "expected `str`, got `object` - at `$.note`"),
        (b'{"number":7,"note":[]}', "expected `str`, got `array` - at `$.note`"),
        (b'{"number":7,"note":null}', "expected `str`, got `null` - at `$.note`"),
        (b'{"number":1.5}', "expected `int`, got `float` - at `$.number`"),
        (b'{"number":true}', "expected `int`, got `bool` - at `$.number`"),
        (b"{}", "object missing required field `number`"),
        (b"[]", "expected `object`, got `array`"),
        (b"null", "expected `object`, got `null`"),
        (b'"text"', "expected `object`, got `str`"),
    ],
)
async def test_what_is_wrong_is_named(raw: bytes, why: str) -> None:
    assert await refusal(raw) == (400, {"code": "bad_input", "message": why})


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b'{"number":7',
        b'{"number":7}}',
        b'{"number":NaN}',
        b'{"number":7,"note":"\xff\xfe"}',
        b'{"number":7,"note":"\xed\xa0\x80"}',
        b"\xef\xbb\xbf\xff",
        b"number=7",
        b"\x00" * 100,
        b"PK\x03\x04",
    ],
)
async def test_what_is_no_json_in_utf_8_is_refused(raw: bytes) -> None:
    assert await refusal(raw) == (400, {"code": "bad_input", "message": "not JSON in UTF-8"})


@pytest.mark.parametrize("opening", [b"[", b'{"number":7,"extra":', b'{"number":7,"extra":{"a":', b'{"a":'])
async def test_deep_nesting_is_refused_and_harms_nobody(opening: bytes) -> None:
    status, error = await refusal(opening + b"[" * 60_000)
    assert (status, error["code"]) == (400, "bad_input")


async def test_the_largest_body_is_taken_and_one_byte_more_is_not() -> None:
    shell = b'{"number":7,"note":""}'
    largest = shell[:-2] + b"x" * (LARGEST_BODY - len(shell)) + shell[-2:]
    async with served([door(takes_order)]) as client:
        async with client.post("/api/door", data=largest) as response:
            assert response.status == 200
        async with client.post("/api/door", data=largest + b" ") as response:
            assert response.status == 413
            assert await response.json() == {"error": {"code": "too_large", "message": "the request is too large"}}


async def test_a_compressed_bomb_is_refused() -> None:
    bomb = zlib.compress(b" " * 10_000_000)
    assert len(bomb) < LARGEST_BODY
    async with (
        served([door(takes_order)]) as client,
        client.post("/api/door", data=bomb, headers={"Content-Encoding": "deflate"}) as response,
    ):
        assert response.status in {400, 413}


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
async def test_a_body_that_is_not_packed_as_it_says_is_refused(packing: str) -> None:
    async with (
        served([door(takes_order)]) as client,
        client.post("/api/door", data=b"not packed", headers={"Content-Encoding": packing}) as response,
    ):
        assert response.status == 400
        assert (await response.json())["error"]["code"] == "bad_input"


def test_what_was_encoded_is_decoded() -> None:
    order = Order(number=7, note="訂單 «ß» \u2028")
    assert decode(encode(order), Order) == order


def test_text_with_lone_surrogates_is_refused() -> None:
    with pytest.raises(BadInput):
        decode('{"number":7,"note":"\ud800"}', Order)


@pytest.mark.parametrize("escaped", [r'"\ud800"', r'"\udc00 x"'])
def test_escaped_lone_surrogates_are_refused_or_harmless(escaped: str) -> None:
    try:
        note = decode('{"number":7,"note":' + escaped + "}", Order).note
    except BadInput:
        return
    encode(note)
