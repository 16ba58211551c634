"""What an agent does, through the calls that the console makes."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.support.live import Live
from tests.support.screens import ALL
from tests.support.widget import Widget


class Screen:
    """A console without a browser."""

    def __init__(self, agent: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.agent = agent
        self.socket = socket

    @classmethod
    async def open(cls, baton: Live, name: str = "Ana") -> "Screen":
        agent = await baton.hire(name)
        screen = cls(agent, await agent.ws_connect("/api/console/socket"))
        await screen.post("presence", {"presence": "available"})
        return screen

    async def post(self, path: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
        async with self.agent.post(f"/api/console/{path}", json=body) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == status, answer
            return answer

    async def frame(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                frame: dict[str, Any] = json.loads((await self.socket.receive()).data)
                if frame["type"] == kind:
                    return frame

    async def offer(self) -> dict[str, Any]:
        while not (offers := (await self.frame("desk"))["offers"]):
            continue
        first: dict[str, Any] = offers[0]
        return first

    async def show(self, conversation: str) -> dict[str, Any]:
        await self.socket.send_json({"type": "open", "conversation": conversation, "after": 0})
        return await self.frame("conversation")

    async def close(self) -> None:
        await self.socket.close()
        await self.agent.close()


async def _handed_over(baton: Live, screen: Screen) -> tuple[Widget, dict[str, Any]]:
    widget = await baton.widget()
    await widget.ask("I was charged twice!!", "m")
    offer = await screen.offer()
    await screen.post(f"tickets/{offer['ticket']}/accept", {})
    shown = await screen.show(offer["conversation"])
    return widget, shown


async def test_the_briefing_says_why_and_what_was_tried(baton: Live) -> None:
    screen, widget = await Screen.open(baton), await baton.widget()
    await widget.ask("how much is shipping?", "a")
    await widget.ask("I was charged twice!!", "b")
    offer = await screen.offer()
    assert offer["reason"] == "high_stakes"
    assert offer["intent"] == "double_charge"
    briefing = (await screen.show(offer["conversation"]))["briefing"]
    assert briefing["tried"] == [{"at": briefing["tried"][0]["at"], "action": "action_answer", "outcome": "answered"}]
    assert [want["text"] for want in briefing["wants"]][-1] == "I was charged twice!!"
    assert briefing["suggested"]
    assert briefing["suggested_source"] in {"canned", "need"}
    await widget.cut()
    await screen.close()


async def test_the_same_reply_id_again_is_the_same_reply(baton: Live) -> None:
    screen = await Screen.open(baton)
    widget, shown = await _handed_over(baton, screen)
    path, epoch = f"conversations/{shown['conversation']}/reply", shown["state"]["epoch"]
    first = await screen.post(path, {"id": "r1", "text": "hello", "epoch": epoch, "seen": ALL})
    second = await screen.post(path, {"id": "r1", "text": "hello again", "epoch": epoch, "seen": ALL})
    assert first == second
    await screen.post(path, {"id": "r2", "text": "bye", "epoch": epoch, "seen": ALL})
    await widget.until(lambda w: len(w.texts("agent")) == 2)
    assert widget.texts("agent") == ["hello", "bye"]
    await widget.cut()
    await screen.close()


async def test_another_agent_can_neither_accept_reply_nor_close(baton: Live) -> None:
    screen = await Screen.open(baton)
    widget, shown = await _handed_over(baton, screen)
    other = await Screen.open(baton, "Ben")
    one, epoch = f"conversations/{shown['conversation']}", shown["state"]["epoch"]
    await other.post(f"tickets/{shown['card']['ticket']}/accept", {}, 409)
    for path, body in (
        ("reply", {"id": "x", "text": "x", "epoch": epoch, "seen": ALL}),
        ("hand-back", {"epoch": epoch, "seen": ALL}),
        ("close", {"epoch": epoch, "seen": ALL}),
    ):
        assert (await other.post(f"{one}/{path}", body, 409))["error"]["code"] == "conflict"
    await widget.cut()
    await other.close()
    await screen.close()


async def test_a_note_reaches_colleagues_and_never_the_customer(baton: Live) -> None:
    screen = await Screen.open(baton)
    widget, shown = await _handed_over(baton, screen)
    one = f"conversations/{shown['conversation']}"
    await screen.post(f"{one}/note", {"id": "n", "text": "secret-of-the-desk"})
    await screen.post(f"{one}/reply", {"id": "r", "text": "hello", "epoch": shown["state"]["epoch"], "seen": ALL})
    await widget.until(lambda w: "hello" in w.texts("agent"))
    assert "secret-of-the-desk" not in json.dumps(widget.seen + widget.states)
    entries = (await screen.show(shown["conversation"]))["entries"]
    assert any(e["kind"] == "note_added" and e["private"] for e in entries)
    await widget.cut()
    await screen.close()


async def test_a_stale_screen_is_told_and_nothing_is_said(baton: Live) -> None:
    screen = await Screen.open(baton)
    widget, shown = await _handed_over(baton, screen)
    one, epoch = f"conversations/{shown['conversation']}", shown["state"]["epoch"]
    await screen.post(f"{one}/hand-back", {"epoch": epoch, "seen": ALL, "note": "asked about shipping"})
    refused = await screen.post(f"{one}/reply", {"id": "late", "text": "late", "epoch": epoch, "seen": ALL}, 409)
    assert refused["error"]["message"].startswith("the bot has this conversation now; ")
    assert widget.texts("agent") == []
    await widget.ask("how much is shipping?", "after")
    await widget.cut()
    await screen.close()


async def test_a_declined_ticket_keeps_its_place_and_goes_to_a_colleague(baton: Live) -> None:
    ana, widget = await Screen.open(baton), await baton.widget()
    await widget.ask("I want a real person", "m")
    offer = await ana.offer()
    ben = await Screen.open(baton, "Ben")
    await ana.post(f"tickets/{offer['ticket']}/decline", {"reason": "lunch"})
    again = await ben.offer()
    assert again["ticket"] == offer["ticket"]
    assert again["waiting_since"] == offer["waiting_since"]
    await ben.post(f"tickets/{offer['ticket']}/accept", {})
    await widget.until(lambda w: w.states[-1] == {"owner": "agent", "place": None, "agent": "Ben"})
    for part in (widget,):
        await part.cut()
    await ana.close()
    await ben.close()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("presence", {"presence": "superhuman"}, 400),
        ("presence", {"presence": "available", "role": "admin"}, 400),
        ("tickets/nothing/accept", {}, 404),
        ("conversations/nothing/reply", {"id": "a", "text": "a", "epoch": 1, "seen": ALL}, 404),
        ("conversations/nothing/reply", {"id": "a", "text": "", "epoch": 1, "seen": ALL}, 400),
        ("conversations/nothing/reply", {"id": "a", "text": "a", "epoch": "1", "seen": ALL}, 400),
        ("conversations/nothing/reply", {"id": "a", "text": "a", "epoch": 2**63, "seen": ALL}, 400),
        ("conversations/nothing/transfer", {"queue": "billing", "epoch": 2**63}, 400),
        ("conversations/nothing/note", {"id": "a", "text": "n" * 100_000}, 413),
    ],
)
async def test_a_bad_call_is_one_clear_error(baton: Live, path: str, body: dict[str, Any], status: int) -> None:
    screen = await Screen.open(baton)
    # `reason` stands beside them where there are words for it in every language.
    assert set((await screen.post(path, body, status))["error"]) - {"reason"} == {"code", "message"}
    await screen.close()


async def test_the_line_moves_for_those_who_wait(baton: Live) -> None:
    first, second = await baton.widget(), await baton.widget()
    await first.ask("I want a real person", "a")
    await second.ask("I want a real person", "b")
    await second.until(lambda w: w.states[-1]["place"] == 2)
    screen = await Screen.open(baton)
    offer = await screen.offer()
    await screen.post(f"tickets/{offer['ticket']}/accept", {})
    await second.until(lambda w: w.states[-1]["place"] == 1)
    for widget in (first, second):
        await widget.cut()
    await screen.close()
