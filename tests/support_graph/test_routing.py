"""Conversation Routing: who may speak, who is told, and when control runs out."""

import pytest

from tests.support.graph import INBOX, FakeGraph, HandClock, Person
from tests.support_graph.conftest import Caller
from tests.support_graph.sink import Sink

DAY = 86_400


async def _owner(call: Caller, person: Person) -> str | None:
    status, answer = await call("GET", "me/thread_owner", recipient=person.psid)
    assert status == 200
    return answer["data"][0]["thread_owner"]["app_id"] if answer["data"] else None


async def _control(call: Caller, what: str, person: Person, **more: str) -> tuple[int, int | None]:
    body = {"recipient": {"id": person.psid}} | more
    status, answer = await call("POST", f"me/{what}_thread_control", body)
    assert (status == 200) == (answer == {"success": True})
    return status, answer.get("error", {}).get("error_subcode")


async def test_an_idle_thread_becomes_the_default_app_s(fake: FakeGraph, clock: HandClock, call: Caller) -> None:
    ada = fake.person()
    assert await _owner(call, ada) is None
    fake.person_says(ada, "hello")
    assert await _owner(call, ada) == fake.app.id
    clock.advance(DAY + 1)
    assert await _owner(call, ada) is None


async def test_pass_take_release(fake: FakeGraph, ada: Person, call: Caller) -> None:
    assert await _control(call, "pass", ada, target_app_id=INBOX, metadata="angry") == (200, None)
    assert await _owner(call, ada) == INBOX
    assert ada.thread.passed == [(INBOX, "angry")]
    for what in ("pass", "release", "extend"):
        assert await _control(call, what, ada, target_app_id=INBOX, duration="60") == (400, 2018300)
    assert await call.refused(ada, "x") == (10, 2018300)
    assert await _control(call, "request", ada) == (200, None)
    assert ada.thread.requests == [fake.app.id]
    assert await _control(call, "take", ada) == (200, None)
    assert await _owner(call, ada) == fake.app.id
    assert await _control(call, "release", ada) == (200, None)
    assert await _owner(call, ada) is None


async def test_only_the_default_app_speaks_in_an_idle_thread(fake: FakeGraph, ada: Person, call: Caller) -> None:
    await _control(call, "release", ada)
    assert (await call.send(ada, "x"))[0] == 200
    fake.shop.default_app = INBOX
    assert await call.refused(ada, "x") == (10, 2018300)


async def test_without_a_default_app_all_speak_and_nobody_takes(
    fake: FakeGraph, sink: Sink, ada: Person, call: Caller
) -> None:
    fake.shop.default_app = None
    fake.inbox_says(ada, "hi from the inbox")
    assert (await call.send(ada, "hi from the bot"))[0] == 200
    assert await _control(call, "take", ada) == (400, 2018171)
    await fake.pump()
    assert all("messaging" in entry for post in sink.posts for entry in post["entry"])


async def test_control_can_be_kept_for_seven_days(fake: FakeGraph, clock: HandClock, ada: Person, call: Caller) -> None:
    assert (await _control(call, "extend", ada, duration=str(7 * DAY + 1)))[0] == 400
    assert await _control(call, "extend", ada, duration=str(7 * DAY)) == (200, None)
    clock.advance(6 * DAY)
    assert await _owner(call, ada) == fake.app.id


async def test_a_message_can_hand_over_as_it_goes(ada: Person, call: Caller) -> None:
    await call.send(ada, "a person will answer", thread_control={"control_type": "pass", "app_id": INBOX})
    assert await _owner(call, ada) == INBOX


async def test_our_app_is_told_of_what_others_do(fake: FakeGraph, sink: Sink, ada: Person) -> None:
    await fake.pump()
    sink.forget()
    fake.inbox_requests(ada, "may I?")
    fake.inbox_takes(ada, "mine")
    fake.inbox_passes(ada, "yours")
    fake.meta_names_roles(fake.shop)
    await fake.pump()
    asked, taken, passed, roles = sink.events
    assert asked["request_thread_control"] == {"requested_owner_app_id": INBOX, "metadata": "may I?"}
    assert taken["take_thread_control"] == {
        "previous_owner_app_id": fake.app.id,
        "new_owner_app_id": INBOX,
        "metadata": "mine",
    }
    assert passed["pass_thread_control"] == {
        "previous_owner_app_id": INBOX,
        "new_owner_app_id": fake.app.id,
        "metadata": "yours",
    }
    assert roles["app_roles"] == {fake.app.id: ["primary_receiver"]}
    assert "sender" not in roles


async def test_a_button_in_standby_comes_without_its_payload(fake: FakeGraph, sink: Sink, ada: Person) -> None:
    fake.inbox_takes(ada)
    await fake.pump()
    sink.forget()
    mid = fake.person_posts_back(ada, "Refund", "SECRET")
    await fake.pump()
    (entry,) = sink.posts[0]["entry"]
    assert entry["standby"][0]["postback"] == {"mid": mid, "title": "Refund"}


@pytest.mark.parametrize("subscribed", [True, False])
async def test_standby_is_a_field_of_its_own(fake: FakeGraph, sink: Sink, ada: Person, subscribed: bool) -> None:
    await fake.pump()
    sink.forget()
    fake.inbox_takes(ada)
    if not subscribed:
        fake.shop.fields.discard("standby")
    fake.person_says(ada, "hello?")
    await fake.pump()
    assert any("message" in e for e in sink.events) is subscribed


async def test_which_routing_a_page_has(fake: FakeGraph, call: Caller) -> None:
    _, answer = await call("GET", "me", fields="messaging_feature_status")
    assert answer["messaging_feature_status"]["hop_v2"] is True
