"""Bodies in and out: typed, bounded, and strict about what they may hold."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from aiohttp import web

from bot.conversation.errors import BadInput, TooLarge

#: Largest request that any door takes, in bytes.
LARGEST_BODY = 64 * 1024

S = TypeVar("S")

_encoder = msgspec.json.Encoder()


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a request holds: unknown fields and wrong types are refused by name."""


def encode(value: object) -> str:
    """Return JSON."""
    return _encoder.encode(value).decode()


def decode(raw: bytes | str, wanted: type[S]) -> S:
    """Return what JSON holds.

    Raises:
        BadInput: not UTF-8, not JSON, an unknown field or a wrong type; says which.
    """
    try:
        return msgspec.json.decode(raw, type=wanted)
    except msgspec.ValidationError as error:
        raise BadInput(str(error)[:1].lower() + str(error)[1:]) from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadInput("not JSON in UTF-8") from error


async def body_of(request: web.Request, wanted: type[S]) -> S:
    """Return the body of a request.

    Raises:
        BadInput: see `decode`.
    """
    return decode(await request.read(), wanted)


async def large_body_of(request: web.Request, wanted: type[S], *, largest: int) -> S:
    """Return the body of a request that may be larger than others.

    Raises:
        BadInput: see `decode`.
        TooLarge: it has more bytes than the largest.
    """
    raw = bytearray()
    async for chunk in request.content.iter_any():
        raw += chunk
        if len(raw) > largest:
            raise TooLarge
    return decode(bytes(raw), wanted)


def json_response(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return an answer in JSON that no cache keeps."""
    return web.Response(
        body=_encoder.encode(value),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
