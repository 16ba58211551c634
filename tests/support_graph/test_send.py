"""The Send API: what is taken, and each thing that Meta refuses."""

from typing import Any

import aiohttp
import pytest

from tests.support.graph import FakeGraph, HandClock, Person
from tests.support_graph.conftest import Caller

HOUR, DAY = 3600, 86_400


def _button(count: int = 1, **more: Any) -> dict[str, Any]:
    buttons = [{"type": "postback", "title": "Track", "payload": "P"} | more] * count
    return {"attachment": {"type": "template", "payload": {"template_type": "button", "text": "?", "buttons": buttons}}}


def _generic(**element: Any) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": {"template_type": "generic", "elements": [element]}}}


def _quick(count: int = 1, **more: Any) -> dict[str, Any]:
    return {"text": "?", "quick_replies": [{"content_type": "text", "title": "Yes", "payload": "Y"} | more] * count}


@pytest.mark.parametrize(
    "message",
    [
        {"text": "x" * 1999},
        {"text": "你好", "metadata": "m" * 999},
        _quick(13, title="t" * 20, payload="p" * 1000),
        {"text": "mail?", "quick_replies": [{"content_type": "user_email"}]},
        _button(3),
        _generic(title="t" * 80, subtitle="s" * 80),
        {"attachment": {"type": "image", "payload": {"url": "https://shop.example/a.png"}}},
    ],
)
async def test_what_meta_takes(ada: Person, call: Caller, message: dict[str, Any]) -> None:
    status, answer = await call.send(ada, message)
    assert status == 200, answer
    assert answer["recipient_id"] == ada.psid
    assert answer["message_id"].startswith("m_")


@pytest.mark.parametrize(
    "message",
    [
        {"text": "x" * 2000},
        {"text": " "},
        {"text": 5},
        {"text": "x", "metadata": "m" * 1000},
        {"text": "x", "attachment": {"type": "image", "payload": {"url": "https://x.example"}}},
        {"text": "x", "mood": "good"},
        _quick(14),
        _quick(title="t" * 21),
        _quick(payload="p" * 1001),
        _button(4),
        _button(0),
        _button(title="t" * 21),
        _button(payload="p" * 1001),
        _generic(title="alone"),
        _generic(title="t" * 81, subtitle="s"),
        _generic(title="t", default_action={"type": "web_url", "title": "no", "url": "https://x.example"}),
        {"attachment": {"type": "template", "payload": {"template_type": "poem"}}},
        {"attachment": {"type": "image", "payload": {"url": "ftp://x"}}},
        {"attachment": {"type": "hologram", "payload": {"url": "https://x.example"}}},
    ],
)
async def test_what_meta_refuses(fake: FakeGraph, ada: Person, call: Caller, message: dict[str, Any]) -> None:
    assert await call.refused(ada, message) == (100, None)
    assert fake.sent() == []


async def test_an_empty_message_and_an_unknown_attachment_have_names(ada: Person, call: Caller) -> None:
    assert await call.refused(ada, {"metadata": "x"}) == (100, 2018034)
    image = {"attachment": {"type": "image", "payload": {"attachment_id": "123"}}}
    assert await call.refused(ada, image) == (100, 2018074)


async def test_a_message_without_its_type_or_with_an_unknown_one_is_refused(ada: Person, call: Caller) -> None:
    assert await call.refused(ada, "x", messaging_type=None) == (100, None)
    assert await call.refused(ada, "x", messaging_type="CHAT") == (100, None)


async def test_a_form_with_json_strings_says_the_same_as_json(
    fake: FakeGraph, ada: Person, http: aiohttp.ClientSession
) -> None:
    form = {
        "access_token": fake.shop.token,
        "recipient": f'{{"id":"{ada.psid}"}}',
        "messaging_type": "RESPONSE",
        "message": '{"text":"by form"}',
    }
    async with http.post(f"{fake.shop.id}/messages", data=form) as response:
        assert (response.status, (await response.json())["recipient_id"]) == (200, ada.psid)
    assert ada.sees == ["by form"]


