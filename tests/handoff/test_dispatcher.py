"""When the line is looked at, in virtual time."""

import asyncio
from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from bot.conversation.errors import Unavailable
from bot.conversation.events import SYSTEM, Entry, OfferLapsed
from bot.conversation.line_rules import LineRules
from bot.handoff.dispatcher import GRACE, LOOK, Dispatcher, Round
from tests.support.virtual_time import VirtualClock, run_virtually

START = datetime(2026, 1, 1, tzinfo=UTC)
LAPSED = Entry(
    conversation_id="c1", seq=5, at=START, actor=SYSTEM, epoch=2, event=OfferLapsed(ticket_id="k1", agent_name="Ann")
)


class Line:
    """Remembers when it was looked at, in seconds, and does as it is told."""

    def __init__(self, *, finds: tuple[Entry, ...] = (), fails_at: tuple[int, ...] = ()) -> None:
        self.looks: list[float] = []
        self.lasts: set[timedelta] = set()
        self.gone: list[timedelta] = []
        self.left: list[timedelta] = []
        self._finds = finds
        self._fails_at = fails_at

    async def match(self, round_: Round) -> tuple[Entry, ...]:
        self.gone.append(round_.now - round_.gone_before)
        self.left.append(round_.now - round_.left_before)
        self.looks.append((round_.now - START).total_seconds())
        self.lasts.add(round_.offer_ends_at - round_.now)
        if len(self.looks) in self._fails_at:
            raise Unavailable
        return self._finds


class Desk:
    """A dispatcher at work on a line, the hints that it gets and what it tells."""

    def __init__(self, line: Line) -> None:
        self.told: list[tuple[Entry, ...]] = []
        self._hint = asyncio.Event()
        self._dispatcher = Dispatcher(
            line,
            clock=VirtualClock(asyncio.get_running_loop()),
            offer_lasts=timedelta(seconds=30),
            rules=LineRules,
            tell=self.told.append,
        )

    def hint(self) -> None:
        self._hint.set()

    async def _changed(self) -> None:
        await self._hint.wait()
        self._hint.clear()

    async def work(self, seconds: float, *, hints: tuple[float, ...] = ()) -> None:
        working = asyncio.create_task(self._dispatcher.run(self._changed))
        for moment in hints:
            asyncio.get_running_loop().call_at(moment, self.hint)
        await asyncio.sleep(seconds)
        working.cancel()
        await asyncio.wait([working])


def at_work(line: Line, seconds: float, hints: tuple[float, ...] = ()) -> Desk:
    """Let a dispatcher work for a while."""

    async def work() -> Desk:
        desk = Desk(line)
        await desk.work(seconds, hints=hints)
        return desk

    return run_virtually(1, work())


def test_a_change_is_looked_at_at_once() -> None:
    line = Line()
    at_work(line, 0.9, hints=(0.25, 0.5))
    assert line.looks == [0.0, 0.25, 0.5]


def test_a_lost_hint_delays_an_offer_by_a_second_at_most() -> None:
    line = Line()
    at_work(line, 3.5)
    assert line.looks == [0.0, 1.0, 2.0, 3.0]
    assert timedelta(seconds=1) >= LOOK


def test_an_offer_lasts_as_long_as_it_was_told() -> None:
    line = Line()
    at_work(line, 2.5)
    assert line.lasts == {timedelta(seconds=30)}


def test_after_a_start_everybody_has_time_to_come_back_before_they_count_as_gone() -> None:
    line = Line()
    at_work(line, GRACE.total_seconds() + 2.5)
    watched = list(zip(line.looks, line.gone, strict=True))
    early = [gone for look, gone in watched if look < GRACE.total_seconds()]
    later = [gone for look, gone in watched if look >= GRACE.total_seconds()]
    assert min(early) > timedelta(days=365)
    assert set(later) == {GRACE}


def test_after_a_stall_everybody_has_time_to_come_back_too() -> None:
    # The database is away for a minute: no screen could say that it is there.
    away = tuple(range(41, 101))
    line = Line(fails_at=away)
    with capture_logs():
        at_work(line, 140.5)
    watched = dict(zip(line.looks, line.gone, strict=True))
    assert watched[39.0] == GRACE
    assert all(watched[float(look)] > timedelta(days=365) for look in range(100, 130))
    assert watched[131.0] == GRACE


def test_screens_are_told_of_what_changed_and_of_nothing_else() -> None:
    assert at_work(Line(finds=(LAPSED,)), 1.5).told == [(LAPSED,), (LAPSED,)]
    assert at_work(Line(), 1.5).told == []


def test_a_database_that_is_away_for_a_moment_stops_nothing() -> None:
    line = Line(fails_at=(1, 2))
    with capture_logs() as logs:
        at_work(line, 3.5)
    assert line.looks == [0.0, 1.0, 2.0, 3.0]
    assert [entry["event"] for entry in logs] == ["matching_put_off"] * 2
