"""Who was on duty, as far as recorded conversations show it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.conversation.events import (
    AgentJoined,
    AgentLost,
    AgentReplied,
    Closed,
    ConversationStarted,
    CustomerMessaged,
    Entry,
    Event,
    OfferDeclined,
    TicketOffered,
    agent_actor,
)
from bot.conversation.line_events import Snoozed
from bot.insight.on_duty import OnDuty, Sightings
from bot.insight.what_if import what_if
from tests.insight.test_replay import NOON, Log
from tests.routing.samples import POLICY

MORNING = NOON.replace(hour=9)


def offered(agent_id: str) -> TicketOffered:
    return TicketOffered(ticket_id="k1", agent_id=agent_id, agent_name=agent_id, ends_at=NOON)


def joined(agent_id: str) -> AgentJoined:
    return AgentJoined(ticket_id="k1", agent_id=agent_id, agent_name=agent_id)


def log(*happened: tuple[float, Event], actor: str = "") -> list[Entry]:
    """Return a conversation in which things happened so many minutes after nine."""
    return [
        Entry(conversation_id="c1", seq=n, at=MORNING + timedelta(minutes=minutes), actor=actor, epoch=1, event=event)
        for n, (minutes, event) in enumerate([(0, ConversationStarted(channel="website", locale="en")), *happened], 1)
    ]


def seen(*logs: list[Entry], since: datetime | None = None, **capacities: int) -> Sightings:
    sightings = Sightings(capacities, since=since)
    for entries in logs:
        sightings.take(entries)
    return sightings


def places(sightings: Sightings) -> list[tuple[float, int]]:
    """Return the changes, in minutes after nine."""
    return [((at - MORNING) / timedelta(minutes=1), many) for at, many in sightings.places().changes]


def test_an_offer_shows_its_agent_for_that_half_hour_whatever_they_say() -> None:
    declined = OfferDeclined(ticket_id="k1", agent_name="ann", reason="too hard")
    assert places(seen(log((40, offered("ann")), (41, declined)))) == [(30, 1), (60, 0)]


def test_who_has_a_conversation_is_there_until_its_end() -> None:
    lost = AgentLost(ticket_id="k1", agent_id="ann", agent_name="ann")
    for end in (Closed(agent_name="ann"), lost, joined("ann")):
        assert places(seen(log((5, joined("ann")), (100, end)))) == [(0, 1), (120, 0)]


def test_a_conversation_that_has_not_ended_shows_its_agent_as_far_as_its_log_goes() -> None:
    still = log((5, joined("ann")), (65, CustomerMessaged(client_id="m", text="hello?")))
    later = log((600, offered("ben")))
    assert places(seen(still, later)) == [(0, 1), (90, 0), (600, 1), (630, 0)]


def test_a_quiet_hour_or_two_is_bridged_and_a_night_is_not() -> None:
    quiet, night = log((10, offered("ann"))), 15 * 60
    assert places(seen(quiet, log((170, offered("ann"))))) == [(0, 1), (180, 0)]
    assert places(seen(quiet, log((190, offered("ann"))))) == [(0, 1), (30, 0), (180, 1), (210, 0)]
    assert places(seen(quiet, log((night, offered("ann")))))[1] == (30, 0)
    # Somebody else's sign says nothing of her.
    assert places(seen(quiet, log((100, offered("ben"))))) == [(0, 1), (30, 0), (90, 1), (120, 0)]


def test_what_is_put_aside_for_the_night_shows_nobody_at_work_before_its_agent_writes_again() -> None:
    aside = Snoozed(agent_name="ann", until=NOON)
    hello = AgentReplied(client_id="r", agent_name="ann", text="good morning")
    entries = log((5, joined("ann")), (20, aside), (900, hello), (935, Closed(agent_name="ann")))
    by_ann = [replace(entry, actor=agent_actor("ann")) for entry in entries]
    assert places(seen(by_ann)) == [(0, 1), (30, 0), (900, 1), (960, 0)]
    # A supervisor's word is no sign of hers.
    assert places(seen(entries)) == [(0, 1), (30, 0)]


def test_an_agents_places_are_their_capacity_or_what_they_had_at_once() -> None:
    spell = log((5, joined("ann")), (20, Closed(agent_name="ann")))
    assert places(seen(spell)) == [(0, 1), (30, 0)]
    assert places(seen(spell, spell, ann=1)) == [(0, 2), (30, 0)]
    assert places(seen(spell, spell, ann=3)) == [(0, 3), (30, 0)]
    assert places(seen(spell, log((40, offered("ben"))), ann=3)) == [(0, 3), (30, 1), (60, 0)]


def test_the_estimate_is_told_with_the_hours_that_it_covers() -> None:
    two = seen(log((5, offered("ann")), (50, offered("ben"))), log((55, offered("ann")), (235, offered("cem"))))
    assert two.on_duty() == OnDuty(least=1, most=2, places=2, staffed_hours=1.5, hours=4.0)
    late = seen(log((5, offered("ann")), (95, offered("ben"))), since=MORNING + timedelta(minutes=70))
    assert late.on_duty() == OnDuty(least=1, most=1, places=1, staffed_hours=0.5, hours=1.0)


def test_where_nobody_is_seen_nothing_is_estimated() -> None:
    nobody = seen([], log((5, CustomerMessaged(client_id="m", text="anybody?"))))
    assert nobody.on_duty() is None
    assert nobody.most_at_once() == 0


@pytest.fixture
def day() -> list[list[Entry]]:
    """Give a day on which somebody comes every half hour from nine to five; the only agent leaves at noon."""
    logs = []
    for number in range(16):
        log = Log()
        log.turn("double_charge")
        if number < 6:
            log.add(offered("ann"), joined("ann"), Closed(agent_name="ann"))
        shift = MORNING + timedelta(minutes=30 * number) - log.entries[0].at
        logs.append([replace(e, conversation_id=f"c{number}", at=e.at + shift) for e in log.entries])
    return logs


def test_a_line_whose_agents_leave_at_noon_shows_the_waits_of_the_afternoon(day: list[list[Entry]]) -> None:
    morning, whole = what_if(day[:6], POLICY), what_if(day, POLICY)
    assert morning.waits_now is not None
    assert whole.waits_now is not None
    assert whole.on_duty == OnDuty(least=1, most=1, places=1, staffed_hours=3.0, hours=8.0)
    assert (morning.waits_now.longest, morning.waits_now.still_waiting) == (0.0, 0)
    # Who came first after noon waits to the end of the day; ten came after.
    assert (whole.waits_now.longest, whole.waits_now.still_waiting) == (297.0, 10)
    given = what_if(day, POLICY, places=1)
    assert given.waits_now is not None
    assert (given.waits_now.longest, given.waits_now.still_waiting) == (0.0, 0)
