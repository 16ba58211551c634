"""How long a customer is told that it may take, held against what comes."""

import heapq
import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hours import Hours
from bot.conversation.line_rules import LineRules, QueueRules, Relax, Want, When
from bot.handoff.expected_wait import (
    ACCEPTING,
    COVERAGE,
    EXPERIENCE,
    HANDLING,
    LineView,
    Outlook,
    Wait,
    outlook,
    spread,
)
from bot.handoff.matching import Place, Seat

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
RULES = LineRules()
STRICT = LineRules(queues={"billing": QueueRules(skills=frozenset({"billing"}), relax=())})
LENIENT = LineRules(queues={"billing": QueueRules(skills=frozenset({"billing"}))})


def place(**more: object) -> Place:
    known: dict[str, object] = {"queue": "general", "language": "en", "queued_at": NOON}
    return Place(id="k1", conversation_id="c1", **(known | more))  # type: ignore[arg-type]


def seat(agent_id: str = "ann", *, capacity: float = 1, load: float = 0.0, **more: object) -> Seat:
    known: dict[str, object] = {"takes": True, "languages": frozenset({"en"}), "skills": frozenset(), "served_at": None}
    return Seat(agent_id=agent_id, name="", capacity=capacity, load=load, **(known | more))  # type: ignore[arg-type]


def told(*desk: Seat, number: int = 1, rules: LineRules = RULES, at: Place | None = None, **more: object) -> Outlook:
    """Return what somebody in line is told at a desk."""
    where = at or place()
    ahead = ((where.queue, where.language, number - 1),)
    view = LineView(place=where, number=number, ahead=ahead, desk=desk, **more)  # type: ignore[arg-type]
    return outlook(view, rules, NOON)


def wait(*desk: Seat, number: int = 1, **more: object) -> Wait:
    """Return the range, where there is one."""
    found = told(*desk, number=number, **more).wait  # type: ignore[arg-type]
    assert found is not None
    return found


def open_on(*days: int) -> Hours:
    return Hours(zone=ZoneInfo("UTC"), week=dict.fromkeys(days, ((time(9), time(18)),)), is_holiday=_never)


def _never(_day: date) -> bool:
    return False


def test_where_somebody_is_free_only_the_accepting_is_waited_for() -> None:
    assert wait(seat(), seat("bo")).middle == ACCEPTING
    assert wait(seat(), seat("bo"), number=2).middle == ACCEPTING


def test_each_who_must_go_first_takes_their_share_of_what_conversations_took() -> None:
    busy = seat(capacity=2, load=2.0)
    assert wait(busy, number=1).middle == ACCEPTING + HANDLING / 2
    assert wait(busy, number=3, handled=(100.0, 300.0)).middle == ACCEPTING + 3 * 200 / 2
    assert wait(busy, seat("bo", capacity=2), number=3, handled=(200.0,)).middle == ACCEPTING + 1 * 200 / 4


def test_who_waits_before_for_somebody_else_or_is_being_offered_does_not_stand_in_the_way() -> None:
    for_others = LineView(place=place(), number=11, desk=(seat(),), ahead=(("trust", "en", 10),))
    rules = replace(RULES, queues={**RULES.queues, "trust": QueueRules(skills=frozenset({"trust"}), relax=())})
    found = outlook(for_others, rules, NOON).wait
    assert found is not None
    assert found.middle == ACCEPTING


def test_one_case_that_took_days_does_not_make_everybody_wait_for_days() -> None:
    busy = seat(load=1.0)
    assert wait(busy, handled=(200.0,) * 9 + (300_000.0,)).middle == wait(busy, handled=(200.0,)).middle


def test_who_takes_no_more_still_ends_what_they_have() -> None:
    assert wait(seat(takes=False), number=1).middle == ACCEPTING + HANDLING


@given(st.integers(1, 500), st.floats(1, 1e5), st.integers(1, 20))
def test_before_there_is_experience_the_range_holds_its_middle(number: int, handled: float, capacity: int) -> None:
    found = wait(seat(capacity=capacity), number=number, handled=(handled,))
    assert 0 <= found.low < found.middle < found.high


