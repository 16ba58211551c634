"""A client from npm finds the fake to be what it was written for."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.graph import INBOX, FakeGraph, HandClock, Person
from tests.support_graph.npm_client import NpmClient, installed, must_have_npm

pytestmark = pytest.mark.xdist_group("graph-npm")


@pytest.fixture(scope="module")
def folder() -> Path:
    """Give the installed client."""
    must_have_npm()
    return installed()


@pytest.fixture
def npm(folder: Path, fake: FakeGraph) -> NpmClient:
    """Give the client, with the app's secret, so that it proves each call."""
    fake.shop.needs_proof = True
    return NpmClient(folder, fake.url, fake.shop.token, fake.app.secret)


def _answers(results: list[dict[str, Any]]) -> list[Any]:
    assert all("answer" in result for result in results), results
    return [result["answer"] for result in results]


async def test_messages_of_each_kind(fake: FakeGraph, npm: NpmClient, ada: Person, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"\x89PNG" + bytes(1000))
    replies = [{"contentType": "text", "title": "Yes", "payload": "Y"}]
    buttons = [{"type": "postback", "title": "Track", "payload": "T"}]
    cards = [{"title": "Parcel", "subtitle": "on its way", "buttons": buttons}]
    results = await npm(
        ["sendText", ada.psid, "hello 你好"],
        ["sendText", ada.psid, "sure?", {"quickReplies": replies, "messagingType": "RESPONSE"}],
        ["sendButtonTemplate", ada.psid, "what?", buttons],
        ["sendGenericTemplate", ada.psid, cards],
        ["sendImage", ada.psid, {"$file": str(photo)}],
        ["uploadImage", {"$file": str(photo)}, {"isReusable": True}],
        ["uploadImage", "https://shop.example/a.png"],
    )
    answers = _answers(results)
    assert {a["recipientId"] for a in answers[:5]} == {ada.psid}
    assert ada.sees == ["hello 你好", "sure?", "template", "template", "image"]
    assert [m.mid for m in fake.sent()] == [a["messageId"] for a in answers[:5]]
    assert [m.messaging_type for m in fake.sent()][:2] == ["UPDATE", "RESPONSE"]
    assert fake.sent()[1].quick_replies[0]["payload"] == "Y"
    image = {"type": "image", "payload": {"attachmentId": answers[5]["attachmentId"]}}
    (sent,) = _answers(await npm(["sendMessage", ada.psid, {"attachment": image}]))
    assert fake.sent()[-1].mid == sent["messageId"]
    url = fake.sent()[-1].attachments[0]["payload"]["url"].partition("?")[0].removeprefix(fake.url)
    assert fake.files.stored[url].data == photo.read_bytes()


async def test_actions_personas_and_the_person_s_profile(fake: FakeGraph, npm: NpmClient, ada: Person) -> None:
    face = {"name": "Grace", "profilePictureUrl": "https://shop.example/grace.png"}
    (persona,) = _answers(await npm(["createPersona", face]))
    number = persona["id"]
    results = await npm(
        ["typingOn", ada.psid],
        ["markSeen", ada.psid],
        ["getPersona", number],
        ["getAllPersonas"],
        ["sendText", ada.psid, "Grace here", {"personaId": number}],
        ["deletePersona", number],
        ["getAllPersonas"],
        ["getUserProfile", ada.psid],
        ["getPageInfo"],
    )
    answers = _answers(results)
    assert answers[0] == answers[1] == {"recipientId": ada.psid}
    assert ada.thread.seen == ada.thread.messages[0].at
    assert answers[2] == {"id": number} | face
    assert answers[3] == [answers[2]]
    assert fake.sent()[0].persona_id == number
    assert (answers[5], answers[6]) == ({"success": True}, [])
    assert (answers[7]["firstName"], answers[7]["id"]) == ("Ada", ada.psid)
    assert answers[8]["id"] == fake.shop.id


async def test_the_messenger_profile(fake: FakeGraph, npm: NpmClient) -> None:
    menu = [{"type": "postback", "title": "Orders", "payload": "O"}]
    refused, *results = await npm(
        ["setPersistentMenu", menu],
        ["setGetStarted", "START"],
        ["setPersistentMenu", menu],
        ["setGreeting", "Hello!"],
        ["getPersistentMenu"],
        ["getGreeting"],
        ["deletePersistentMenu"],
        ["deleteGetStarted"],
        ["getGetStarted"],
    )
    assert refused["error"]["status"] == 400
    assert "Messenger API - 100 OAuthException" in refused["error"]["message"]
    answers = _answers(results)
    assert answers[0] == answers[1] == answers[2] == {"result": "success"}
    assert answers[3][0]["callToActions"] == menu
    assert answers[4][0]["text"] == "Hello!"
    assert answers[-1] is None
    assert list(fake.shop.profile) == ["greeting"]


async def test_errors(fake: FakeGraph, npm: NpmClient, clock: HandClock, ada: Person) -> None:
    clock.advance(25 * 3600)
    calls: list[list[Any]] = [
        ["sendText", ada.psid, "late"],
        ["sendText", ada.psid, "by hand", {"tag": "HUMAN_AGENT"}],
        ["sendText", "1234", "who?"],
        ["sendText", ada.psid, "x" * 2000],
    ]
    late, by_hand, unknown, long = await npm(*calls)
    assert late["error"]["message"].startswith("Messenger API - 10 OAuthException (#10) This message is sent outside")
    assert "answer" in by_hand
    assert "(#100) No matching user found" in unknown["error"]["message"]
    assert "Messenger API - 100 " in long["error"]["message"]
    fake.kill_token()
    (dead,) = await npm(["getPageInfo"])
    assert "Messenger API - 190 " in dead["error"]["message"]


async def test_who_has_the_thread(fake: FakeGraph, npm: NpmClient, ada: Person) -> None:
    results = await npm(
        ["getThreadOwner", ada.psid],
        ["passThreadControlToPageInbox", ada.psid, "please look"],
        ["getThreadOwner", ada.psid],
        ["sendText", ada.psid, "me again"],
        ["takeThreadControl", ada.psid],
        ["sendText", ada.psid, "me again"],
        ["requestThreadControl", ada.psid],
    )
    assert results[0]["answer"]["appId"] == fake.app.id
    assert results[2]["answer"]["appId"] == INBOX
    assert "another app is controlling this thread" in results[3]["error"]["message"]
    assert [m.text for m in fake.sent()] == ["me again"]
    assert ada.thread.passed == [(INBOX, "please look")]


async def test_a_human_s_ids_on_the_app_s_pages(fake: FakeGraph, npm: NpmClient, ada: Person) -> None:
    outlet = fake.page("Outlet")
    there = fake.person(outlet, same_as=ada)
    call = ["getIdsForPages", {"userId": ada.app_scoped_id, "appSecret": fake.app.secret}]
    (answer,) = _answers(await npm(call))
    found = answer["data"] if isinstance(answer, dict) else answer
    assert {(d["id"], d["page"]["id"]) for d in found} == {(ada.psid, fake.shop.id), (there.psid, outlet.id)}
