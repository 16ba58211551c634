"""Linking accounts, what is known of people, what was said, and requests to delete it."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web

from tests.support.graph import FakeGraph, HandClock, Person
from tests.support.graph.signing import signed_request
from tests.support_graph.conftest import Caller
from tests.support_graph.sink import Sink


async def test_an_account_is_linked_once_the_webhook_was_acknowledged(
    fake: FakeGraph, sink: Sink, ada: Person, call: Caller
) -> None:
    login = fake.person_logs_in(ada)
    query = parse_qs(urlsplit(login.opens("https://shop.example/login?lang=en")).query)
    assert (query["account_linking_token"], query["lang"]) == ([login.token], ["en"])
    ask = {"fields": "recipient", "account_linking_token": login.token}
    assert await call("GET", "me", **ask) == (200, {"id": fake.shop.id, "recipient": ada.psid})
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{query['redirect_uri'][0]}&authorization_code=c1") as response,
    ):
        assert response.status == 200
    before = ada.linked
    await fake.pump()
    assert (before, ada.linked) == (None, "c1")
    assert sink.events[-1]["account_linking"] == {"status": "linked", "authorization_code": "c1"}
    _, answer = await call("POST", "me/unlink_accounts", {"psid": ada.psid})
    await fake.pump()
    assert (answer, ada.linked) == ({"result": "unlink account success"}, None)
    assert sink.events[-1]["account_linking"] == {"status": "unlinked"}


async def test_linking_needs_a_code_an_acknowledgement_and_five_minutes(
    fake: FakeGraph, sink: Sink, clock: HandClock, ada: Person, call: Caller
) -> None:
    async with aiohttp.ClientSession() as http:
        await http.get(fake.person_logs_in(ada).redirect_uri)
        await fake.pump()
        assert not any("account_linking" in e for e in sink.events)
        sink.status = 500
        await http.get(f"{fake.person_logs_in(ada).redirect_uri}&authorization_code=c1")
        await fake.pass_time(60)
    assert ada.linked is None
    login = fake.person_logs_in(ada)
    clock.advance(301)
    _, answer = await call("GET", "me", fields="recipient", account_linking_token=login.token)
    assert answer["error"]["code"] == 10303


@pytest.mark.parametrize(("kind", "subcode"), [("none", 2018218), ("denied", 2018247)])
async def test_a_profile_that_is_not_told(ada: Person, call: Caller, kind: str, subcode: int) -> None:
    ada.profile = kind
    _, answer = await call("GET", ada.psid, fields="first_name")
    assert (answer["error"]["code"], answer["error"]["error_subcode"]) == (100, subcode)
    ada.profile = "empty"
    assert await call("GET", ada.psid) == (200, {})


async def test_a_profile_with_its_picture(ada: Person, call: Caller, clock: HandClock) -> None:
    _, known = await call("GET", ada.psid, fields="first_name,profile_pic,locale")
    assert (known["first_name"], known["locale"], known["id"]) == ("Ada", "en_US", ada.psid)
    async with aiohttp.ClientSession() as http, http.get(known["profile_pic"]) as response:
        assert response.status == 200


async def test_what_was_said_can_be_read_after_an_outage(fake: FakeGraph, ada: Person, call: Caller) -> None:
    said = [fake.person_says(ada, str(n)).mid for n in range(25)]
    await call.send(ada, "sorry, we are back")
    fields = "participants,is_owner,messages.limit(30){id,message,from,to,created_time}"
    _, answer = await call("GET", "me/conversations", platform="messenger", user_id=ada.psid, fields=fields)
    (found,) = answer["data"]
    assert [p["id"] for p in found["participants"]["data"]] == [ada.psid, fake.shop.id]
    messages = found["messages"]["data"]
    newest, second = messages[:2]
    assert (newest["message"], newest["from"]["id"]) == ("sorry, we are back", fake.shop.id)
    assert (second["id"], second["message"], second["from"]["name"]) == (said[-1], "24", "Ada Lovelace")
    assert newest["created_time"] == "2026-01-01T00:00:00+0000"
    assert [set(m) > {"id", "created_time"} for m in messages] == [True] * 20 + [False] * 7
    assert (await call("GET", said[-1], fields="message"))[1] == {"id": said[-1], "message": "24"}
    assert (await call("GET", said[0], fields="message"))[1]["error"]["error_subcode"] == 33


async def test_conversations_come_newest_first_and_page_by_page(
    fake: FakeGraph, clock: HandClock, call: Caller
) -> None:
    people = [fake.person() for _ in range(3)]
    for person in people:
        fake.person_says(person, "hello")
    _, first = await call("GET", "me/conversations", limit="2")
    _, second = await call("GET", "me/conversations", limit="2", after=first["paging"]["cursors"]["after"])
    ids = [c["id"] for c in first["data"] + second["data"]]
    assert ids == [p.thread.id for p in reversed(people)]
    assert ("next" in first["paging"], "next" in second["paging"]) == (True, False)


async def test_a_thread_comes_page_by_page_whatever_is_said_meanwhile(
    fake: FakeGraph, ada: Person, call: Caller, clock: HandClock
) -> None:
    said = [fake.person_says(ada, str(n)).mid for n in range(5)]
    _, answer = await call("GET", "me/conversations", fields="messages.limit(2){id}")
    page, told = answer["data"][0]["messages"], []
    while True:
        told += [message["id"] for message in page["data"]]
        fake.person_says(ada, "and another thing")
        if "next" not in page["paging"]:
            break
        clock.advance(1)
        after = page["paging"]["cursors"]["after"]
        _, page = await call("GET", f"{ada.thread.id}/messages", fields="id", limit="2", after=after)
    assert told[: len(said)] == said[::-1]
    _, wrong = await call("GET", f"{ada.thread.id}/messages", after="nothing")
    assert wrong["error"]["code"] == 100


async def test_a_request_to_delete_names_the_human_not_the_page_s_person(
    fake: FakeGraph, ada: Person, call: Caller
) -> None:
    request = fake.deletion_request(ada)
    encoded = request.partition(".")[2]
    payload: dict[str, Any] = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    assert payload["user_id"] == ada.app_scoped_id != ada.psid
    assert signed_request(fake.app.secret, payload) == request
    _, answer = await call("GET", f"{payload['user_id']}/ids_for_pages")
    assert answer["data"] == [{"id": ada.psid, "page": {"id": fake.shop.id, "name": fake.shop.name}}]


async def test_what_a_bot_serves_itself_is_fetched_as_meta_would(fake: FakeGraph, ada: Person, call: Caller) -> None:
    async def serve(request: web.Request) -> web.Response:
        size = int(request.match_info["size"])
        return web.Response(body=bytes(size), content_type="image/png", status=200 if size else 404)

    app = web.Application()
    app.router.add_get("/{size}", serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    origin = f"http://127.0.0.1:{runner.addresses[0][1]}"

    def image(size: int) -> dict[str, Any]:
        return {"attachment": {"type": "image", "payload": {"url": f"{origin}/{size}", "is_reusable": True}}}

    try:
        _, answer = await call.send(ada, image(100))
        assert fake.files.uploads[answer["attachment_id"]].page_id == fake.shop.id
        assert await call.refused(ada, image(0)) == (100, 2018008)
        assert await call.refused(ada, image(8 * 1024 * 1024 + 1)) == (100, 2018109)
    finally:
        await runner.cleanup()


async def test_an_attachment_is_kept_for_ninety_days(
    fake: FakeGraph, clock: HandClock, ada: Person, call: Caller
) -> None:
    url = {"type": "image", "payload": {"url": "https://shop.example/a.png"}}
    _, kept = await call("POST", "me/message_attachments", {"message": {"attachment": url}})
    again = {"attachment": {"type": "image", "payload": kept}}
    assert (await call.send(ada, again))[0] == 200
    clock.advance(91 * 86_400)
    fake.person_says(ada, "hello again")
    assert await call.refused(ada, again) == (100, 2018074)


@pytest.mark.parametrize(
    "wrong",
    [
        {
            "persistent_menu": [
                {"locale": "default", "call_to_actions": [{"type": "postback", "title": "x", "payload": "y"}]}
            ]
        },
        {"get_started": {"payload": "p" * 1001}},
        {"greeting": [{"locale": "de_DE", "text": "Hallo"}]},
        {"ice_breakers": [{"locale": "default", "call_to_actions": [{"question": "q", "payload": "p"}] * 5}]},
        {"commands": [{"locale": "default", "commands": [{"name": "n" * 33, "description": "d"}]}]},
        {"whitelisted_domains": ["http://shop.example"]},
        {"mood": "good"},
        {},
    ],
)
async def test_a_profile_that_meta_refuses(fake: FakeGraph, call: Caller, wrong: dict[str, Any]) -> None:
    status, answer = await call("POST", "me/messenger_profile", wrong)
    assert (status, answer["error"]["code"]) == (400, 100)
    assert fake.shop.profile == {}
