"""The simulated line: laws of any queue that is served by priority."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff.priority import LARGEST_BONUS
from bot.insight.waiting import Arrival, simulate

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def at(*minutes: float, bonus: float = 0.0) -> list[Arrival]:
    return [Arrival(at=NOON + timedelta(minutes=m), bonus=bonus, name=f"c{m}") for m in minutes]


_arrivals = st.lists(
    st.builds(
        Arrival,
        at=st.integers(0, 600).map(lambda m: NOON + timedelta(minutes=m)),
        bonus=st.floats(0, LARGEST_BONUS),
        name=st.text(max_size=3),
    ),
    min_size=1,
    max_size=60,
)


def test_one_agent_takes_one_after_the_other() -> None:
    waits = simulate(at(0, 1, 2), [10.0], 1)
    assert waits is not None
    assert (waits.median, waits.longest) == (9.0, 18.0)


def test_nobody_waits_where_there_is_room() -> None:
    waits = simulate(at(0, 0, 0), [10.0], 3)
    assert waits is not None
    assert waits.longest == 0


def test_who_is_served_frees_the_place_for_the_next() -> None:
    waits = simulate(at(0, 20, 41), [10.0], 1)
    assert waits is not None
    assert waits.longest == 0


def test_the_serious_one_goes_first() -> None:
    # All three wait from minute 1 on; the last to come has ten minutes' bonus.
    arrivals = [*at(0, 1, 2), *at(3, bonus=10)]
    waits = simulate(arrivals, [10.0], 1)
    assert waits is not None
    # Taken at 10 (the serious one), 20 and 30: waits 0, 19, 28, 7.
    assert waits.longest == 28.0
    assert waits.median == pytest.approx((7 + 19) / 2)


@pytest.mark.parametrize(("arrivals", "durations", "places"), [([], [1.0], 1), (at(0), [], 1), (at(0), [1.0], 0)])
def test_with_nothing_known_nothing_is_said(arrivals: list[Arrival], durations: list[float], places: int) -> None:
    assert simulate(arrivals, durations, places) is None


@given(_arrivals, st.lists(st.floats(0.1, 60), min_size=1, max_size=20), st.integers(1, 5))
def test_nobody_waits_where_there_is_a_place_for_everybody(
    arrivals: list[Arrival], durations: list[float], places: int
) -> None:
    one, more = simulate(arrivals, durations, places), simulate(arrivals, durations, places + len(arrivals))
    assert one is not None
    assert more is not None
    assert more.longest == 0
    assert 0 <= one.median <= one.nine_in_ten <= one.longest


@given(_arrivals, st.floats(0.1, 60))
def test_the_line_has_no_idle_agent_while_somebody_waits(arrivals: list[Arrival], takes: float) -> None:
    """With one agent and equal durations, the longest wait is bounded by all that came before."""
    waits = simulate(arrivals, [takes], 1)
    assert waits is not None
    assert waits.longest <= takes * (len(arrivals) - 1) + 1e-6
