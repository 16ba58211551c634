"""Reads the policy's opening hours."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.conversation.hours import Hours
from bot.routing.yaml_reader import YamlReader, near

_KEYS = {"timezone", "open", "holidays", "holiday_country"}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)")
_YEARLY = re.compile(r"\d\d-\d\d")
#: A year with a 29th of February.
_LEAP = 2000

Spans = tuple[tuple[time, time], ...]


def read_hours(reader: YamlReader, tree: Any) -> Hours | None:
    """Return the hours; None where the file says nothing about them, which means always."""
    node = reader.mapping(tree, "hours")
    if not node:
        return None
    reader.keys(node, _KEYS)
    for missing in ("timezone", "open"):
        if missing not in node:
            reader.wrong(tree, "hours", f"`{missing}` is missing")
    zone = _zone(reader, node)
    week = _week(reader, reader.mapping(node, "open"))
    off = _holidays(reader, node)
    return None if zone is None else Hours(zone=zone, week=week, is_holiday=off)


def _zone(reader: YamlReader, node: Any) -> ZoneInfo | None:
    name = node.get("timezone")
    if isinstance(name, str) and name in available_timezones():
        return ZoneInfo(name)
    if "timezone" in node:
        what = f"`{name}` is no time zone such as Asia/Hong_Kong{near(str(name), available_timezones())}"
        reader.wrong(node, "timezone", what)
    return None


def _week(reader: YamlReader, node: Any) -> dict[int, Spans]:
    week: dict[int, Spans] = {}
    for name, value in node.items():
        days = _days(str(name))
        if not days:
            reader.wrong(node, name, f"`{name}` must be a day or days such as mon, mon-fri or daily")
        if not isinstance(value, list):
            reader.wrong(node, name, f'`{name}` must be a list such as ["09:00-18:00"]; [] where it is closed')
            continue
        spans = tuple(_spans(reader, value))
        for day in days:
            if day in week:
                reader.wrong(node, name, f"{_DAYS[day]} stands twice")
            week[day] = spans
    return week


def _days(name: str) -> list[int]:
    if name == "daily":
        return list(range(7))
    first, _, last = name.partition("-")
    ends = (first, last or first)
    if any(end not in _DAYS for end in ends):
        return []
    begin, end = map(_DAYS.index, ends)
    return [(begin + days) % 7 for days in range((end - begin) % 7 + 1)]


def _spans(reader: YamlReader, node: Any) -> Iterator[tuple[time, time]]:
    for number, value in enumerate(node):
        found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            reader.wrong(node, number, f'`{value}` must be written as "09:00-18:00"; a day ends at 24:00')
            continue
        opens, closes = found.groups()
        # As text they compare as they do on the clock, 24:00 last.
        if closes > opens:
            yield time.fromisoformat(opens), time.min if closes == "24:00" else time.fromisoformat(closes)
        else:
            rest = "" if closes == "00:00" else f' and, on the day after, "00:00-{closes}"'
            reader.wrong(node, number, f'`{value}` goes over midnight: write "{opens}-24:00"{rest}')


def _holidays(reader: YamlReader, node: Any) -> Callable[[date], bool]:
    dates: set[date] = set()
    yearly: set[tuple[int, int]] = set()
    values = reader.items(node, "holidays")
    for number, value in enumerate(values):
        text = str(value)
        try:
            if _YEARLY.fullmatch(text):
                day = date.fromisoformat(f"{_LEAP}-{text}")
                yearly.add((day.month, day.day))
            else:
                dates.add(date.fromisoformat(text))
        except ValueError:
            reader.wrong(values, number, f'`{value}` must be a day such as "2026-12-25", or "12-25" for every year')
    official = _official(reader, node)

    def is_holiday(day: date) -> bool:
        return day in dates or (day.month, day.day) in yearly or day in official

    return is_holiday


def _official(reader: YamlReader, node: Any) -> Collection[date]:
    if "holiday_country" not in node:
        return ()
    # Takes a tenth of a second, which only those pay who want it.
    import holidays

    code, known = node["holiday_country"], holidays.list_supported_countries()
    if isinstance(code, str) and code in known:
        return holidays.country_holidays(code)
    what = f"`{code}` must be the code of a country such as HK or US{near(str(code).upper(), known)}"
    reader.wrong(node, "holiday_country", what)
    return ()