@pytest.mark.parametrize(
    ("after", "more", "expected"),
    [
        (DAY - 1, {}, None),
        (DAY + 1, {}, (10, 2018278)),
        (DAY + 1, {"messaging_type": "UPDATE"}, (10, 2018278)),
        (6 * DAY, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, None),
        (7 * DAY + 1, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, (10, 2018278)),
        (0, {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"}, (100, None)),
        (0, {"messaging_type": "MESSAGE_TAG"}, (100, None)),
        (0, {"messaging_type": "RESPONSE", "tag": "HUMAN_AGENT"}, (100, None)),
        (0, {"messaging_type": "MESSAGE_TAG", "tag": "CUSTOMER_FEEDBACK"}, (100, None)),
    ],
)
async def test_the_windows(
    clock: HandClock, ada: Person, call: Caller, after: int, more: dict[str, str], expected: tuple[int, int] | None
) -> None:
    clock.advance(after)
    if expected:
        assert await call.refused(ada, "still there?", **more) == expected
    else:
        assert (await call.send(ada, "still there?", **more))[0] == 200


async def test_who_never_wrote_cannot_be_written_to(fake: FakeGraph, call: Caller) -> None:
    assert await call.refused(fake.person(), "buy!") == (10, 2018278)


async def test_a_reaction_a_button_and_a_link_open_the_window_and_reading_does_not(
    fake: FakeGraph, clock: HandClock, ada: Person, call: Caller
) -> None:
    mid = ada.thread.messages[0].mid
    for act in (
        lambda: fake.person_reacts(ada, mid),
        lambda: fake.person_posts_back(ada, "Get started", "START"),
        lambda: fake.person_follows_link(ada, "flyer"),
    ):
        clock.advance(2 * DAY)
        fake.person_reads(ada)
        assert await call.refused(ada, "x") == (10, 2018278)
        act()
        assert (await call.send(ada, "x"))[0] == 200


async def test_another_page_s_person_or_path_is_not_this_page_s(fake: FakeGraph, ada: Person, call: Caller) -> None:
    other = fake.page("Other")
    stranger = fake.person(other)
    assert await call.refused(stranger, "x") == (100, 2018001)
    status, answer = await call("POST", f"{other.id}/messages", {})
    assert (status, answer["error"]["code"], answer["error"]["error_subcode"]) == (400, 100, 33)


async def test_who_cannot_be_reached(ada: Person, call: Caller) -> None:
    ada.reachable = False
    assert await call.refused(ada, "x") == (551, 1545041)


async def test_sender_actions_stand_alone(fake: FakeGraph, ada: Person, call: Caller) -> None:
    to = {"recipient": {"id": ada.psid}}
    assert await call("POST", "me/messages", to | {"sender_action": "typing_on"}) == (200, {"recipient_id": ada.psid})
    before = ada.thread.typing
    await call.send(ada, "x")
    assert (before, ada.thread.typing) == (True, False)
    await call("POST", "me/messages", to | {"sender_action": "mark_seen"})
    assert ada.thread.seen == ada.thread.messages[0].at
    assert await call.refused(ada, "x", sender_action="typing_on") == (100, 2018014)
    _, answer = await call("POST", "me/messages", to | {"sender_action": "dance"})
    assert answer["error"]["code"] == 100


async def test_the_page_reacts(fake: FakeGraph, ada: Person, call: Caller) -> None:
    mid = ada.thread.messages[0].mid
    body: dict[str, Any] = {"recipient": {"id": ada.psid}, "sender_action": "react"}
    payload = {"message_id": mid, "reaction": "love"}
    assert (await call("POST", "me/messages", body | {"payload": payload}))[0] == 200
    assert ada.thread.messages[0].reactions == {fake.shop.id: "love"}
    _, answer = await call("POST", "me/messages", body | {"payload": payload | {"message_id": "m_none"}})
    assert answer["error"]["code"] == 100


async def test_an_answer_to_a_message_and_a_persona_must_exist(fake: FakeGraph, ada: Person, call: Caller) -> None:
    mid = ada.thread.messages[0].mid
    assert (await call.send(ada, "x", reply_to={"mid": mid}))[0] == 200
    assert await call.refused(ada, "x", reply_to={"mid": "m_none"}) == (100, None)
    face = {"name": "Grace", "profile_picture_url": "https://shop.example/grace.png"}
    _, persona = await call("POST", "me/personas", face)
    assert (await call.send(ada, "x", persona_id=persona["id"]))[0] == 200
    await call("DELETE", persona["id"])
    assert await call.refused(ada, "x", persona_id=persona["id"]) == (100, None)


async def test_three_hundred_sends_a_second_and_ten_of_sound(clock: HandClock, ada: Person, call: Caller) -> None:
    sound = {"attachment": {"type": "audio", "payload": {"url": "https://shop.example/a.mp3"}}}
    for _ in range(10):
        assert (await call.send(ada, sound))[0] == 200
    assert await call.refused(ada, sound) == (613, None)
    for _ in range(289):
        assert (await call.send(ada, "x"))[0] == 200
    assert await call.refused(ada, "x") == (613, None)
    clock.advance(1.0)
    assert (await call.send(ada, "x"))[0] == 200
