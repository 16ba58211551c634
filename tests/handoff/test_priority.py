"""Who is next: high stakes and anger move a ticket forward, and never past the bound."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff.priority import (
    CALM,
    FRUSTRATION_BONUS,
    LARGEST_BONUS,
    SEGMENT_BONUS,
    STAKES_BONUS,
    bonus_minutes,
    ranked_at,
)
from bot.routing import segments

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
BONUSES = st.builds(
    lambda high, felt, worth: bonus_minutes(high_stakes=high, frustration=felt, segment=worth),
    high=st.booleans(),
    felt=st.floats(-1, 2),
    worth=st.floats(-1, 100),
)


@pytest.mark.parametrize(
    ("high_stakes", "frustration", "segment", "minutes"),
    [
        (False, 0.0, 0.0, 0.0),
        (False, 0.65, 0.0, FRUSTRATION_BONUS / 2),
        (False, CALM, 0.0, 0.0),
        (True, 0.0, 0.0, STAKES_BONUS),
        (False, 0.0, 2.0, 2.0),
        (True, 1.0, SEGMENT_BONUS, LARGEST_BONUS),
        (True, 7.0, 70.0, LARGEST_BONUS),
        (False, -1.0, -1.0, 0.0),
    ],
)
def test_stakes_frustration_and_segment_are_worth_minutes(
    high_stakes: bool, frustration: float, segment: float, minutes: float
) -> None:
    found = bonus_minutes(high_stakes=high_stakes, frustration=frustration, segment=segment)
    assert found == pytest.approx(minutes)


def test_the_policy_may_give_a_segment_as_much_as_the_line_takes() -> None:
    assert segments.LARGEST_BONUS == SEGMENT_BONUS


@given(BONUSES)
def test_no_bonus_passes_the_bound(bonus: float) -> None:
    assert 0.0 <= bonus <= LARGEST_BONUS


@given(MOMENTS, BONUSES, BONUSES, st.timedeltas(timedelta(microseconds=1), timedelta(days=30)))
def test_nobody_is_overtaken_by_who_comes_later_than_the_bound(
    created_at: datetime, bonus: float, later_bonus: float, after: timedelta
) -> None:
    later_at = created_at + timedelta(minutes=LARGEST_BONUS) + after
    assert ranked_at(created_at, bonus) < ranked_at(later_at, later_bonus)


@given(MOMENTS, st.floats(0, 1e6))
def test_the_bound_holds_whatever_bonus_is_given(created_at: datetime, bonus: float) -> None:
    assert created_at - ranked_at(created_at, bonus) <= timedelta(minutes=LARGEST_BONUS)


@given(MOMENTS, BONUSES, st.timedeltas(timedelta(microseconds=1), timedelta(days=30)))
def test_of_two_alike_the_first_is_first(created_at: datetime, bonus: float, after: timedelta) -> None:
    assert ranked_at(created_at, bonus) < ranked_at(created_at + after, bonus)


def test_high_stakes_overtake_a_simple_need_that_came_less_than_the_bonus_before() -> None:
    simple = ranked_at(NOON, bonus_minutes(high_stakes=False, frustration=0.0))
    urgent = bonus_minutes(high_stakes=True, frustration=0.0)
    assert ranked_at(NOON + timedelta(minutes=STAKES_BONUS - 1), urgent) < simple
    assert ranked_at(NOON + timedelta(minutes=STAKES_BONUS + 1), urgent) > simple
