"""Opening hours as a business writes them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversation.hours import Hours
from tests.routing.test_line_file import read
from tests.routing.test_policy_file import GOOD, problems

SAID = """\
hours:
  timezone: Asia/Hong_Kong
  open: {mon-fri: ["09:00-13:00", "14:00-18:00"], sat: [22:00-24:00], sun: []}
  holidays: [2026-12-28, "12-24"]
"""


def hours(folder: Path, said: str = SAID) -> Hours:
    found = read(folder, GOOD + said).line.hours
    assert found is not None
    return found


def local(text: str) -> datetime:
    """Return a moment of 2026 in Hong Kong, which is eight hours ahead all year."""
    return datetime.fromisoformat(f"2026-{text}:00+08:00").astimezone(UTC)


def test_a_file_without_hours_is_always_open(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD).line.hours is None


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("11-23T09:00", True),  # Monday
        ("11-23T08:59", False),
        ("11-23T13:00", False),
        ("11-23T17:59", True),
        ("11-28T23:59", True),  # Saturday
        ("11-29T00:00", False),
        ("12-24T10:00", False),
        ("12-28T10:00", False),
        ("12-29T10:00", True),
    ],
)
def test_people_are_there_as_it_is_written(tmp_path: Path, at: str, is_open: bool) -> None:
    assert hours(tmp_path).is_open(local(at)) is is_open


def test_a_day_of_every_year_is_off_each_year_and_a_date_once(tmp_path: Path) -> None:
    found = hours(tmp_path)
    assert not found.is_open(datetime(2027, 12, 24, 3, 0, tzinfo=UTC))
    assert found.is_open(datetime(2027, 12, 28, 3, 0, tzinfo=UTC))


def test_the_official_holidays_of_a_country_are_days_off(tmp_path: Path) -> None:
    ordinary, official = (
        hours(tmp_path, SAID.replace("2026-12-28", "2020-01-01")),
        hours(tmp_path, SAID + "  holiday_country: HK\n"),
    )
    lunar_new_year = local("02-17T10:00")
    assert ordinary.is_open(lunar_new_year)
    assert not official.is_open(lunar_new_year)
    assert official.opens_at(lunar_new_year) == local("02-20T09:00")


@pytest.mark.parametrize(
    ("days", "weekdays"),
    [("daily", {0, 1, 2, 3, 4, 5, 6}), ("sat", {5}), ("fri-mon", {4, 5, 6, 0}), ("tue-wed", {1, 2})],
)
def test_days_are_named_by_span_too(tmp_path: Path, days: str, weekdays: set[int]) -> None:
    found = hours(tmp_path, f'hours: {{timezone: UTC, open: {{{days}: ["09:00-18:00"]}}}}\n')
    assert set(found.week) == weekdays


def test_a_span_over_midnight_is_refused_with_how_to_write_it(tmp_path: Path) -> None:
    night = 'hours: {timezone: UTC, open: {fri: ["22:00-06:00", "20:00-00:00"]}}\n'
    assert problems(tmp_path, GOOD + night) == [
        '13: `22:00-06:00` goes over midnight: write "22:00-24:00" and, on the day after, "00:00-06:00"',
        '13: `20:00-00:00` goes over midnight: write "20:00-24:00"',
    ]


def test_every_mistake_about_the_hours_is_named_with_its_line(tmp_path: Path) -> None:
    said = """\
hours:
  timezone: Asia/HongKong
  open:
    mon-fri: ["9-18"]
    wed: ["09:00-18:00"]
    weekdays: ["09:00-18:00"]
    sat: 10:00-14:00
  holidays: ["02-30", easter]
  holiday_country: hk
  closed: [sun]
"""
    day = 'must be a day such as "2026-12-25", or "12-25" for every year'
    assert problems(tmp_path, GOOD + said) == [
        "22: unknown key `closed`",
        "14: `Asia/HongKong` is no time zone such as Asia/Hong_Kong; did you mean `Asia/Hong_Kong`?",
        '16: `9-18` must be written as "09:00-18:00"; a day ends at 24:00',
        "17: wed stands twice",
        "18: `weekdays` must be a day or days such as mon, mon-fri or daily",
        '19: `sat` must be a list such as ["09:00-18:00"]; [] where it is closed',
        f"20: `02-30` {day}",
        f"20: `easter` {day}",
        "21: `hk` must be the code of a country such as HK or US; did you mean `HK`?",
    ]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("hours:\n", "13: `hours` must be a mapping that is not empty"),
        ("hours: {timezone: UTC}\n", "13: `open` is missing"),
        ("hours: {open: {daily: []}}\n", "13: `timezone` is missing"),
        ("hours: {timezone: 5, open: {daily: []}}\n", "13: `5` is no time zone such as Asia/Hong_Kong"),
    ],
)
def test_hours_without_a_part_are_refused(tmp_path: Path, said: str, problem: str) -> None:
    assert problems(tmp_path, GOOD + said) == [problem]
