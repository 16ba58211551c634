"""The webhook: what it answers, and that whatever it acknowledged is kept, once."""

import asyncio
import gzip
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.messenger.webhook import LARGEST, PATH
from bot.conversation.channel_events import CustomerReacted, TakenElsewhere
from tests.channels.messenger.door import ADA, BEFORE, OTHER, PAGE, SECRET, TOKEN, Door, door, now_ms, says, webhook
from tests.support.graph.signing import encode, sign, sign_legacy

HELLO = encode(webhook(says("你好 😀 ä/", "m1")))


@pytest.fixture
async def meta(tmp_path: Path) -> AsyncIterator[Door]:
    async with door(tmp_path) as opened:
        yield opened


async def test_meta_verifies_the_webhook(meta: Door) -> None:
    query = {"mode": "subscribe", "verify_token": TOKEN, "challenge": "1158201444"}
    assert await meta.verify(**query) == (200, "1158201444")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 403),
        ({"mode": "subscribe", "challenge": "1"}, 403),
        ({"mode": "subscribe", "verify_token": "", "challenge": "1"}, 403),
        ({"mode": "subscribe", "verify_token": TOKEN + " ", "challenge": "1"}, 403),
        ({"mode": "subscribe", "verify_token": "é\udcff", "challenge": "1"}, 403),
        ({"mode": "unsubscribe", "verify_token": TOKEN, "challenge": "1"}, 403),
        ({"verify_token": TOKEN, "challenge": "1"}, 403),
        ({"mode": "subscribe", "verify_token": TOKEN}, 400),
        ({"mode": "subscribe", "verify_token": TOKEN, "challenge": ""}, 400),
        ({"mode": "subscribe", "verify_token": TOKEN, "challenge": "<script>alert(1)</script>"}, 400),
        ({"mode": "subscribe", "verify_token": TOKEN, "challenge": "9" * 1000}, 400),
    ],
)
async def test_whoever_does_not_know_the_word_gets_no_challenge(meta: Door, query: dict[str, str], status: int) -> None:
    clean = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    answered, text = await meta.verify(**clean)
    assert answered == status
    assert text.startswith('{"error"')


async def test_what_meta_signed_is_kept_before_it_is_acknowledged(meta: Door, tmp_path: Path) -> None:
    assert await meta.post(HELLO) == 200
    # Another process sees it: it was committed.
    with sqlite3.connect(tmp_path / "door.db") as other:
        assert other.execute("SELECT page_id, person_id FROM arrival").fetchall() == [(PAGE, ADA)]
    other.close()
    assert await meta.said() == ["你好 😀 ä/"]


async def test_both_secrets_are_good_while_one_is_replaced(meta: Door) -> None:
    other = encode(webhook(says("two", "m2")))
    assert await meta.post(HELLO, signed=sign(SECRET, HELLO)) == 200
    assert await meta.post(other, signed=sign(BEFORE, other)) == 200
    assert len(await meta.said()) == 2


@pytest.mark.parametrize(
    "signed",
    [
        "",
        "sha256=",
        sign_legacy(SECRET, HELLO),
        sign("wrong", HELLO),
        sign(SECRET, HELLO).upper(),
        sign(SECRET, HELLO + b"\n"),
    ],
    ids=["empty", "no digest", "legacy", "another secret", "upper case", "another body"],
)
async def test_what_is_not_signed_is_refused_and_nothing_is_kept(meta: Door, signed: str) -> None:
    assert await meta.post(HELLO, signed=signed) == 403
    assert await meta.kept() == []


async def test_the_older_signature_is_no_substitute(meta: Door) -> None:
    headers = {"X-Hub-Signature": sign_legacy(SECRET, HELLO)}
    async with meta.http.post(meta.url + PATH, data=HELLO, headers=headers) as response:
        assert response.status == 403


async def test_a_body_that_was_not_signed_like_this_is_refused(meta: Door) -> None:
    assert await meta.post(HELLO + b"\n", signed=sign(SECRET, HELLO)) == 403
    assert await meta.post(HELLO.replace(b"m1", b"m2"), signed=sign(SECRET, HELLO)) == 403
    assert await meta.kept() == []


