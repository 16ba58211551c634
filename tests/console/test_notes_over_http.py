"""Tags, corrections and ready replies, through the calls that the console makes."""

from typing import Any

import pytest

from tests.console.test_desk_over_http import Screen
from tests.support.live import Live
from tests.support.widget import Widget


async def handed_over(baton: Live, screen: Screen, text: str = "I was charged twice!!") -> tuple[Widget, str]:
    widget = await baton.widget()
    await widget.ask(text, "m")
    offer = await screen.offer()
    await screen.post(f"tickets/{offer['ticket']}/accept", {})
    conversation: str = offer["conversation"]
    return widget, conversation


async def test_tags_and_corrections_are_shown_to_colleagues_and_never_to_the_customer(baton: Live) -> None:
    screen = await Screen.open(baton)
    widget, conversation = await handed_over(baton, screen)
    shown = await screen.show(conversation)
    seq = next(entry["seq"] for entry in shown["entries"] if entry["kind"] == "customer_messaged")
    await screen.post(f"conversations/{conversation}/intent", {"message_seq": seq, "intent": "unknown_charge"})
    entries = (await screen.frame("entries"))["entries"]
    corrected = next(entry for entry in entries if entry["kind"] == "intent_corrected")
    assert corrected | {"was": "double_charge", "intent": "unknown_charge", "agent_name": "Ana"} == corrected
    await screen.post(f"conversations/{conversation}/tags", {"tags": ["Refund", "refund "]})
    again = await screen.show(conversation)
    assert again["tags"] == ["refund"]
    private = {entry["kind"]: entry["private"] for entry in again["entries"]}
    assert (private["tagged"], private["intent_corrected"]) == (True, True)
    assert {"tagged", "intent_corrected"}.isdisjoint(event["kind"] for event in widget.seen)
    await widget.cut()
    await screen.close()


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        ("intent", {"message_seq": 2, "intent": "double_chrage"}, 400, "did you mean `double_charge`?"),
        ("intent", {"message_seq": 1, "intent": "double_charge"}, 404, "no such message"),
        ("intent", {"message_seq": 2**70, "intent": "double_charge"}, 400, ""),
        ("tags", {"tags": ["x" * 33]}, 400, "at most 8 tags"),
        ("tags", {"tags": "refund"}, 400, ""),
    ],
)
async def test_a_bad_note_is_one_clear_error(
    baton: Live, path: str, body: dict[str, Any], status: int, message: str
) -> None:
    screen, widget = await Screen.open(baton), await baton.widget()
    await widget.ask("how much is shipping?", "m")
    refused = await screen.post(f"conversations/{widget.conversation}/{path}", body, status)
    assert message in refused["error"]["message"]
    await widget.cut()
    await screen.close()


async def test_ready_replies_fit_what_is_asked_and_are_filled(baton: Live) -> None:
    screen = await Screen.open(baton)
    widget, conversation = await handed_over(baton, screen)
    await baton.baton.replies.refresh()
    async with screen.agent.get("/api/console/canned", params={"conversation": conversation}) as response:
        replies = (await response.json())["replies"]
    assert replies[0]["id"] == "charged_twice"
    assert replies[0]["source"] == "canned"
    assert replies[0]["score"] == max(reply["score"] for reply in replies)
    assert "{order_number}" in replies[0]["text"]
    assert any("this is Ana." in reply["text"] for reply in replies)
    await widget.cut()
    await screen.close()


@pytest.mark.parametrize(("query", "status"), [({}, 400), ({"conversation": "nothing"}, 404)])
async def test_replies_are_for_a_conversation_that_is_there(baton: Live, query: dict[str, str], status: int) -> None:
    screen = await Screen.open(baton)
    async with screen.agent.get("/api/console/canned", params=query) as response:
        assert response.status == status
    async with baton.http.get(f"{baton.url}/api/console/canned", params=query) as response:
        assert response.status == 401
    await screen.close()
