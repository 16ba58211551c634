"""Every kind of event that a webhook can bring, as people make it."""

from typing import Any

import aiohttp
import pytest

from tests.support.graph import FakeGraph, HandClock, Person
from tests.support_graph.conftest import Caller
from tests.support_graph.sink import Sink


@pytest.fixture
def bot_said(fake: FakeGraph, call: Caller) -> Any:
    """Give what lets the bot say something."""

    async def say(person: Person, message: Any) -> str:
        status, answer = await call.send(person, message)
        assert status == 200, answer
        return str(answer["message_id"])

    return say


async def _last(fake: FakeGraph, sink: Sink) -> dict[str, Any]:
    await fake.pump()
    return sink.events[-1]


async def test_a_quick_reply_is_tapped(fake: FakeGraph, sink: Sink, ada: Person, bot_said: Any) -> None:
    replies = [{"content_type": "text", "title": "Yes", "payload": "Y"}]
    await bot_said(ada, {"text": "?", "quick_replies": replies})
    said = fake.person_picks(ada, "Yes")
    message = (await _last(fake, sink))["message"]
    assert message == {"mid": said.mid, "text": "Yes", "quick_reply": {"payload": "Y"}}


async def test_a_button_is_pressed(fake: FakeGraph, sink: Sink, ada: Person, bot_said: Any) -> None:
    buttons = [{"type": "postback", "title": "Track", "payload": "T"}]
    cards = [{"title": "Parcel", "subtitle": "s", "buttons": buttons}]
    payload = {"template_type": "generic", "elements": cards}
    await bot_said(ada, {"attachment": {"type": "template", "payload": payload}})
    mid = fake.person_presses(ada, "Track")
    event = await _last(fake, sink)
    assert event["postback"] == {"mid": mid, "title": "Track", "payload": "T"}


async def test_an_image_is_served_until_its_url_expires(
    fake: FakeGraph, sink: Sink, clock: HandClock, ada: Person
) -> None:
    fake.person_sends(ada, "image", b"\x89PNG...", "image/png", name="parcel.png")
    (attachment,) = (await _last(fake, sink))["message"]["attachments"]
    assert attachment["type"] == "image"
    async with aiohttp.ClientSession() as http:
        async with http.get(attachment["payload"]["url"]) as response:
            assert (response.content_type, await response.read()) == ("image/png", b"\x89PNG...")
        clock.advance(8 * 86_400)
        async with http.get(attachment["payload"]["url"]) as response:
            assert response.status == 403


async def test_stickers_links_and_answers(fake: FakeGraph, sink: Sink, ada: Person) -> None:
    fake.person_sends_sticker(ada, old=True)
    message = (await _last(fake, sink))["message"]
    assert [a["type"] for a in message["attachments"]] == ["sticker", "image"]
    fake.person_shares(ada, "https://shop.example/1", "A lamp")
    message = (await _last(fake, sink))["message"]
    assert (message["text"], message["attachments"][0]["type"]) == ("https://shop.example/1", "fallback")
    own = ada.thread.messages[0].mid
    fake.person_says(ada, "this one", reply_to=own)
    assert (await _last(fake, sink))["message"]["reply_to"] == {"mid": own, "is_self_reply": True}


async def test_an_ad_comes_with_the_message(fake: FakeGraph, sink: Sink, ada: Person) -> None:
    referral = {"ref": "spring", "ad_id": "1", "source": "ADS", "type": "OPEN_THREAD"}
    fake.person_says(ada, "how much?", referral=referral)
    assert (await _last(fake, sink))["message"]["referral"] == referral


async def test_reactions_and_edits(fake: FakeGraph, sink: Sink, ada: Person) -> None:
    mid = ada.thread.messages[0].mid
    fake.person_reacts(ada, mid, "sad", "😢")
    reaction = {"action": "react", "reaction": "sad", "emoji": "😢", "mid": mid}
    assert (await _last(fake, sink))["reaction"] == reaction
    fake.person_reacts(ada, mid, take_back=True)
    assert (await _last(fake, sink))["reaction"] == {"action": "unreact", "mid": mid}
    for number in range(1, 6):
        fake.person_edits(ada, mid, f"hello {number}")
        edit = (await _last(fake, sink))["message_edit"]
        assert edit == {"mid": mid, "text": f"hello {number}", "num_edit": number}
    with pytest.raises(AssertionError):
        fake.person_edits(ada, mid, "once more")


async def test_watermarks(fake: FakeGraph, sink: Sink, ada: Person, bot_said: Any) -> None:
    mid = await bot_said(ada, "hi")
    mark = fake.person_receives(ada)
    assert (await _last(fake, sink))["delivery"] == {"mids": [mid], "watermark": mark}
    fake.person_receives(ada, mids=False)
    assert (await _last(fake, sink))["delivery"] == {"watermark": mark}
    fake.person_reads(ada)
    assert (await _last(fake, sink))["read"] == {"watermark": mark}
    assert mark == fake.sent()[0].at


async def test_the_rest_has_its_key(fake: FakeGraph, sink: Sink, ada: Person) -> None:
    fake.person_follows_link(ada, "flyer")
    assert (await _last(fake, sink))["referral"]["source"] == "SHORTLINK"
    fake.person_answers_survey(ada, "s", "q", 5, "great")
    screens = (await _last(fake, sink))["messaging_feedback"]["feedback_screens"]
    assert screens[0]["questions"]["q"]["follow_up"]["payload"] == "great"
    fake.person_judges(ada, "m_1", good=False)
    assert (await _last(fake, sink))["response_feedback"] == {"feedback": "Bad response", "mid": "m_1"}
    fake.person_orders(ada, [{"id": "1", "quantity": 2}], "soon please")
    assert (await _last(fake, sink))["order"]["note"] == "soon please"
    fake.person_fills_form(ada, "77")
    assert (await _last(fake, sink))["form"] == {"id": "77"}
    fake.meta_enforces(fake.shop, "block", "spam")
    event = await _last(fake, sink)
    assert (event["policy_enforcement"], event.get("sender")) == ({"action": "block", "reason": "spam"}, None)


async def test_changes(fake: FakeGraph, sink: Sink, ada: Person) -> None:
    await fake.pump()
    sink.forget()
    fake.meta_labels(ada, "VIP")
    fake.meta_tests(fake.shop)
    await fake.pump()
    labelled, tested = [entry["changes"][0] for post in sink.posts for entry in post["entry"]]
    assert labelled["value"]["label"]["page_label_name"] == "VIP"
    assert tested["value"]["timestamp"] == "1527459824"


async def test_anything_can_be_delivered(fake: FakeGraph, sink: Sink, ada: Person) -> None:
    assert fake.deliver(fake.shop, {"sender": {"id": ada.psid}, "telepathy": {}})
    assert "telepathy" in await _last(fake, sink)
    assert not fake.deliver(fake.shop, {}, field="telepathy")


async def test_who_opted_in_can_be_written_to_at_any_time(
    fake: FakeGraph, sink: Sink, clock: HandClock, ada: Person, call: Caller
) -> None:
    token = fake.person_opts_in(ada, "NEWS")
    assert (await _last(fake, sink))["optin"]["notification_messages_token"] == token
    clock.advance(30 * 86_400)
    recipient = {"notification_messages_token": token}
    body = {"recipient": recipient, "message": {"text": "sale"}}
    status, answer = await call("POST", "me/messages", body)
    assert (status, "recipient_id" in answer) == (200, False)
