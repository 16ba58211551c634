"""Passing on, putting aside, noting how it ended, directing: through the calls that the console makes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.handoff.agent import Role
from tests.console.test_desk_over_http import Screen
from tests.support.live import OWN, Live
from tests.support.screens import ALL
from tests.support.widget import Widget

#: Each new call of agents, and a body that could be taken.
OF_AGENTS: dict[str, dict[str, Any]] = {
    "conversations/nothing/transfer": {"epoch": 1, "queue": "billing", "note": ""},
    "conversations/nothing/snooze": {"epoch": 1, "until": None},
    "tickets/nothing/wrap-up": {"disposition": "solved"},
}
OF_SUPERVISORS: dict[str, dict[str, Any]] = {
    "tickets/nothing/assign": {"agent": "ana", "why": "they know each other"},
    "tickets/nothing/take-over": {"why": "he is rude"},
    "tickets/nothing/requeue": {"why": "she is ill"},
    "conversations/nothing/never-again": {"agent": "ana", "why": "they quarrelled"},
}


class Person(Screen):
    """A console of anybody, with words for what is asked of it."""

    @classmethod
    async def comes(cls, baton: Live, name: str, role: Role = Role.AGENT, presence: str = "available") -> "Person":
        agent = await baton.hire(name, role=role)
        screen = cls(agent, await agent.ws_connect("/api/console/socket"))
        await screen.post("presence", {"presence": presence})
        return screen

    async def desk_where(self, name: str, is_so: Any) -> dict[str, Any]:
        """Return the first frame of the line in which something is so."""
        while not is_so((frame := await self.frame("desk"))[name]):
            continue
        return frame

    async def refused(self, path: str, body: dict[str, Any], status: int) -> str:
        """Return what a refusal says, in the one shape that refusals have."""
        error = (await self.post(path, body, status))["error"]
        assert set(error) - {"reason", "facts"} == {"code", "message"}
        message: str = error["message"]
        return message


@pytest.fixture
async def ana(baton: Live) -> AsyncIterator[Person]:
    person = await Person.comes(baton, "Ana")
    yield person
    await person.close()


@pytest.fixture
async def sue(baton: Live) -> AsyncIterator[Person]:
    person = await Person.comes(baton, "Sue", Role.SUPERVISOR, "away")
    yield person
    await person.close()


@pytest.fixture
async def widget(baton: Live) -> AsyncIterator[Widget]:
    customer = await baton.widget()
    yield customer
    await customer.cut()


async def served(ana: Person, widget: Widget) -> tuple[str, str, int]:
    """A customer asks for a person and gets Ana; return ticket, conversation and epoch."""
    await widget.ask("I want a real person", "m")
    offer = await ana.offer()
    await ana.post(f"tickets/{offer['ticket']}/accept", {})
    shown = await ana.show(offer["conversation"])
    return offer["ticket"], offer["conversation"], shown["state"]["epoch"]


async def test_passed_to_a_colleague_the_customer_is_told_and_the_colleague_is_asked(
    baton: Live, ana: Person, widget: Widget
) -> None:
    ben = await Person.comes(baton, "Ben")
    ticket, conversation, epoch = await served(ana, widget)
    body = {"epoch": epoch, "agent": "ben", "note": "her second card"}
    await ana.post(f"conversations/{conversation}/transfer", body)
    offer = await ben.offer()
    assert (offer["ticket"], offer["wanted_agent"]) == (ticket, "ben")
    await widget.until(lambda w: any(e["kind"] == "transferred" for e in w.seen))
    told = next(e for e in widget.seen if e["kind"] == "transferred")
    assert told | {"name": "Ana", "to": "Ben"} == told
    assert "her second card" not in str(widget.seen)
    await ben.close()


async def test_a_transfer_that_cannot_be_is_refused_and_nothing_of_it_kept(
    baton: Live, ana: Person, widget: Widget
) -> None:
    ben = await Person.comes(baton, "Ben", presence="away")
    _, conversation, epoch = await served(ana, widget)
    path, before = f"conversations/{conversation}/transfer", len((await ana.show(conversation))["entries"])
    for body, status, says in (
        ({"queue": "refunds"}, 400, "there is no queue `refunds`"),
        ({}, 400, "to which queue or to whom"),
        ({"agent": "ana"}, 400, "yours already"),
        ({"queue": "billing", "priority": 1}, 400, "unknown field"),
        ({"agent": "nobody"}, 404, "no such agent"),
        ({"agent": "ben"}, 409, "Ben takes no conversations now (away)"),
        ({"queue": "billing", "epoch": epoch - 1}, 409, "look again"),
        ({"queue": "billing", "note": "n" * 5000}, 413, ""),
        ({"queue": "billing", "note": "n" * 100_000}, 413, ""),
    ):
        assert says in await ana.refused(path, {"epoch": epoch, "note": "a word", **body}, status)
    assert "Ana has this conversation now" in await ben.refused(path, {"epoch": epoch, "queue": "billing"}, 409)
    assert len((await ana.show(conversation))["entries"]) == before
    await ben.close()


async def test_what_is_put_aside_stands_on_the_card_until_it_is_woken(baton: Live, ana: Person, widget: Widget) -> None:
    _, conversation, epoch = await served(ana, widget)
    path, until = f"conversations/{conversation}/snooze", baton.baton.clock.now() + timedelta(hours=2)
    for wrong, status in (
        ({"until": until.replace(tzinfo=None).isoformat()}, 400),
        ({"until": (until - timedelta(days=1)).isoformat()}, 400),
        ({"until": (until + timedelta(days=40)).isoformat()}, 400),
        ({"until": "tomorrow"}, 400),
        ({"until": until.isoformat(), "epoch": epoch + 1}, 409),
    ):
        await ana.refused(path, {"epoch": epoch, **wrong}, status)
    assert (await ana.show(conversation))["card"]["snoozed_until"] is None
    await ana.post(path, {"epoch": epoch, "until": until.isoformat()})
    assert (await ana.show(conversation))["card"]["snoozed_until"] is not None
    await ana.post(path, {"epoch": epoch, "until": None})
    assert (await ana.show(conversation))["card"]["snoozed_until"] is None
    assert "snoozed" not in {e["kind"] for e in await widget.caught_up()}


async def test_after_the_end_it_is_noted_how_it_ended(baton: Live, ana: Person, widget: Widget) -> None:
    ben = await Person.comes(baton, "Ben", presence="away")
    ticket, conversation, epoch = await served(ana, widget)
    path = f"tickets/{ticket}/wrap-up"
    assert "has not ended" in await ana.refused(path, {"disposition": "solved"}, 409)
    await ana.post(f"conversations/{conversation}/close", {"epoch": epoch, "seen": ALL})
    frame = await ana.desk_where("wrap_up", bool)
    assert (frame["wrap_up"][0]["ticket"], frame["wrap_up"][0]["state"]) == (ticket, "wrap_up")
    assert frame["wrap_up"][0]["wrap_up_ends_at"]
    assert "there are solved" in await ana.refused(path, {"disposition": "whatever"}, 400)
    assert "another agent ended" in await ben.refused(path, {"disposition": "solved"}, 409)
    await ana.post(path, {"disposition": "solved"})
    await ana.post(path, {"disposition": "solved"})
    assert "noted already: solved" in await ana.refused(path, {"disposition": "spam"}, 409)
    assert (await ana.desk_where("wrap_up", lambda cards: not cards))["mine"] == []
    await ben.close()


async def test_a_supervisor_takes_over_puts_back_and_gives_to_another(
    baton: Live, ana: Person, sue: Person, widget: Widget
) -> None:
    ben = await Person.comes(baton, "Ben", presence="busy")
    ticket, conversation, epoch = await served(ana, widget)
    await sue.post(f"tickets/{ticket}/take-over", {"why": "he is rude"})
    await widget.until(lambda w: w.states[-1]["agent"] == "Sue")
    late = {"id": "r1", "text": "still me", "epoch": epoch, "seen": ALL}
    assert "Sue has this conversation now" in await ana.refused(f"conversations/{conversation}/reply", late, 409)
    await ana.post("presence", {"presence": "away"})
    await sue.post(f"tickets/{ticket}/requeue", {"why": "I must go"})
    await widget.until(lambda w: w.states[-1]["owner"] == "queue")
    await sue.post(f"tickets/{ticket}/assign", {"agent": "ben", "why": "he knows her"})
    await widget.until(lambda w: w.states[-1]["agent"] == "Ben")
    entries = [e for e in (await sue.show(conversation))["entries"] if e["kind"] == "supervised"]
    assert [(e["act"], e["why"], e["private"]) for e in entries] == [
        ("take_over", "he is rude", True),
        ("requeue", "I must go", True),
        ("assign", "he knows her", True),
    ]
    assert {"supervised"}.isdisjoint(e["kind"] for e in await widget.caught_up())
    await ben.close()


async def test_who_is_kept_apart_is_named_and_given_nothing_until_they_may_meet_again(
    ana: Person, sue: Person, widget: Widget
) -> None:
    ticket, conversation, _ = await served(ana, widget)
    path = f"conversations/{conversation}/never-again"
    await sue.post(path, {"agent": "ana", "why": "they quarrelled"})
    assert (await sue.show(conversation))["never_again"] == [{"id": "ana", "name": "Ana"}]
    await sue.post(f"tickets/{ticket}/requeue", {"why": "they quarrelled"})
    again = {"agent": "ana", "why": "she is the only one"}
    assert "never to have this customer" in await sue.refused(f"tickets/{ticket}/assign", again, 409)
    await sue.post(path, {"agent": "ana", "why": "they made up", "again": True})
    assert (await sue.show(conversation))["never_again"] == []
    await sue.post(f"tickets/{ticket}/assign", again)


async def test_nobody_is_given_what_they_cannot_have(baton: Live, ana: Person, sue: Person, widget: Widget) -> None:
    ticket, conversation, epoch = await served(ana, widget)
    for path, body, status in (
        (f"tickets/{ticket}/assign", {"agent": "nobody", "why": "w"}, 404),
        (f"tickets/{ticket}/assign", {"agent": "ana", "why": " "}, 400),
        (f"tickets/{ticket}/assign", {"agent": "ana", "why": "w" * 501}, 400),
        (f"tickets/{ticket}/take-over", {}, 400),
        (f"conversations/{conversation}/never-again", {"agent": "nobody", "why": "w"}, 404),
    ):
        await sue.refused(path, body, status)
    await ana.post(f"conversations/{conversation}/close", {"epoch": epoch, "seen": ALL})
    assert "has ended" in await sue.refused(f"tickets/{ticket}/assign", {"agent": "sue", "why": "w"}, 409)
    assert "nobody has" in await sue.refused(f"tickets/{ticket}/requeue", {"why": "w"}, 409)


async def test_what_is_not_there_is_not_found(ana: Person, sue: Person) -> None:
    for path, body in OF_AGENTS.items():
        await ana.refused(path, body, 404)
    for path, body in OF_SUPERVISORS.items():
        await sue.refused(path, body, 404)


async def test_an_agent_may_do_nothing_that_only_supervisors_may(ana: Person, widget: Widget) -> None:
    ticket, conversation, _ = await served(ana, widget)
    before = len((await ana.show(conversation))["entries"])
    for path, body in OF_SUPERVISORS.items():
        for there in (path, path.replace("tickets/nothing", f"tickets/{ticket}").replace("nothing", conversation)):
            assert await ana.refused(there, body, 403) == "only a supervisor may do this"
    assert len((await ana.show(conversation))["entries"]) == before


async def test_nothing_is_done_for_who_is_not_signed_in_or_for_another_site(baton: Live, ana: Person) -> None:
    async with aiohttp.ClientSession(baton.url, cookie_jar=aiohttp.DummyCookieJar()) as nobody:
        for path, body in (OF_AGENTS | OF_SUPERVISORS).items():
            async with nobody.post(f"/api/console/{path}", json=body, headers=OWN) as response:
                assert response.status == 401, path
            headers = {"Cookie": f"{cookie_of(ana)}"}
            async with nobody.post(f"/api/console/{path}", json=body, headers=headers) as response:
                assert response.status == 403, path


def cookie_of(person: Person) -> str:
    """Return the session's cookie, as a browser would send it from any site."""
    (cookie,) = person.agent.cookie_jar
    return f"{cookie.key}={cookie.value}"


async def test_who_is_removed_is_signed_out_with_an_open_screen_and_their_customer_waits_again(
    baton: Live, ana: Person, widget: Widget
) -> None:
    _, conversation, epoch = await served(ana, widget)
    await baton.baton.agents.remove("ana@example.com", now=baton.baton.clock.now())
    await ana.refused(
        f"conversations/{conversation}/reply", {"id": "r", "text": "still me", "epoch": epoch, "seen": ALL}, 401
    )
    await widget.until(lambda w: w.states[-1]["owner"] == "queue")
    assert {"lost"} <= {e["kind"] for e in widget.seen}
    async with asyncio.timeout(20):
        while (frame := await ana.socket.receive()).type is aiohttp.WSMsgType.TEXT:
            continue
    assert (frame.type, frame.data) == (aiohttp.WSMsgType.CLOSE, 4401)
