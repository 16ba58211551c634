"""What is read of a webhook's body, whatever it holds."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.messenger.inbound import KINDS, Read, moment, read_webhook
from bot.conversation.errors import BadInput, NotFound

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MS = round(NOW.timestamp() * 1000)
PAGE, ADA = "1111", "2222"


def read(body: Any) -> Read:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_webhook(raw, serves=lambda page: page == PAGE, now=NOW)


def event(kind: str = "message", data: Any = None, **more: Any) -> dict[str, Any]:
    data = {"mid": "m1", "text": "hello"} if data is None else data
    return {"sender": {"id": ADA}, "recipient": {"id": PAGE}, "timestamp": MS, kind: data} | more


def page(*events: Any, **more: Any) -> dict[str, Any]:
    return {"object": "page", "entry": [{"id": PAGE, "time": MS, "messaging": list(events)} | more]}


def keys(body: Any) -> list[str]:
    return [arrival.key for arrival in read(body).arrivals]


def test_every_kind_of_event_is_read() -> None:
    found = read(page(*(event(kind, {"mid": f"m{n}"}) for n, kind in enumerate(KINDS))))
    assert [json.loads(a.body)["kind"] for a in found.arrivals] == list(KINDS)
    assert not found.passed_over
    assert {(a.page_id, a.person_id, a.at) for a in found.arrivals} == {(PAGE, ADA, NOW)}


def test_several_entries_and_events_and_pages_are_read_in_their_order() -> None:
    entry = {"id": PAGE, "time": MS}
    body = {
        "object": "page",
        "entry": [
            entry | {"messaging": [event(data={"mid": "a"}), event(data={"mid": "b"})]},
            {"id": "9999", "time": MS, "messaging": [event()]},
            entry | {"standby": [event(data={"mid": "c"})]},
            entry | {"messaging": [event(data={"mid": "d"})], "standby": [event(data={"mid": "e"})]},
            entry | {"changes": [{"field": "inbox_labels", "value": {}}]},
        ],
    }
    found = read(body)
    held = [json.loads(a.body) for a in found.arrivals]
    assert [(one["data"]["mid"], one["standby"]) for one in held] == [
        ("a", False),
        ("b", False),
        ("c", True),
        ("d", False),
        ("e", True),
    ]
    assert found.passed_over == ("a page that is not served here", "a change of the page, not of a conversation")


def test_an_echo_belongs_to_the_person_whom_it_went_to() -> None:
    echo = event(data={"mid": "m", "is_echo": True}, sender={"id": PAGE}, recipient={"id": ADA})
    assert read(page(echo)).arrivals[0].person_id == ADA


@pytest.mark.parametrize("number", [1111, "1111"])
def test_ids_may_be_numbers(number: Any) -> None:
    body = {"object": "page", "entry": [{"id": number, "messaging": [event(recipient={"id": number})]}]}
    assert read(body).arrivals[0].page_id == PAGE


def test_the_same_message_has_the_same_key_whatever_else_is_told_of_it() -> None:
    first = keys(page(event()))
    assert first == keys(page(event(data={"mid": "m1", "text": "other words"}, timestamp=MS + 5)))
    assert first == keys({"object": "page", "entry": [{"id": PAGE, "time": 5, "standby": [event()]}]})
    assert first != keys(page(event(data={"mid": "m2", "text": "hello"})))


def test_what_has_no_id_is_the_same_where_it_says_the_same_at_the_same_time() -> None:
    read_at = {"watermark": MS}
    first = keys(page(event("read", read_at)))
    assert first == keys(page(event("read", read_at)))
    assert (
        len({*first, *keys(page(event("read", {"watermark": MS + 1}))), *keys(page(event("delivery", read_at)))}) == 3
    )
    assert first != keys(page(event("read", read_at, timestamp=MS + 1)))
    reactions = [event("reaction", {"mid": "m", "action": a, "emoji": "❤"}) for a in ("react", "unreact")]
    assert len(set(keys(page(*reactions)))) == 2


def test_an_edit_of_a_message_is_not_taken_for_the_message() -> None:
    assert len(set(keys(page(event(), event("message_edit", {"mid": "m1", "text": "hello"}))))) == 2


@pytest.mark.parametrize(
    ("told", "at"),
    [
        (MS, NOW),
        (str(MS), NOW),
        (MS // 1000, NOW),
        (str(MS // 1000), NOW),
        (MS / 1000, NOW),
        (MS + 30 * 60_000, NOW + timedelta(minutes=30)),
        (0, None),
        (-5, None),
        (1, None),
        (MS + 2 * 3_600_000, None),
        (10**17, None),
        (10**30, None),
        (10**400, None),
        ("nan", None),
        ("inf", None),
        ("-inf", None),
        ("soon", None),
        ("", None),
        ("9" * 5000, None),
        (None, None),
        (True, None),
        ([MS], None),
        ({"ms": MS}, None),
    ],
)
def test_a_moment_is_told_in_many_ways_and_an_absurd_one_is_none(told: Any, at: datetime | None) -> None:
    assert moment(told, NOW) == at


def test_an_event_without_a_time_has_its_entry_s_and_else_the_present() -> None:
    assert read(page(event(timestamp=None), time=MS - 5000)).arrivals[0].at == NOW - timedelta(seconds=5)
    assert read(page(event(timestamp="soon"), time=None)).arrivals[0].at == NOW


@pytest.mark.parametrize("bad", [None, 7, "text", True, [], {}, [None], [7], ["a"], [[]], [{}], [{"id": None}]])
def test_something_else_where_an_entry_belongs_is_passed_over(bad: Any) -> None:
    good = {"id": PAGE, "messaging": [event()]}
    entries = [*bad, good] if isinstance(bad, list) else bad
    found = read({"object": "page", "entry": entries})
    assert len(found.arrivals) == isinstance(bad, list)
    assert found.passed_over or bad == []


@pytest.mark.parametrize("bad", [None, 7, "text", True, [], {}, [None], {"message": None}, {"unheard_of": {}}])
def test_something_else_where_an_event_belongs_is_passed_over_and_its_neighbours_are_read(bad: Any) -> None:
    found = read(page(event(data={"mid": "a"}), bad, event(data={"mid": "b"})))
    assert len(found.arrivals) == 2
    assert len(found.passed_over) == 1


@pytest.mark.parametrize("field", ["messaging", "standby", "changes"])
@pytest.mark.parametrize("bad", [None, 7, "text", {}])
def test_something_else_where_a_list_belongs_is_passed_over(field: str, bad: Any) -> None:
    assert read({"object": "page", "entry": [{"id": PAGE, field: bad}]}).arrivals == ()


@pytest.mark.parametrize("bad", [None, 7, "text", [], {"id": None}, {"id": []}, {"id": True}])
def test_an_event_of_nobody_is_read_as_nobody_s(bad: Any) -> None:
    assert read(page(event(sender=bad))).arrivals[0].person_id == ""


def test_an_event_between_others_is_none_of_ours() -> None:
    found = read(page(event(recipient={"id": "8888"})))
    assert found.passed_over == ("an event between others",)
    assert found.arrivals == ()


def test_of_two_keys_of_the_same_name_the_last_counts_as_everywhere() -> None:
    body = json.dumps(page(event())).replace('"text": "hello"', '"text": "first", "text": "last"').encode()
    assert json.loads(read(body).arrivals[0].body)["data"]["text"] == "last"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"7", b'"page"', b"\xff\xfe", b'{"object":"page"', b"[" * 5000]
)
def test_what_is_no_json_object_is_bad_input(body: bytes) -> None:
    with pytest.raises(BadInput):
        read(body)


@pytest.mark.parametrize("what", [None, "instagram", "user", "PAGE", 7, ["page"]])
def test_what_is_not_about_pages_is_refused(what: Any) -> None:
    with pytest.raises(NotFound):
        read({"object": what, "entry": []})


def test_half_an_emoji_is_read_as_something_that_can_be_written() -> None:
    raw = json.dumps(page(event(data={"mid": "m\ud83d", "text": "hi \ud83d", "emoji": "\udc00"}))).encode()
    assert rb"\ud83d" in raw
    (arrival,) = read(raw).arrivals
    arrival.body.encode()
    assert json.loads(arrival.body)["data"] == {"mid": "m\ufffd", "text": "hi \ufffd", "emoji": "\ufffd"}
    (named,) = read(json.dumps(page(event(sender={"id": "2\ud83d"}))).encode()).arrivals
    named.person_id.encode()


def test_numbers_without_measure_spoil_nothing() -> None:
    raw = json.dumps(page(event(data={"mid": "m1", "text": "hi", "n": 7}))).replace('"n": 7', '"n": 1e999').encode()
    assert len(read(raw).arrivals) == 1


@pytest.mark.parametrize("depth", [40, 400, 900])
def test_an_event_without_end_is_passed_over_alone(depth: int) -> None:
    deep: Any = "end"
    for _ in range(depth):
        deep = {"deeper": deep}
    found = read(page(event(data={"mid": "deep", "more": deep}), event()))
    assert len(found.arrivals) == 1
    assert found.passed_over == ("an event without end",)


def test_private_data_is_masked_before_anything_is_kept() -> None:
    card = "4111 1111 1111 1111"
    data = {"mid": "m", "text": f"my card is {card}", "quick_reply": {"payload": card}, "list": [{"title": card}]}
    assert "4111" not in read(page(event(data=data))).arrivals[0].body


def test_a_text_of_a_million_letters_is_cut_before_it_costs_anything() -> None:
    assert len(read(page(event(data={"mid": "m", "text": "1 " * 500_000}))).arrivals[0].body) < 20_000


def test_ten_thousand_entries_are_read() -> None:
    entries = [{"id": PAGE, "messaging": [event(data={"mid": f"m{n}"})]} for n in range(10_000)]
    assert len({a.key for a in read({"object": "page", "entry": entries}).arrivals}) == 10_000


def test_an_event_of_a_kind_that_nobody_knows_is_named_and_says_nothing() -> None:
    unknown = event("new_kind_" + "x" * 50, {"text": "my secret"})
    (why,) = read(page(unknown)).passed_over
    assert why == "an event of no known kind: '" + ("new_kind_" + "x" * 50)[:40] + "'"
