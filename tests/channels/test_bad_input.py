"""What hostile and broken clients send: one clear error each, and the process lives."""

import gzip
import json

import pytest

from tests.support.live import Live
from tests.support.widget import Widget

_LONG = "x" * 1_000_000


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("not json", "bad_input"),
        ("[]", "bad_input"),
        ('{"type":"message"}', "bad_input"),
        ('{"type":"message","id":"a","text":7}', "bad_input"),
        ('{"type":"message","id":"a","text":null}', "bad_input"),
        ('{"type":"message","id":{"$gt":""},"text":"a"}', "bad_input"),
        ('{"type":"message","id":"a","text":"a","owner":"agent"}', "bad_input"),
        ('{"type":"message","id":"a","text":""}', "bad_input"),
        ('{"type":"message","id":"a","text":" \\u200b\\n "}', "bad_input"),
        ('{"type":"message","id":"","text":"a"}', "bad_input"),
        ('{"type":"message","id":"a b","text":"a"}', "bad_input"),
        ('{"type":"launch_missiles"}', "bad_input"),
        (json.dumps({"type": "message", "id": "a", "text": "y" * 4001}), "too_large"),
        (json.dumps({"type": "message", "id": "a", "text": _LONG}), "too_large"),
        ("[" * 50_000, "bad_input"),
        ('{"type":"rate","id":"a","helped":true}', "conflict"),
    ],
)
async def test_a_bad_frame_is_told_and_the_next_good_one_works(baton: Live, frame: str, code: str) -> None:
    widget = await baton.widget()
    assert widget.socket is not None
    await widget.socket.send_str(frame)
    await widget.until(lambda w: bool(w.errors))
    error = widget.errors[-1]["error"]
    assert set(error) == {"code", "message"}
    assert error["code"] == code
    assert "Traceback" not in error["message"]
    assert widget.texts("customer") == []
    await widget.ask("how much is shipping?", "good")
    await widget.cut()


async def test_control_characters_are_dropped_and_scripts_stay_text(baton: Live) -> None:
    widget = await baton.widget()
    await widget.ask("shipping\x00\x1b[31m cost <script>alert(1)</script>", "a")
    assert widget.texts("customer") == ["shipping[31m cost <script>alert(1)</script>"]
    await widget.cut()


async def test_a_lone_surrogate_is_stored_as_something_readable(baton: Live) -> None:
    widget = await baton.widget()
    assert widget.socket is not None
    await widget.socket.send_str('{"type":"message","id":"a","text":"how much is shipping \\ud800"}')
    await widget.until(lambda w: bool(w.errors) or len(w.texts("bot")) > 0)
    await widget.cut()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"\xff\xfe{}", 400),
        (b"{", 400),
        (b'{"sender":1,"message":"a"}', 400),
        (b'{"sender":"a"}', 400),
        (b'{"sender":"a","message":"a","role":"admin"}', 400),
        (b'{"sender":"a","message":""}', 400),
        (json.dumps({"sender": "a", "message": "y" * 5000}).encode(), 413),
        (json.dumps({"sender": "a", "message": _LONG}).encode(), 413),
    ],
)
async def test_a_bad_body_has_the_same_shape_of_error_on_every_door(baton: Live, body: bytes, status: int) -> None:
    async with baton.http.post(f"{baton.url}/webhooks/rest/webhook", data=body) as response:
        assert response.status == status
        assert set((await response.json())["error"]) == {"code", "message"}
    async with baton.http.get(f"{baton.url}/healthz") as response:
        assert response.status == 200


async def test_a_compressed_bomb_is_refused(baton: Live) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    async with baton.http.post(f"{baton.url}/webhooks/rest/webhook", data=bomb, headers=headers) as response:
        assert response.status == 413
        assert (await response.json())["error"]["code"] == "too_large"


@pytest.mark.parametrize("path", ["/nowhere", "/api/widget/nowhere", "/assets/../settings.py", "/assets/.source-hash"])
async def test_what_is_not_there_is_an_error_in_the_same_shape(baton: Live, path: str) -> None:
    async with baton.http.get(baton.url + path) as response:
        assert response.status == 404
        assert (await response.json())["error"]["code"] == "not_found"


async def test_a_wrong_method_says_which_is_right(baton: Live) -> None:
    async with baton.http.get(f"{baton.url}/webhooks/rest/webhook") as response:
        assert response.status == 405
        assert "POST" in response.headers["Allow"]
        assert set((await response.json())["error"]) == {"code", "message"}


async def test_nobody_reads_or_writes_a_conversation_that_is_not_theirs(baton: Live) -> None:
    mine, theirs = await baton.widget(), await baton.widget()
    await theirs.ask("how much is shipping?", "secret")
    path = f"{baton.url}/api/widget/conversations/{theirs.conversation}"
    for headers in ({}, {"Authorization": f"Bearer {mine.token}"}, {"Authorization": "Bearer "}):
        async with baton.http.get(f"{path}/events", headers=headers) as response:
            assert response.status == 404
        async with baton.http.post(f"{path}/messages", json={"id": "x", "text": "x"}, headers=headers) as response:
            assert response.status == 404
    intruder = Widget(baton.http, baton.url)
    intruder.conversation, intruder.token = theirs.conversation, mine.token
    await intruder.connect()
    await intruder.until(lambda w: bool(w.errors))
    assert intruder.errors[-1]["error"]["code"] == "not_found"
    assert intruder.socket is not None
    assert not intruder.seen
    for widget in (mine, theirs, intruder):
        await widget.cut()


@pytest.mark.parametrize("after", ["nan", "inf", "-inf", "x"])
async def test_a_number_that_is_none_is_refused(baton: Live, after: str) -> None:
    widget = await baton.widget()
    headers = {"Authorization": f"Bearer {widget.token}"}
    url = f"{baton.url}/api/widget/conversations/{widget.conversation}/events"
    for query in ({"after": after}, {"wait": after}):
        async with baton.http.get(url, params=query, headers=headers) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (400, "bad_input")
    async with baton.http.get(url, params={"after": "1e300"}, headers=headers) as response:
        assert (response.status, (await response.json())["events"]) == (200, [])
    await widget.cut()


@pytest.mark.parametrize(
    "first",
    [
        '{"type":"message","id":"a","text":"a"}',
        '{"type":"hello","conversation":"c","token":"t","after":9223372036854775808}',
    ],
)
async def test_a_socket_without_hello_is_let_go(baton: Live, first: str) -> None:
    async with baton.http.ws_connect(f"{baton.url}/api/widget/socket") as socket:
        await socket.send_str(first)
        frame = await socket.receive_json()
        assert frame["error"]["code"] == "bad_input"
        await socket.receive()
        assert socket.close_code == 4400
