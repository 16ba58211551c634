"""Promised waits held against what came."""

from datetime import datetime, timedelta

import pytest

from bot.conversation.channel_events import TakenElsewhere
from bot.conversation.events import AgentJoined, Entry, Event
from bot.conversation.line_events import Abandoned, CallbackRequested, CustomerBack, CustomerLeft, WaitPromised
from bot.insight import promises as kept
from bot.insight.promises import Promises
from tests.support.told import NOON


def log(*told: tuple[float, Event]) -> list[Entry]:
    """Return a log of events, each some seconds after noon."""
    return [
        Entry(conversation_id="c1", seq=n, at=NOON + timedelta(seconds=after), actor="system", epoch=1, event=event)
        for n, (after, event) in enumerate(told, start=1)
    ]


def promises(logs: list[list[Entry]], *, since: datetime | None = None, after: float = 0.0) -> Promises:
    """Return how promises were kept, as it looks some seconds after noon."""
    return kept.promises(logs, since=since, now=NOON + timedelta(seconds=after))


def promised(low: float | None = 100.0, high: float | None = 250.0) -> WaitPromised:
    return WaitPromised(ticket_id="k1", place=1, low=low, high=high, opens_at=None)


def joined() -> AgentJoined:
    return AgentJoined(ticket_id="k1", agent_id="ann", agent_name="Ann")


@pytest.mark.parametrize(
    ("waited", "verdict"),
    [(59.0, "shorter"), (60.0, "kept"), (180.0, "kept"), (300.0, "kept"), (301.0, "longer")],
)
def test_a_promise_is_the_whole_minutes_that_were_told(waited: float, verdict: str) -> None:
    found = promises([log((0, promised()), (waited, joined()))])
    assert {"kept": found.kept, "longer": found.longer, "shorter": found.shorter}[verdict] == 1
    assert (found.promised, found.handoffs, found.longest) == (1, 1, waited)


def test_only_the_first_agent_ends_the_wait() -> None:
    assert promises([log((0, promised()), (120, joined()), (9000, joined()))]).longest == 120


def test_who_asks_for_a_call_or_met_nobody_is_counted_apart() -> None:
    call = CallbackRequested(client_id="b", ticket_id="k1", phone="123456", due_at=NOON)
    found = promises(
        [log((0, promised()), (1, call), (9000, joined())), log((0, promised(None, None)), (60, joined()))]
    )
    assert (found.promised, found.called_back, found.nobody_there, found.longest) == (0, 1, 1, 60)


LEFT, BACK, GIVEN_UP = (kind(ticket_id="k1") for kind in (CustomerLeft, CustomerBack, Abandoned))


@pytest.mark.parametrize(
    ("told", "longer"),
    [
        ([(700, GIVEN_UP)], 1),
        ([(300, GIVEN_UP)], 0),
        ([(310, LEFT), (910, GIVEN_UP)], 1),
        ([(290, LEFT), (890, GIVEN_UP)], 0),
        ([(90, LEFT), (95, BACK), (310, LEFT), (910, GIVEN_UP)], 1),
        ([(310, TakenElsewhere(app="inbox"))], 1),
        ([(290, TakenElsewhere(app="inbox"))], 0),
    ],
)
def test_who_leaves_after_the_minutes_were_over_was_told_too_little_and_who_leaves_before_says_nothing(
    told: list[tuple[float, Event]], longer: int
) -> None:
    found = promises([log((0, promised()), *told)], after=9000)
    assert (found.handoffs, found.promised, found.longer, found.longest) == (1, longer, longer, 0)
    assert found.abandoned == sum(event is GIVEN_UP for _, event in told)


@pytest.mark.parametrize(("after", "longer"), [(300, 0), (301, 1)])
def test_who_still_waits_after_the_minutes_were_over_was_told_too_little(after: float, longer: int) -> None:
    found = promises([log((0, promised()))], after=after)
    assert (found.promised, found.kept, found.longer) == (longer, 0, longer)


def test_who_was_served_in_time_and_leaves_later_was_told_enough() -> None:
    found = promises([log((0, promised()), (120, joined()), (9000, LEFT), (9600, GIVEN_UP))], after=9999)
    assert (found.promised, found.kept) == (1, 1)


def test_only_handoffs_since_the_moment_count() -> None:
    found = promises([log((0, promised()), (100, joined()))], since=NOON + timedelta(seconds=1))
    assert found.handoffs == 0
    assert found.share_kept == 0.0
    assert isinstance(found, Promises)
