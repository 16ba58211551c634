"""Webhooks out: signed bytes, echoes, the timetable of retries, and the end after an hour."""

import asyncio
import json
import time

import pytest

from tests.support.graph import INBOX, FakeGraph, HandClock, Person, WallClock, fake_graph
from tests.support.graph.signing import sign
from tests.support_graph.conftest import Caller
from tests.support_graph.sink import Sink


async def test_a_message_comes_signed_over_its_escaped_bytes(fake: FakeGraph, sink: Sink) -> None:
    ada = fake.person()
    said = fake.person_says(ada, "where is it? 你好 😀 https://x/y")
    assert sink.bodies == []
    assert await fake.pump() == 1
    (body,) = sink.bodies
    assert rb"\u4f60\u597d \ud83d\ude00 https:\/\/x\/y" in body
    assert sink.headers[0]["X-Hub-Signature-256"] == sign(fake.app.secret, body)
    assert sink.headers[0]["X-Hub-Signature"].startswith("sha1=")
    entry = json.loads(body)["entry"][0]
    assert entry["id"] == fake.shop.id
    assert entry["messaging"] == [
        {
            "sender": {"id": ada.psid},
            "recipient": {"id": fake.shop.id},
            "timestamp": said.at,
            "message": {"mid": said.mid, "text": "where is it? 你好 😀 https://x/y"},
        }
    ]


async def test_what_the_bot_sends_comes_back_as_an_echo(fake: FakeGraph, sink: Sink, ada: Person, call: Caller) -> None:
    await fake.pump()
    sink.forget()
    status, answer = await call.send(ada, {"text": "hi", "metadata": "our-id-1"})
    assert status == 200
    await fake.pump()
    (event,) = sink.events
    assert event["sender"] == {"id": fake.shop.id}
    assert event["recipient"] == {"id": ada.psid} == {"id": answer["recipient_id"]}
    assert event["message"] == {
        "mid": answer["message_id"],
        "is_echo": True,
        "app_id": int(fake.app.id),
        "text": "hi",
        "metadata": "our-id-1",
    }


async def test_staff_in_meta_s_inbox_take_the_thread(fake: FakeGraph, sink: Sink, ada: Person, call: Caller) -> None:
    await fake.pump()
    sink.forget()
    fake.inbox_says(ada, "let me look")
    fake.person_says(ada, "thanks")
    await fake.pump()
    taken, echo, heard = [entry for post in sink.posts for entry in post["entry"]]
    change = taken["messaging"][0]["take_thread_control"]
    assert (change["previous_owner_app_id"], change["new_owner_app_id"]) == (fake.app.id, INBOX)
    assert echo["standby"][0]["message"]["app_id"] == int(INBOX)
    assert heard["standby"][0]["message"]["text"] == "thanks"
    assert await call.refused(ada, "hello") == (10, 2018300)


async def test_a_failing_webhook_is_tried_at_once_and_then_ever_more_seldom(
    fake: FakeGraph, sink: Sink, clock: HandClock
) -> None:
    start = clock.now()
    sink.status = 500
    fake.person_says(fake.person(), "hello")
    await fake.pass_time(1000)
    assert [round(a.at - start) for a in fake.webhooks.attempts] == [0, 0, 0, 0, 60, 180, 420, 900]
    assert len(set(sink.bodies)) == 1
    assert [what for _, _, what in fake.webhooks.alerts] == ["failing"]
    sink.status = 200
    await fake.pass_time(1000)
    assert (fake.webhooks.waiting, sink.events[-1]["message"]["text"]) == (0, "hello")


@pytest.mark.parametrize("status", [201, 204, 302, 400, 404, 503])
async def test_only_200_is_an_acknowledgement(fake: FakeGraph, sink: Sink, status: int) -> None:
    sink.status = status
    fake.person_says(fake.person(), "hello")
    await fake.pump()
    assert fake.webhooks.waiting == 1


async def test_who_answers_too_late_has_not_acknowledged(fake: FakeGraph, sink: Sink) -> None:
    fake.webhooks.patience = 0.05
    sink.answers = False
    fake.person_says(fake.person(), "hello")
    await fake.pump()
    assert {attempt.status for attempt in fake.webhooks.attempts} == {None}
    assert fake.webhooks.waiting == 1
    sink.answers = True
    fake.webhooks.patience = 5.0
    await fake.pass_time(60)
    assert fake.webhooks.waiting == 0


async def test_webhooks_can_go_out_by_themselves_at_the_machine_s_time() -> None:
    async with fake_graph(WallClock(), automatic=True) as fake, Sink(fake.app.verify_token).running() as sink:
        await fake.set_webhook(sink.url)
        before = time.time()
        fake.person_says(fake.person(), "hello")
        await asyncio.wait_for(sink.came.wait(), 10)
        assert before - 1 < sink.events[0]["timestamp"] / 1000 < time.time() + 1


async def test_after_an_hour_the_app_is_unsubscribed_until_it_subscribes_again(
    fake: FakeGraph, sink: Sink, ada: Person, call: Caller
) -> None:
    sink.status = 500
    await fake.pass_time(3700)
    assert [what for _, _, what in fake.webhooks.alerts] == ["failing", "disabled"]
    assert await call("GET", "me/subscribed_apps") == (200, {"data": []})
    sink.status = 200
    sink.forget()
    fake.person_says(ada, "is anybody there?")
    await fake.pass_time(86_400)
    assert sink.bodies == []
    assert await call("POST", "me/subscribed_apps", {"subscribed_fields": "messages"}) == (200, {"success": "true"})
    fake.person_says(ada, "and now?")
    fake.person_reads(ada)
    await fake.pump()
    assert [e["message"]["text"] for e in sink.events] == ["and now?"]


async def test_events_can_be_batched_repeated_and_mixed_up(fake: FakeGraph, sink: Sink) -> None:
    ada = fake.person()
    for number in range(6):
        fake.person_says(ada, str(number))
    fake.webhooks.events_per_post, fake.webhooks.events_per_entry = 4, 2
    fake.webhooks.duplicate = fake.webhooks.reorder = True
    await fake.pump()
    assert [[len(e["messaging"]) for e in post["entry"]] for post in sink.posts] == [[2, 2], [2, 2], [2], [2]]
    texts = [e["message"]["text"] for e in sink.events]
    assert sorted(texts) == sorted("001122334455")
    assert list(dict.fromkeys(texts)) != list("012345")


async def test_a_wrong_challenge_is_no_webhook(fake: FakeGraph, sink: Sink) -> None:
    sink.verify_token = "another"
    with pytest.raises(AssertionError, match="403"):
        await fake.set_webhook(sink.url)