async def test_a_body_in_chunks_is_one_body(meta: Door) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(HELLO), 7):
            yield HELLO[start : start + 7]

    headers = {"X-Hub-Signature-256": sign(SECRET, HELLO)}
    async with meta.http.post(meta.url + PATH, data=chunks(), headers=headers) as response:
        assert response.status == 200
    assert len(await meta.kept()) == 1


@pytest.mark.parametrize("body", [HELLO, b" " * 30_000_000], ids=["small", "bomb"])
async def test_a_compressed_body_is_refused(meta: Door, body: bytes) -> None:
    squeezed = gzip.compress(body, 9)
    for signed in (sign(SECRET, squeezed), sign(SECRET, body[:100])):
        assert await meta.post(squeezed, signed=signed, **{"Content-Encoding": "gzip"}) == 400
    assert await meta.kept() == []
    assert await meta.post(HELLO) == 200


async def test_a_body_over_the_limit_is_refused_and_one_below_it_is_not(meta: Door) -> None:
    padded = webhook(says("hello", "m1"))
    room = LARGEST - len(encode(padded)) - len(',"pad":""')
    assert await meta.post(encode(padded | {"pad": "x" * (room + 1)})) == 413
    assert await meta.kept() == []
    assert await meta.post(encode(padded | {"pad": "x" * room})) == 200
    assert await meta.said() == ["hello"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"\xff", 400),
        ({"object": "instagram", "entry": []}, 404),
        ({"entry": []}, 404),
        ({"object": "page"}, 200),
        ({"object": "page", "entry": None}, 200),
        ({"object": "page", "entry": [None, {"id": PAGE, "messaging": None}]}, 200),
        (webhook({"sender": None, "recipient": None, "timestamp": None, "message": None}), 200),
        (webhook(says("hello", "m1", page="8888")), 200),
        (webhook(says("hello", "m1", page="8888"), page="8888"), 200),
        ({"field": "messages", "value": {"message": {"mid": "m", "text": "test"}}}, 404),
    ],
)
async def test_what_holds_nothing_for_us_is_answered_and_keeps_nothing(meta: Door, body: Any, status: int) -> None:
    assert await meta.post(body) == status
    assert await meta.kept() == []


async def test_a_page_that_is_not_served_is_logged(meta: Door) -> None:
    with capture_logs() as lines:
        await meta.post(webhook(says("my secret", "m1", page="8888"), page="8888"))
    (line,) = [line for line in lines if line["event"] == "messenger_passed_over"]
    assert line["why"] == "a page that is not served here"
    assert "secret" not in str(lines)


async def test_many_that_are_passed_over_are_one_line_for_each_reason(meta: Door) -> None:
    body = webhook(says("hello", "m1"))
    body["entry"] += webhook(page="8888")["entry"] * 1000 + [None] * 10
    with capture_logs() as lines:
        assert await meta.post(body) == 200
    told = [line["times"] for line in lines if line["event"] == "messenger_passed_over"]
    assert sorted(told) == [10, 1000]
    assert await meta.said() == ["hello"]