@given(st.integers(1, 400), st.integers(1, 400))
def test_the_further_back_the_longer_and_never_shorter(one: int, other: int) -> None:
    near, far = (wait(seat(load=1.0), number=number) for number in sorted((one, other)))
    assert near.middle <= far.middle
    assert near.high <= far.high


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_whole_minutes_hold_whatever_the_range_holds(one: float, other: float) -> None:
    low, high = sorted((one, other))
    in_minutes = Wait(low=low, middle=low, high=high).minutes
    assert in_minutes[0] * 60 <= low <= high <= in_minutes[1] * 60
    assert in_minutes[1] >= 1


def test_less_than_enough_experience_says_nothing() -> None:
    few = tuple((60.0, 6000.0) for _ in range(EXPERIENCE - 1))
    assert spread(few, 3) == spread((), 3)
    assert spread((*few, (60.0, 6000.0)), 3) == (100.0, 100.0)


def test_what_was_promised_as_nothing_teaches_nothing() -> None:
    assert spread(tuple((0.0, 60.0) for _ in range(100)), 3) == spread((), 3)


def test_the_spread_of_one_departure_is_wider_than_that_of_many() -> None:
    one, many = spread((), 1), spread((), 100)
    assert one[0] < many[0] < 1 < many[1] < one[1]


@pytest.mark.parametrize("departures", [1, 2, 5, 20, 100])
def test_without_experience_nine_of_ten_departures_fall_inside_the_spread(departures: int) -> None:
    chance = random.Random(departures)
    low, high = spread((), departures)
    came = [sum(chance.expovariate(1) for _ in range(departures)) / departures for _ in range(4000)]
    # An approximation, and four thousand draws: half a per cent is allowed for.
    assert sum(low <= ratio <= high for ratio in came) / len(came) >= COVERAGE - 0.01


@given(st.lists(st.floats(0.01, 100), min_size=EXPERIENCE + 1, max_size=120, unique=True))
def test_of_exchangeable_waits_nine_in_ten_fall_inside_the_range_of_the_others(ratios: list[float]) -> None:
    # Exact, whatever the ratios are: each is as likely as any other to be the one to come.
    inside = 0
    for n, came in enumerate(ratios):
        low, high = spread([(1.0, other) for m, other in enumerate(ratios) if m != n], 1)
        inside += low <= came <= high
    assert inside >= COVERAGE * len(ratios)


@pytest.mark.parametrize(
    ("agents", "utilisation", "taken_for"),
    [(2, 0.5, 300.0), (5, 0.7, 300.0), (3, 0.85, 60.0), (3, 0.85, 1800.0), (5, 0.95, 300.0)],
)
def test_on_a_simulated_line_nine_in_ten_waits_end_within_the_minutes_that_were_told(
    agents: int, utilisation: float, taken_for: float
) -> None:
    # However wrong the handling time is taken to be: experience mends the middle.
    kept = _simulated(agents=agents, utilisation=utilisation, taken_for=taken_for)[300:]
    assert sum(kept) / len(kept) >= COVERAGE


def _simulated(*, agents: int, utilisation: float, taken_for: float) -> list[bool]:
    """Return of each customer in a line, first come first served, whether the promise was kept."""
    chance = random.Random(4)
    free_at = [0.0] * agents
    starts: list[float] = []
    under_way: list[tuple[float, tuple[float, float]]] = []
    known: list[tuple[float, float]] = []
    kept: list[bool] = []
    now = 0.0
    for _ in range(1500):
        # It takes an agent 300 s, and 17.5 s to accept.
        now += chance.expovariate(agents * utilisation / 317.5)
        starts = [start for start in starts if start > now]
        busy = sum(end > now for end in free_at)
        while under_way and under_way[0][0] <= now:
            known.append(heapq.heappop(under_way)[1])
        desk = [seat(str(n), load=float(n < busy)) for n in range(agents)]
        promised = wait(*desk, number=len(starts) + 1, handled=(taken_for,), kept=known[-200:])
        start = max(now, heapq.heappop(free_at)) + chance.uniform(5, 30)
        heapq.heappush(free_at, start + chance.expovariate(1 / 300))
        starts.append(start)
        heapq.heappush(under_way, (start, (promised.middle, start - now)))
        low, high = promised.minutes
        kept.append(low * 60 <= start - now <= high * 60)
    return kept


@pytest.mark.parametrize("rules", [RULES, LineRules(hours=open_on(5))])
def test_with_nobody_on_duty_no_range_is_promised_and_nobody_knows_when_they_are_back(rules: LineRules) -> None:
    assert told(rules=rules, number=4) == Outlook(number=4, wait=None, opens_at=None)
    assert not told(rules=rules).is_staffed


