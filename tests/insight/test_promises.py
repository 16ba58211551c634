"""Promised waits held against what came."""

from datetime import timedelta

import pytest

from bot.conversation.events import AgentJoined, Entry, Event
from bot.conversation.line_events import Abandoned, CallbackRequested, WaitPromised
from bot.insight.promises import Promises, promises
from tests.support.told import NOON


def log(*told: tuple[float, Event]) -> list[Entry]:
    """Return a log of events, each some seconds after noon."""
    return [
        Entry(conversation_id="c1", seq=n, at=NOON + timedelta(seconds=after), actor="system", epoch=1, event=event)
        for n, (after, event) in enumerate(told, start=1)
    ]


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


def test_who_leaves_is_counted_and_waits_for_nothing() -> None:
    found = promises([log((0, promised()), (700, Abandoned(ticket_id="k1")))])
    assert (found.handoffs, found.promised, found.abandoned) == (1, 0, 1)


def test_only_handoffs_since_the_moment_count() -> None:
    found = promises([log((0, promised()), (100, joined()))], since=NOON + timedelta(seconds=1))
    assert found.handoffs == 0
    assert found.share_kept == 0.0
    assert isinstance(found, Promises)