async def test_a_database_that_is_locked_is_told_in_time_and_what_comes_again_is_kept_once(
    meta: Door, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "door.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with asyncio.timeout(5):
        assert await meta.post(HELLO) == 503
    other.execute("ROLLBACK")
    other.close()
    assert await meta.post(HELLO) == 200
    assert len(await meta.kept()) == 1


async def test_several_pages_people_and_events_in_one_body_are_all_taken_in(meta: Door) -> None:
    body = webhook(says("a", "m1"), says("b", "m2", person="4444"))
    body["entry"] += webhook(says("c", "m3", page=OTHER), page=OTHER)["entry"]
    assert await meta.post(body) == 200
    assert sorted(await meta.said()) == ["a", "b", "c"]
    assert len({e.conversation_id for e in await meta.entries()}) == 3


async def test_five_deliveries_of_one_event_at_once_are_one_message(meta: Door) -> None:
    assert await asyncio.gather(*(meta.post(HELLO) for _ in range(5))) == [200] * 5
    assert len(await meta.kept()) == 1
    assert await meta.said() == ["你好 😀 ä/"]
    assert await meta.post(HELLO) == 200
    assert len(await meta.said()) == 1


async def test_what_has_no_id_is_taken_in_once_too(meta: Door) -> None:
    reaction = {"action": "react", "emoji": "❤", "reaction": "love", "mid": "m1"}
    event = says("", "") | {"reaction": reaction}
    del event["message"]
    await meta.post(HELLO)
    await asyncio.gather(*(meta.post(webhook(event)) for _ in range(5)))
    found = [e.event for e in await meta.entries() if isinstance(e.event, CustomerReacted)]
    assert [(one.emoji, one.undone, one.about_seq) for one in found] == [("❤", False, 2)]


async def test_late_and_mixed_up_messages_take_their_place_by_their_time(meta: Door) -> None:
    at = now_ms() - 10_000
    for number in (3, 1, 2, 5, 4):
        await meta.post(webhook(says(f"{number}", f"m{number}", at=at + number)))
    assert await meta.said() == ["1", "2", "3", "4", "5"]
    await meta.post(webhook(says("0", "m0", at=at)))
    assert await meta.said() == ["1", "2", "3", "4", "5", "0"]


async def test_what_comes_to_standby_is_kept_and_wakes_nobody(meta: Door) -> None:
    await meta.post(webhook(says("hello", "m1"), field="standby"))
    entries = await meta.entries()
    assert any(isinstance(e.event, TakenElsewhere) for e in entries)
    assert await meta.said() == ["hello"]


async def test_while_the_store_is_down_meta_is_told_to_come_again_and_nothing_is_stored_half(meta: Door) -> None:
    body = webhook(*(says("x" * 3000, f"m{n}") for n in range(20)))
    await meta.room(1)
    with capture_logs():
        assert await meta.post(body) == 503
    assert await meta.kept() == []
    await meta.room(1_000_000)
    assert await meta.post(body) == 200
    assert len(await meta.said()) == 20


async def test_a_store_that_is_closed_is_told_as_one_that_is_down(meta: Door) -> None:
    await meta.database.close()
    assert await meta.post(HELLO) == 503


async def test_ten_thousand_entries_keep_nobody_else_waiting(meta: Door) -> None:
    one = {"id": PAGE, "messaging": [{"sender": {"id": ADA}, "read": {"watermark": 1}}]}
    crowd = encode({"object": "page", "entry": [one | {"time": n} for n in range(10_000)]})
    sending = asyncio.ensure_future(meta.post(crowd))
    while not sending.done():
        async with asyncio.timeout(5):
            assert await meta.post(webhook(says("hello", "m1"))) == 200
    assert await sending == 200
    assert len(await meta.kept()) == 2  # they all say the same


@pytest.mark.parametrize(
    "at", [1_767_225_600, "1767225600000", "1767225600", -1, 10**30, "soon", None, [], {"a": 1}, True], ids=repr
)
async def test_whatever_the_time_is_said_to_be_the_message_is_taken_in(meta: Door, at: Any) -> None:
    event = says("hello", "m1") | {"timestamp": at}
    assert await meta.post(webhook(event)) == 200
    assert await meta.said() == ["hello"]


@pytest.mark.parametrize("payload", [None, [], {}, {"a": []}, 7])
async def test_a_quick_reply_that_holds_anything_loses_no_message(meta: Door, payload: Any) -> None:
    event = says("hello", "m1")
    event["message"]["quick_reply"] = {"payload": payload}
    assert await meta.post(webhook(event)) == 200
    assert await meta.said() == ["hello"]


@pytest.mark.parametrize(
    ("title", "payload", "said"),
    [
        ("Where is my parcel…", "Where is my parcel now?", "Where is my parcel now?"),
        # Words of the shop's own for a machine: what the customer tapped says more.
        ("Yes", "/affirm", "Yes"),
        ("Track a parcel and…", "/track", "Track a parcel and…"),
        ("Where is", "Where is my parcel now?", "Where is"),
        ("Well…", "Well", "Well…"),
    ],
)
async def test_a_button_whose_title_was_cut_says_all_that_it_stands_for(
    meta: Door, title: str, payload: str, said: str
) -> None:
    event = says(title, "m1")
    event["message"]["quick_reply"] = {"payload": payload}
    assert await meta.post(webhook(event)) == 200
    assert await meta.said() == [said]
