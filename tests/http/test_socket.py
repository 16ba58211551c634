"""A WebSocket with bounds."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, web

from bot.conversation.errors import Conflict, Unavailable
from bot.http.route import Route
from bot.http.socket import LARGEST_READ, TRY_AGAIN, Socket, open_socket
from tests.http.doors import Client, served


async def echoes(request: web.Request) -> web.StreamResponse:
    """Send every frame back; `bye` ends it, `oops` is an error, `many` are a hundred answers at once."""
    socket = await open_socket(request)
    async for raw in socket.frames():
        await _answer(socket, raw)
    return socket.response


async def _answer(socket: Socket, raw: str) -> None:
    match raw:
        case "bye":
            await socket.close(4401, "signed out")
            await socket.send({"type": "too late"})
        case "oops":
            await socket.send_error(Conflict("someone was faster"), "m1")
        case "many":
            await asyncio.gather(*(socket.send({"number": number, "pad": "x" * 2000}) for number in range(100)))
        case _:
            await socket.send({"echo": raw})


async def breaks(request: web.Request) -> web.StreamResponse:
    """Show what cannot be shown, once a frame has come."""
    socket, came = await open_socket(request), asyncio.Event()

    async def show() -> None:
        await came.wait()
        raise Unavailable("the database could not be read")

    async with socket.showing(show(), "test"):
        async for _raw in socket.frames():
            came.set()
    return socket.response


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    doors = [("/socket", echoes, "An echo."), ("/breaks", breaks, "It breaks.")]
    routes = [Route(method="GET", path=path, handler=handler, summary=summary) for path, handler, summary in doors]
    async with served(routes) as client:
        yield client


@pytest.fixture
async def socket(client: Client) -> AsyncIterator[ClientWebSocketResponse]:
    async with client.ws_connect("/socket") as socket:
        yield socket


async def answer(socket: ClientWebSocketResponse) -> object:
    return json.loads(await socket.receive_str(timeout=5))


async def test_a_text_frame_is_read_and_answered(socket: ClientWebSocketResponse) -> None:
    await socket.send_str("訂單")
    assert await answer(socket) == {"echo": "訂單"}


async def test_a_binary_frame_is_refused_and_the_connection_goes_on(socket: ClientWebSocketResponse) -> None:
    await socket.send_bytes(b"\x00\xff")
    refused = {"type": "error", "error": {"code": "bad_input", "message": "frames must be text"}}
    assert await answer(socket) == refused
    await socket.send_str("still there?")
    assert await answer(socket) == {"echo": "still there?"}


async def test_an_error_says_which_frame_it_is_about(socket: ClientWebSocketResponse) -> None:
    await socket.send_str("oops")
    assert await answer(socket) == {
        "type": "error",
        "id": "m1",
        "error": {"code": "conflict", "message": "someone was faster"},
    }


async def test_frames_sent_at_once_do_not_mix(socket: ClientWebSocketResponse) -> None:
    await socket.send_str("many")
    numbers = [json.loads(await socket.receive_str(timeout=5))["number"] for _ in range(100)]
    assert sorted(numbers) == list(range(100))


async def test_a_good_bye_says_why_and_what_is_sent_later_is_dropped(socket: ClientWebSocketResponse) -> None:
    await socket.send_str("bye")
    message = await socket.receive(timeout=5)
    assert (message.type, message.data, message.extra) == (WSMsgType.CLOSE, 4401, "signed out")


async def test_a_frame_beyond_all_bounds_ends_the_connection_and_nothing_else(client: Client) -> None:
    async with client.ws_connect("/socket") as socket:
        with suppress(ConnectionError):  # it may be over before all of the frame is sent
            await socket.send_str("x" * (LARGEST_READ + 1))
        assert (await socket.receive(timeout=5)).type in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR}
    async with client.ws_connect("/socket") as socket:
        await socket.send_str("next")
        assert await answer(socket) == {"echo": "next"}


async def test_frames_are_not_compressed_whatever_is_asked_for(client: Client) -> None:
    async with client.ws_connect("/socket", compress=15) as socket:
        assert not socket.compress


async def test_a_plain_request_is_told_what_is_wanted(client: Client) -> None:
    async with client.get("/socket") as response:
        assert response.status == 400
        assert (await response.json())["error"]["message"] == "a WebSocket is wanted here"


async def test_a_page_that_can_be_shown_nothing_any_more_is_told_to_come_again(client: Client) -> None:
    async with client.ws_connect("/breaks") as socket:
        await socket.send_str("hello")
        assert (await socket.receive(timeout=5)).type is WSMsgType.CLOSE
        assert socket.close_code == TRY_AGAIN
