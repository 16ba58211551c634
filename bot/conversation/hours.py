"""When people are at work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: How far ahead an opening is looked for.
HORIZON = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Opening hours of a week in one time zone, without the holidays.

    Attributes:
        week: weekday (0 is Monday) → spans from opening to closing, in local time; one that closes at 00:00 ends with
            the day, and none goes over midnight.
        is_holiday: says whether a local date is a day off.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[tuple[time, time], ...]]
    is_holiday: Callable[[date], bool]

    def is_open(self, at: datetime) -> bool:
        """Say whether people are at work."""
        return any(opens <= at < closes for opens, closes in self._spans(at.astimezone(self.zone).date()))

    def opens_at(self, after: datetime) -> datetime | None:
        """Return when people are at work next: now, if they are; None if not within two months."""
        first = after.astimezone(self.zone).date()
        for days in range(HORIZON):
            for opens, closes in self._spans(first + timedelta(days=days)):
                if after < closes:
                    return max(opens, after)
        return None

    def closes_at(self, at: datetime) -> datetime | None:
        """Return when people leave who are at work now; None where nobody is, or nobody leaves within two months."""
        until = at
        days = 0
        while days < HORIZON and self.is_open(until):
            # Spans may touch, over midnight too.
            day = until.astimezone(self.zone).date()
            until = max(closes for opens, closes in self._spans(day) if opens <= until < closes)
            days += 1
        return until if at < until and days < HORIZON else None

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """Return for how long people were at work between two moments."""
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        at_work = timedelta()
        while day <= last:
            for opens, closes in _apart(self._spans(day)):
                at_work += max(timedelta(), min(closes, end) - max(opens, start))
            day += timedelta(days=1)
        return at_work

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        if self.is_holiday(day):
            return []
        spans = ((self._at(day, opens), self._end(day, closes)) for opens, closes in self.week.get(day.weekday(), ()))
        # Where clocks go forward, a span in the hour that is left out is none.
        return sorted((opens, closes) for opens, closes in spans if opens < closes)

    def _end(self, day: date, closes: time) -> datetime:
        return self._at(day + timedelta(days=1) if closes == time.min else day, closes)

    def _at(self, day: date, moment: time) -> datetime:
        # Local wall clock: on the day that clocks change, nine o'clock is still nine o'clock.
        return datetime.combine(day, moment, self.zone).astimezone(ZoneInfo("UTC"))


def _apart(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Return the spans with those that overlap made one."""
    found: list[tuple[datetime, datetime]] = []
    for opens, closes in spans:
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return found