def test_outside_hours_it_is_said_when_people_are_back_even_where_somebody_stayed() -> None:
    weekdays = LineRules(hours=open_on(0, 1, 2, 3, 4))
    found = told(seat(), rules=weekdays)
    assert (found.wait, found.opens_at) == (None, datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert told(seat(), rules=LineRules(hours=open_on(5))).is_staffed


def test_where_it_never_opens_again_nothing_is_said_of_when() -> None:
    assert told(seat(), rules=LineRules(hours=open_on())).opens_at is None


def test_who_lacks_what_the_queue_wants_for_ever_counts_as_nobody() -> None:
    billing = place(queue="billing")
    assert not told(seat(), rules=STRICT, at=billing).is_staffed
    assert told(seat(skills=frozenset({"billing"})), rules=STRICT, at=billing).is_staffed
    assert not told(seat(), rules=STRICT, at=place(queue="billing", not_to=frozenset({"ann"}))).is_staffed


def test_who_lacks_what_the_queue_does_without_in_time_counts() -> None:
    assert told(seat(), rules=LENIENT, at=place(queue="billing", language="zh-Hant")).is_staffed


FIVE = timedelta(minutes=5)
HELD = QueueRules(skills=frozenset({"billing"}), relax=(Relax(after=FIVE, without=Want.SKILLS),))


def test_where_nobody_there_has_what_is_wanted_nothing_is_promised_before_it_is_done_without() -> None:
    rules, minute = LineRules(queues={"billing": HELD}), timedelta(minutes=1)
    for waited, held in ((0, 300), (4, 60), (6, 0)):
        billing = place(queue="billing", queued_at=NOON - waited * minute)
        assert wait(seat(), rules=rules, at=billing).middle == held + ACCEPTING
    able = seat("bo", skills=frozenset({"billing"}), load=1.0)
    assert wait(able, rules=rules, at=place(queue="billing")).middle == HANDLING + ACCEPTING


def test_who_gets_it_only_where_nobody_has_what_is_wanted_does_not_count_beside_one_who_has() -> None:
    only_then = Relax(after=timedelta(), without=Want.SKILLS, when=When.NOBODY_HAS_IT)
    rules = LineRules(queues={"billing": QueueRules(skills=frozenset({"billing"}), relax=(only_then,))})
    billing, able = place(queue="billing"), seat("bo", skills=frozenset({"billing"}), load=1.0)
    assert wait(seat(), rules=rules, at=billing).middle == ACCEPTING
    assert wait(seat(), able, rules=rules, at=billing).middle == HANDLING + ACCEPTING
    assert not told(seat(), able, rules=rules, at=replace(billing, not_to=frozenset({"bo"}))).is_staffed


def test_who_is_never_to_have_this_customer_counts_as_nobody() -> None:
    apart = place(not_to=frozenset({"ann"}))
    assert not told(seat(), at=apart).is_staffed
    assert wait(seat(), seat("bo", load=1.0), at=apart).middle == ACCEPTING + HANDLING


def test_a_line_that_moves_faster_is_promised_less() -> None:
    slow, fast = (wait(seat(load=1.0), number=3, handled=(took,)) for took in (600.0, 60.0))
    assert fast.high < slow.high


def test_a_customer_is_told_when_people_are_back_in_their_own_week() -> None:
    hong_kong = Hours(
        zone=ZoneInfo("Asia/Hong_Kong"), week={0: ((time(9), time(18)),)}, is_holiday=lambda day: day.day == 23
    )
    found = told(seat(), rules=LineRules(hours=hong_kong))
    assert found.opens_at == datetime(2026, 11, 30, 1, tzinfo=UTC) == NOON + timedelta(days=8, hours=13)


def test_who_rather_is_not_served_before_people_leave_is_told_when_they_are_back() -> None:
    rules = LineRules(hours=open_on(5, 6))  # until six o'clock, noon now
    busy = seat(load=1.0)
    assert told(busy, number=10, rules=rules).is_staffed
    found = told(busy, number=100, rules=rules)
    assert (found.wait, found.opens_at) == (None, datetime(2026, 11, 22, 9, tzinfo=UTC))
