"""When people are at work: local wall clock, whatever the clocks do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hours import HORIZON, Hours

QUARTER = timedelta(minutes=15)
#: Clocks change twice a year here, at different hours of the day; in Hong Kong never.
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Asia/Hong_Kong"]
)


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def daily(opens: str, closes: str, zone: str) -> Hours:
    span = (time.fromisoformat(opens), time.fromisoformat(closes))
    return Hours(zone=ZoneInfo(zone), week=dict.fromkeys(range(7), (span,)), is_holiday=lambda _day: False)


@st.composite
def any_hours(draw: st.DrawFn) -> Hours:
    quarters = st.integers(0, 95)

    def span() -> tuple[time, time]:
        first, last = sorted((draw(quarters), draw(quarters)))
        return _clock(first), _clock(last + 1)

    week = {day: tuple(span() for _ in range(draw(st.integers(0, 2)))) for day in range(7)}
    off = draw(st.frozensets(st.integers(0, 365), max_size=40))
    return Hours(zone=ZoneInfo(draw(ZONES)), week=week, is_holiday=lambda day: day.timetuple().tm_yday in off)


def _clock(quarters: int) -> time:
    return time.min if quarters == 96 else time(quarters // 4, quarters % 4 * 15)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0, minute=moment.minute // 15 * 15)
)


@given(any_hours(), MOMENTS)
def test_people_who_are_at_work_are_there_until_they_leave(hours: Hours, now: datetime) -> None:
    found = hours.closes_at(now)
    if found is None:
        assert not hours.is_open(now) or hours.open_between(now, now + timedelta(days=40)) == timedelta(days=40)
        return
    assert not hours.is_open(found)
    moment = now
    while moment < found:
        assert hours.is_open(moment), moment
        moment += QUARTER


@given(any_hours(), MOMENTS, st.integers(0, 400))
def test_time_at_work_is_the_sum_of_its_quarters(hours: Hours, now: datetime, quarters: int) -> None:
    end = now + quarters * QUARTER
    open_quarters = sum(hours.is_open(now + n * QUARTER) for n in range(quarters))
    assert hours.open_between(now, end) == open_quarters * QUARTER


@given(any_hours(), MOMENTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(hours: Hours, now: datetime) -> None:
    found = hours.opens_at(now)
    until = found or now + timedelta(days=HORIZON - 2)
    assert found is None or hours.is_open(found)
    assert found is None or found >= now
    moment = now
    while moment < until:
        assert not hours.is_open(moment), moment
        moment += QUARTER


@given(any_hours(), MOMENTS)
def test_who_is_open_opens_now(hours: Hours, now: datetime) -> None:
    assert (hours.opens_at(now) == now) is hours.is_open(now)


def test_nine_is_nine_on_the_day_that_clocks_change() -> None:
    hours = daily("09:00", "17:00", "Europe/Berlin")
    for day in ("2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"):
        opening = at(f"{day}T09:00", "Europe/Berlin")
        assert hours.opens_at(opening - timedelta(hours=1)) == opening
        assert not hours.is_open(opening - QUARTER)


def test_a_span_in_the_hour_that_is_left_out_is_none() -> None:
    hours = daily("02:30", "03:00", "America/New_York")
    before = at("2026-03-08T01:59", "America/New_York")
    assert hours.opens_at(before) == at("2026-03-09T02:30", "America/New_York")


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    hours = daily("01:00", "02:00", "America/New_York")
    first = at("2026-11-01T01:30", "America/New_York")
    assert hours.is_open(first)
    assert hours.is_open(first + timedelta(hours=1))


def test_a_day_that_ends_at_midnight_goes_on_in_the_next_that_begins_there() -> None:
    hours = daily("00:00", "00:00", "Europe/Berlin")
    assert hours.is_open(at("2026-11-20T23:59", "Europe/Berlin"))
    assert hours.is_open(at("2026-11-21T00:00", "Europe/Berlin"))


def test_who_never_opens_says_so() -> None:
    hours = Hours(zone=ZoneInfo("UTC"), week={}, is_holiday=lambda _day: False)
    assert hours.opens_at(datetime(2026, 11, 22, tzinfo=UTC)) is None
