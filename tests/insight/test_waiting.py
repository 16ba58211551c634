"""The simulated line: laws of any queue that is served by priority."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff.priority import LARGEST_BONUS
from bot.insight.waiting import Arrival, Places, Waits, simulate

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
    waits = simulate(at(0, 1, 2), [10.0], Places(first=1))
    assert waits is not None
    assert (waits.median, waits.longest) == (9.0, 18.0)


def test_nobody_waits_where_there_is_room() -> None:
    waits = simulate(at(0, 0, 0), [10.0], Places(first=3))
    assert waits is not None
    assert waits.longest == 0


def test_who_is_served_frees_the_place_for_the_next() -> None:
    waits = simulate(at(0, 20, 41), [10.0], Places(first=1))
    assert waits is not None
    assert waits.longest == 0


def test_the_serious_one_goes_first() -> None:
    # All three wait from minute 1 on; the last to come has ten minutes' bonus.
    arrivals = [*at(0, 1, 2), *at(3, bonus=10)]
    waits = simulate(arrivals, [10.0], Places(first=1))
    assert waits is not None
    # Taken at 10 (the serious one), 20 and 30: waits 0, 19, 28, 7.
    assert waits.longest == 28.0
    assert waits.median == pytest.approx((7 + 19) / 2)


@pytest.mark.parametrize(("arrivals", "durations", "places"), [([], [1.0], 1), (at(0), [], 1), (at(0), [1.0], 0)])
def test_with_nothing_known_nothing_is_said(arrivals: list[Arrival], durations: list[float], places: int) -> None:
    assert simulate(arrivals, durations, Places(first=places)) is None


@given(_arrivals, st.lists(st.floats(0.1, 60), min_size=1, max_size=20), st.integers(1, 5))
def test_nobody_waits_where_there_is_a_place_for_everybody(
    arrivals: list[Arrival], durations: list[float], places: int
) -> None:
    one, more = (simulate(arrivals, durations, Places(first=n)) for n in (places, places + len(arrivals)))
    assert one is not None
    assert more is not None
    assert more.longest == 0
    assert 0 <= one.median <= one.nine_in_ten <= one.longest


@given(_arrivals, st.floats(0.1, 60))
def test_the_line_has_no_idle_agent_while_somebody_waits(arrivals: list[Arrival], takes: float) -> None:
    """With one agent and equal durations, the longest wait is bounded by all that came before."""
    waits = simulate(arrivals, [takes], Places(first=1))
    assert waits is not None
    assert waits.longest <= takes * (len(arrivals) - 1) + 1e-6


def test_who_comes_when_nobody_is_there_waits_until_somebody_is() -> None:
    opens = Places(first=0, changes=((NOON + timedelta(minutes=30), 1),))
    waits = simulate(at(0, 5), [10.0], opens)
    assert waits == Waits(median=32.5, nine_in_ten=34.5, longest=35.0, still_waiting=0)


def test_who_is_with_an_agent_who_leaves_is_served_to_the_end_and_nobody_else_is_taken() -> None:
    leaves, back = NOON + timedelta(minutes=3), NOON + timedelta(minutes=60)
    waits = simulate(at(0, 1), [10.0], Places(first=1, changes=((leaves, 0), (back, 1))))
    assert waits is not None
    assert waits.longest == 59.0


def test_one_who_leaves_of_two_takes_nobody_more() -> None:
    """Both are at it when one leaves; the first place that is free is the leaving one's."""
    waits = simulate(at(0, 0.5, 1), [10.0], Places(first=2, changes=((NOON + timedelta(minutes=2), 1),)))
    assert waits is not None
    # Not at 10, when the first one ends, but half a minute later: until then one is still at work.
    assert waits.longest == 9.5


def test_whom_nobody_takes_has_waited_until_the_end_of_the_record() -> None:
    gone = Places(first=1, changes=((NOON + timedelta(minutes=1), 0),), ends_at=NOON + timedelta(minutes=62))
    waits = simulate(at(0, 2), [10.0], gone)
    assert waits is not None
    assert (waits.longest, waits.still_waiting) == (60.0, 1)


_places = st.builds(
    lambda first, changes: Places(
        first=first,
        changes=tuple((NOON + timedelta(minutes=m), many) for m, many in sorted(changes.items())),
        ends_at=NOON + timedelta(minutes=601),
    ),
    st.integers(0, 4),
    st.dictionaries(st.integers(-60, 700), st.integers(0, 4), max_size=12),
)


@given(_arrivals, st.lists(st.floats(0.1, 60), min_size=1, max_size=20), _places)
def test_nobody_waits_less_than_nothing_nor_beyond_the_end_and_the_same_gives_the_same(
    arrivals: list[Arrival], durations: list[float], places: Places
) -> None:
    waits = simulate(arrivals, durations, places)
    if waits is not None:
        assert 0 <= waits.median <= waits.nine_in_ten <= waits.longest <= 601
    assert simulate(arrivals, durations, places) == waits


@given(_arrivals, st.lists(st.floats(0.1, 60), min_size=1, max_size=20), _places, st.integers(1, 3))
def test_with_more_places_all_the_time_no_wait_is_longer(
    arrivals: list[Arrival], durations: list[float], places: Places, more: int
) -> None:
    """A law of lines that are served in the order of coming; with a priority somebody may come off worse."""
    equals = [replace(arrival, bonus=0.0) for arrival in arrivals]
    roomier = replace(places, first=places.first + more, changes=tuple((at, n + more) for at, n in places.changes))
    few, many = simulate(equals, durations, places), simulate(equals, durations, roomier)
    assert many is not None
    if few is not None:
        assert many.median <= few.median + 1e-6
        assert many.nine_in_ten <= few.nine_in_ten + 1e-6
        assert many.longest <= few.longest + 1e-6
        assert many.still_waiting <= few.still_waiting
