"""What a customer in line sees and chooses, over the socket and over the long poll."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.console.test_desk_over_http import Screen
from tests.support.live import Live
from tests.support.widget import Widget

PHONE = "+852 5555 0100"
ALL = {"owner", "place", "agent", "wait", "on_duty", "opens_at", "message_left", "callback", "may_call"}


@pytest.fixture
async def widget(baton: Live) -> AsyncIterator[Widget]:
    customer = await baton.widget()
    yield customer
    await customer.cut()


async def in_line(widget: Widget) -> dict[str, Any]:
    """The customer asks for a person; return what they are shown then."""
    await widget.ask("I want a real person", "m")
    await widget.until(lambda w: w.states[-1]["owner"] == "queue")
    return widget.states[-1]


def kinds(widget: Widget) -> list[str]:
    return [event["kind"] for event in widget.seen]


async def chooses(widget: Widget, frame: dict[str, Any]) -> int:
    """Send a choice over the socket; return where it stands."""
    await widget.frame(frame)
    await widget.until(lambda w: frame["id"] in w.acked)
    return widget.acked[frame["id"]]


async def post(baton: Live, widget: Widget, path: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    """Send a choice over plain HTTP."""
    url = f"{baton.url}/api/widget/conversations/{widget.conversation}/{path}"
    headers = {"Authorization": f"Bearer {widget.token}"}
    async with baton.http.post(url, json=body, headers=headers) as response:
        answer: dict[str, Any] = await response.json()
        assert response.status == status, answer
        return answer


async def state(baton: Live, widget: Widget) -> dict[str, Any]:
    """Return what the long poll shows."""
    url = f"{baton.url}/api/widget/conversations/{widget.conversation}/events"
    async with baton.http.get(url, headers={"Authorization": f"Bearer {widget.token}"}) as response:
        found: dict[str, Any] = (await response.json())["state"]
        return found


async def test_with_nobody_there_no_range_is_promised(widget: Widget) -> None:
    await widget.until(lambda w: bool(w.states))
    assert set(widget.states[-1]) == {"owner", "place", "agent"}
    shown = await in_line(widget)
    assert set(shown) == ALL
    assert (shown["place"], shown["wait"], shown["on_duty"], shown["opens_at"]) == (1, None, False, None)
    assert (shown["message_left"], shown["callback"]) == (False, None)


async def test_where_somebody_is_there_a_range_is_promised_until_they_take_it(baton: Live, widget: Widget) -> None:
    screen = await Screen.open(baton)
    shown = await in_line(widget)
    assert (shown["on_duty"], shown["opens_at"], shown["message_left"]) == (True, None, False)
    assert 0 <= shown["wait"]["low"] < shown["wait"]["high"]
    offer = await screen.offer()
    await screen.post(f"tickets/{offer['ticket']}/accept", {})
    await widget.until(lambda w: w.states[-1] == {"owner": "agent", "place": None, "agent": "Ana"})
    await screen.close()


async def test_who_comes_to_the_desk_is_seen_at_once_by_those_who_wait(baton: Live, widget: Widget) -> None:
    assert not (await in_line(widget))["on_duty"]
    screen = await Screen.open(baton)
    await widget.until(lambda w: w.states[-1]["on_duty"] and w.states[-1]["wait"], within=10)
    await screen.close()


async def test_moments_for_a_call_are_offered_and_one_of_them_can_be_taken(baton: Live, widget: Widget) -> None:
    shown = await in_line(widget)
    assert 0 < len(shown["may_call"]) <= 12
    at = shown["may_call"][0]
    assert datetime.fromisoformat(at).tzinfo is not None
    seq = await chooses(widget, {"type": "callback", "id": "call", "phone": f" {PHONE} ", "at": at})
    await widget.until(lambda w: w.states[-1]["callback"] is not None)
    assert widget.states[-1]["callback"] == {"due_at": at, "phone": PHONE}
    told = next(event for event in widget.seen if event["kind"] == "callback")
    assert (told["seq"], told["phone"]) == (seq, PHONE)
    assert (await state(baton, widget))["callback"]["phone"] == PHONE


async def test_a_call_can_be_taken_back_and_the_place_is_the_old_one(baton: Live, widget: Widget) -> None:
    at = (await in_line(widget))["may_call"][0]
    behind = await baton.widget()
    await in_line(behind)
    await chooses(widget, {"type": "callback", "id": "call", "phone": PHONE, "at": at})
    await chooses(widget, {"type": "cancel_callback", "id": "back"})
    await widget.until(lambda w: "callback_cancelled" in kinds(w) and w.states[-1]["callback"] is None)
    assert widget.states[-1]["place"] == 1
    await behind.cut()


async def test_a_message_that_is_left_is_shown_on_both_ways(baton: Live, widget: Widget) -> None:
    screen = await Screen.open(baton)
    await screen.post("presence", {"presence": "busy"})
    shown = await in_line(widget)
    assert not shown["message_left"]
    seq = await chooses(widget, {"type": "leave_message", "id": "leave"})
    await widget.until(lambda w: w.states[-1]["message_left"] and "message_left" in kinds(w))
    assert (await state(baton, widget))["message_left"]
    assert await post(baton, widget, "leave-message", {"id": "leave"}) == {"id": "leave", "seq": seq}
    await screen.close()


async def test_the_same_id_is_the_same_choice_whichever_way_it_comes(baton: Live, widget: Widget) -> None:
    at = (await in_line(widget))["may_call"][1]
    first = await post(baton, widget, "callback", {"id": "call", "phone": PHONE, "at": at})
    assert await post(baton, widget, "callback", {"id": "call", "phone": PHONE, "at": at}) == first
    assert await chooses(widget, {"type": "callback", "id": "call", "phone": "999999", "at": at}) == first["seq"]
    back = await post(baton, widget, "cancel-callback", {"id": "back"})
    assert await post(baton, widget, "cancel-callback", {"id": "back"}) == back
    assert [kind for kind in kinds(widget) if kind.startswith("callback")].count("callback") == 1
    assert (await state(baton, widget))["callback"] is None


def bad_calls(baton: Live) -> list[tuple[dict[str, Any], str, str | None]]:
    """Return what is no call, a word of why, and the case that it is."""
    now = baton.baton.clock.now()
    soon = (now + timedelta(hours=1)).isoformat()
    return [
        ({"phone": "call me", "at": soon}, "phone number", "phone_wrong"),
        ({"phone": "12345", "at": soon}, "phone number", "phone_wrong"),
        ({"phone": PHONE, "at": soon.removesuffix("+00:00")}, "time zone", "call_unreadable"),
        ({"phone": PHONE, "at": (now - timedelta(minutes=1)).isoformat()}, "choose another", "call_past"),
        ({"phone": PHONE, "at": (now + timedelta(minutes=1)).isoformat()}, "choose another", "call_soon"),
        ({"phone": PHONE, "at": (now + timedelta(days=8)).isoformat()}, "choose another", "call_far"),
        ({"phone": PHONE, "at": "9999-12-31T23:59:59-12:00"}, "choose another", "call_far"),
        ({"phone": PHONE, "at": "0001-01-01T00:00:00+14:00"}, "choose another", "call_past"),
        ({"phone": PHONE, "at": "soon"}, "", None),
        ({"phone": PHONE}, "at", None),
        ({"phone": 5555_0100, "at": soon}, "", None),
        ({"phone": PHONE, "at": soon, "urgent": True}, "unknown field", None),
    ]


async def test_a_call_that_cannot_be_made_is_refused_over_http_and_nothing_is_stored(
    baton: Live, widget: Widget
) -> None:
    await in_line(widget)
    before = await widget.truth()
    for body, says, reason in bad_calls(baton):
        error = (await post(baton, widget, "callback", {"id": "call", **body}, 400))["error"]
        assert (error["code"], error.get("reason")) == ("bad_input", reason)
        assert says in error["message"]
    assert await widget.truth() == before
    assert (await state(baton, widget))["callback"] is None


async def test_a_call_that_cannot_be_made_is_refused_over_the_socket_too(baton: Live, widget: Widget) -> None:
    await in_line(widget)
    before = await widget.truth()
    for number, (body, says, reason) in enumerate(bad_calls(baton), start=1):
        await widget.frame({"type": "callback", "id": "call", **body})
        await widget.until(lambda w, n=number: len(w.errors) == n)  # type: ignore[misc]
        assert widget.errors[-1]["id"] == "call"
        error = widget.errors[-1]["error"]
        assert says in error["message"]
        assert error.get("reason") == reason
    assert "call" not in widget.acked
    assert await widget.truth() == before


async def test_who_does_not_stand_in_line_chooses_nothing(baton: Live, widget: Widget) -> None:
    before = await widget.truth()
    at = (baton.baton.clock.now() + timedelta(hours=1)).isoformat()
    for path, body in (
        ("leave-message", {"id": "a"}),
        ("callback", {"id": "b", "phone": PHONE, "at": at}),
        ("cancel-callback", {"id": "c"}),
    ):
        assert (await post(baton, widget, path, body, 409))["error"]["code"] == "conflict"
    await widget.frame({"type": "leave_message", "id": "a"})
    await widget.until(lambda w: bool(w.errors))
    assert (widget.errors[0]["id"], widget.errors[0]["error"]["code"]) == ("a", "conflict")
    assert await widget.truth() == before


async def test_nobody_chooses_for_a_conversation_that_is_not_theirs(baton: Live, widget: Widget) -> None:
    await in_line(widget)
    stranger = await Widget(baton.http, baton.url).start()
    stranger.conversation = widget.conversation
    for path in ("leave-message", "cancel-callback", "callback"):
        body = {"id": "x"} | ({"phone": PHONE, "at": "2030-01-01T00:00:00Z"} if path == "callback" else {})
        assert (await post(baton, stranger, path, body, 404))["error"]["code"] == "not_found"


async def test_an_id_that_cannot_be_taken_is_refused(baton: Live, widget: Widget) -> None:
    await in_line(widget)
    for bad in ("", "a b", "x" * 500):
        await post(baton, widget, "leave-message", {"id": bad}, 400)
