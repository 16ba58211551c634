"""What a console's socket shows: the line with everything beside it, and who else looks or writes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.handoff.agent import Role
from tests.console.test_acts_over_http import Person, served
from tests.support.live import Live
from tests.support.screens import ALL
from tests.support.widget import Widget


class Watching(Widget):
    """A widget that remembers that somebody was shown to be typing."""

    typed = 0

    def _take(self, frame: dict[str, Any]) -> None:
        self.typed += frame["type"] == "typing"
        super()._take(frame)


@pytest.fixture
async def ana(baton: Live) -> AsyncIterator[Person]:
    person = await Person.comes(baton, "Ana")
    yield person
    await person.close()


@pytest.fixture
async def ben(baton: Live) -> AsyncIterator[Person]:
    person = await Person.comes(baton, "Ben", presence="busy")
    yield person
    await person.close()


@pytest.fixture
async def widget(baton: Live) -> AsyncIterator[Watching]:
    customer = Watching(baton.http, baton.url)
    await (await customer.start()).connect()
    yield customer
    await customer.cut()


async def viewers(person: Person, expected: list[dict[str, Any]]) -> None:
    """Wait until a screen shows these others."""
    async with asyncio.timeout(20):
        while (await person.frame("viewers"))["agents"] != expected:
            continue


async def test_two_who_look_see_each_other_and_who_writes(ana: Person, ben: Person, widget: Watching) -> None:
    _, conversation, _ = await served(ana, widget)
    await ben.socket.send_json({"type": "open", "conversation": conversation})
    await viewers(ben, [{"id": "ana", "name": "Ana", "typing": False}])
    await viewers(ana, [{"id": "ben", "name": "Ben", "typing": False}])
    await ben.socket.send_json({"type": "typing", "conversation": conversation, "note": True})
    await viewers(ana, [{"id": "ben", "name": "Ben", "typing": True}])
    await ben.socket.send_json({"type": "leave", "conversation": conversation})
    await viewers(ana, [])


async def test_a_second_screen_of_ones_own_is_nobody_else_and_a_lost_one_is_forgotten(
    ana: Person, ben: Person, widget: Watching
) -> None:
    _, conversation, _ = await served(ana, widget)
    second = Person(ben.agent, await ben.agent.ws_connect("/api/console/socket"))
    await second.socket.send_json({"type": "open", "conversation": conversation})
    await viewers(ana, [{"id": "ben", "name": "Ben", "typing": False}])
    await ben.show(conversation)
    await ana.socket.send_json({"type": "typing", "conversation": conversation, "note": True})
    await viewers(second, [{"id": "ana", "name": "Ana", "typing": True}])
    await second.socket.close()
    await ben.socket.close()
    await viewers(ana, [])


async def test_only_the_owners_reply_is_seen_by_the_customer_while_it_is_written(
    ana: Person, ben: Person, widget: Watching
) -> None:
    _, conversation, epoch = await served(ana, widget)
    await ben.show(conversation)
    await ana.socket.send_json({"type": "typing", "conversation": conversation, "note": True})
    await ben.socket.send_json({"type": "typing", "conversation": conversation, "note": False})
    await viewers(ana, [{"id": "ben", "name": "Ben", "typing": True}])
    await viewers(ben, [{"id": "ana", "name": "Ana", "typing": True}])
    for number in (1, 2):
        body = {"id": f"r{number}", "text": f"answer {number}", "epoch": epoch, "seen": ALL}
        await ana.post(f"conversations/{conversation}/reply", body)
        await widget.until(lambda w, n=number: f"answer {n}" in w.texts("agent"))  # type: ignore[misc]
    assert widget.typed == 0
    await ana.socket.send_json({"type": "typing", "conversation": conversation, "note": False})
    await widget.until(lambda _w: widget.typed == 1)


async def test_a_screen_shows_what_may_be_chosen_and_who_is_there(ana: Person, ben: Person) -> None:
    frame = await ana.desk_where("team", lambda team: any(one["presence"] == "busy" for one in team))
    assert frame["queues"][:2] == ["general", "billing"]
    assert "solved" in frame["dispositions"]
    assert {"double_charge", "order_status"} <= set(frame["intents"])
    assert (frame["wrap_up"], frame["callbacks"], frame["assigned"]) == ([], [], [])
    assert frame["agent"] | {"id": "ana", "role": "agent", "skills": [], "was_set_away": False} == frame["agent"]
    assert frame["team"] == [
        {
            "id": "ben",
            "name": "Ben",
            "presence": "busy",
            "is_present": True,
            "load": 0.0,
            "capacity": 3,
            "languages": ["en", "zh"],
            "skills": [],
            "role": "agent",
        }
    ]
    await ben.socket.close()


async def test_what_others_have_is_shown_to_supervisors_alone(
    baton: Live, ana: Person, ben: Person, widget: Watching
) -> None:
    sue = await Person.comes(baton, "Sue", Role.SUPERVISOR, "away")
    ticket, conversation, _ = await served(ana, widget)
    frame = await sue.desk_where("assigned", bool)
    (card,) = frame["assigned"]
    assert card | {"ticket": ticket, "conversation": conversation, "agent": "ana", "agent_name": "Ana"} == card
    assert {one["id"]: one["load"] for one in frame["team"]} == {"ana": 1.0, "ben": 0.0}
    seen = await ben.desk_where("team", lambda team: any(one["load"] == 1.0 for one in team))
    assert seen["assigned"] == []
    await sue.close()


async def test_a_call_that_is_asked_for_is_shown_with_its_time_and_number(
    baton: Live, ana: Person, widget: Watching
) -> None:
    await ana.post("presence", {"presence": "busy"})
    await widget.ask("I want a real person", "m")
    at = baton.baton.clock.now() + timedelta(hours=1)
    await widget.frame({"type": "callback", "id": "call", "phone": "+852 5555 0100", "at": at.isoformat()})
    frame = await ana.desk_where("callbacks", bool)
    (card,) = frame["callbacks"]
    assert (card["state"], card["phone"]) == ("callback", "+852 5555 0100")
    assert card["due_at"]
    assert frame["waiting_count"] == 0


async def test_an_ignored_offer_sets_nobody_away_who_says_that_they_are_there(ana: Person) -> None:
    for presence in ("away", "available", "busy"):
        await ana.post("presence", {"presence": presence})
        frame = await ana.desk_where("agent", lambda agent, p=presence: agent["presence"] == p)
        assert not frame["agent"]["was_set_away"]
