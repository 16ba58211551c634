"""What goes wrong on demand, and what was carried out all the same."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.support.graph import FakeGraph, HandClock, Person
from tests.support.soon import soon
from tests.support_graph.conftest import Caller
from tests.support_graph.sink import Sink


async def test_the_next_sends_fail_as_told(fake: FakeGraph, ada: Person, call: Caller) -> None:
    fake.faults.fail(2, status=503, times=2)
    assert [(await call.send(ada, "x"))[0] for _ in range(3)] == [503, 503, 200]
    fake.faults.fail(368)
    assert await call.refused(ada, "x") == (368, None)
    assert ada.sees == ["x"]


async def test_an_error_after_the_message_was_taken(fake: FakeGraph, sink: Sink, ada: Person, call: Caller) -> None:
    fake.faults.fail(1, 1357046, accepted=True)
    status, answer = await call.send(ada, {"text": "x", "metadata": "our-id-1"})
    assert (status, answer["error"]["error_subcode"]) == (500, 1357046)
    await fake.pump()
    assert sink.events[-1]["message"]["metadata"] == "our-id-1"
    assert ada.sees == ["x"]


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_lost_answer(fake: FakeGraph, ada: Person, call: Caller, accepted: bool) -> None:
    fake.faults.drop(accepted=accepted)
    with pytest.raises(aiohttp.ClientError):
        await call.send(ada, "x")
    assert ada.sees == (["x"] if accepted else [])
    assert (await call.send(ada, "y"))[0] == 200


async def test_a_refused_call_uses_no_fault_up(fake: FakeGraph, ada: Person, call: Caller) -> None:
    fake.faults.drop(accepted=True)
    assert await call.refused(ada, "x" * 2000) == (100, None)
    with pytest.raises(aiohttp.ClientError):
        await call.send(ada, "x")


async def test_typing_meets_no_fault_of_messages(fake: FakeGraph, ada: Person, call: Caller) -> None:
    fake.faults.fail(2)
    to = {"recipient": {"id": ada.psid}, "sender_action": "typing_on"}
    assert (await call("POST", "me/messages", to))[0] == 200
    assert (await call.send(ada, "x"))[0] == 500


async def test_a_proxy_s_page_of_html(fake: FakeGraph, http: aiohttp.ClientSession) -> None:
    fake.faults.crash(502, api="*")
    async with http.get("me", params={"access_token": fake.shop.token}) as response:
        assert (response.status, response.content_type) == (502, "text/html")


async def test_an_answer_is_held_while_its_echo_arrives(fake: FakeGraph, sink: Sink, ada: Person, call: Caller) -> None:
    hold = fake.faults.hold()
    sending = asyncio.create_task(call.send(ada, "x"))
    await soon(hold.arrived)
    await fake.pump()
    assert sink.events[-1]["message"]["text"] == "x"
    assert not sending.done()
    hold.release()
    status, answer = await sending
    assert (status, answer["message_id"]) == (200, sink.events[-1]["message"]["mid"])


async def test_a_token_dies_and_lives_again(fake: FakeGraph, ada: Person, call: Caller) -> None:
    fake.kill_token(subcode=460)
    status, answer = await call.send(ada, "x")
    assert (status, answer["error"]["code"], answer["error"]["error_subcode"]) == (401, 190, 460)
    fake.revive_token()
    assert (await call.send(ada, "x"))[0] == 200
    old = fake.shop.token
    fake.revive_token(new=True)
    assert (await call("GET", "me", access_token=old))[1]["error"]["code"] == 190
    assert (await call("GET", "me"))[0] == 200


async def test_a_call_without_token_or_with_a_wrong_proof(fake: FakeGraph, http: aiohttp.ClientSession) -> None:
    async with http.get("me") as response:
        assert (await response.json())["error"]["code"] == 2500
    async with http.get("me", params={"access_token": fake.shop.token, "appsecret_proof": "0" * 64}) as response:
        assert (await response.json())["error"]["code"] == 100
    async with http.get("me", headers={"Authorization": f"Bearer {fake.shop.token}"}) as response:
        assert (await response.json())["id"] == fake.shop.id


async def _headers(fake: FakeGraph, http: aiohttp.ClientSession) -> Any:
    async with http.get("me", params={"access_token": fake.shop.token}) as response:
        return (
            response.status,
            response.headers.get("X-App-Usage", ""),
            response.headers.get("X-Business-Use-Case-Usage", ""),
        )


async def test_the_headers_of_usage(fake: FakeGraph, http: aiohttp.ClientSession) -> None:
    assert await _headers(fake, http) == (200, "", "")
    fake.rates.show(fake.shop, 95, regain_minutes=7)
    _, app, business = await _headers(fake, http)
    assert '"call_count": 95' in app
    assert f'"{fake.shop.id}"' in business
    assert '"estimated_time_to_regain_access": 7' in business


async def test_the_app_s_own_limit_grows_with_the_people_in_contact(
    fake: FakeGraph, http: aiohttp.ClientSession, clock: HandClock, ada: Person, call: Caller
) -> None:
    fake.rates.calls_per_person = 4
    assert [(await _headers(fake, http))[1][15:18] for _ in range(4)] == ["25,", "50,", "75,", "100"]
    assert (await call("GET", "me"))[1]["error"]["code"] == 4
    fake.person_says(fake.person(), "me too")
    assert (await call("GET", "me"))[0] == 200
    clock.advance(86_401)
    assert (await call("GET", "me"))[0] == 200


@pytest.mark.parametrize(("path", "limit", "seconds"), [("conversations", 2, 1.0), ("messenger_profile", 10, 600.0)])
async def test_seldom_apis(call: Caller, clock: HandClock, path: str, limit: int, seconds: float) -> None:
    for _ in range(limit):
        assert (await call("GET", f"me/{path}", fields="greeting"))[0] == 200
    status, answer = await call("GET", f"me/{path}", fields="greeting")
    assert (status, answer["error"]["code"]) == (400, 613)
    clock.advance(seconds)
    assert (await call("GET", f"me/{path}", fields="greeting"))[0] == 200


async def test_every_call_is_remembered(fake: FakeGraph, ada: Person, call: Caller) -> None:
    await call.send(ada, "x")
    await call.send(ada, "x" * 2000)
    assert [(c.method, c.path, c.status) for c in fake.calls] == [
        ("POST", "me/messages", 200),
        ("POST", "me/messages", 400),
    ]
    assert "access_token" not in fake.calls[0].params
