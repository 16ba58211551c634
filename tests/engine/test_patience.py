"""What a customer in line may choose, and when they can be called."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.errors import BadInput, Conflict
from bot.conversation.hours import Hours
from bot.conversation.line_events import CallbackCancelled, CallbackRequested, MessageLeft
from bot.conversation.line_rules import LineRules
from bot.engine.feed import LINE
from bot.engine.patience import LATEST, LEAD, OFFERED, SOONEST, Patience, checked_moment, checked_phone, moments
from bot.storage.waiting import StoredPatience
from tests.engine.small_bot import SmallShop, in_shop

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
PHONE = "+852 5555 0100"
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def no_holiday(_day: date) -> bool:
    return False


WEEKDAYS = LineRules(
    hours=Hours(
        zone=ZoneInfo("Asia/Hong_Kong"),
        week=dict.fromkeys(range(5), ((time(9), time(18)),)),
        is_holiday=no_holiday,
    )
)


def patience(shop: SmallShop, rules: LineRules | None = None) -> Patience:
    line = rules or shop.policy.line
    return Patience(StoredPatience(shop.database), feed=shop.feed, clock=shop.clock, rules=lambda: line)


async def in_line(shop: SmallShop) -> None:
    await shop.starts()
    await shop.answers("agent")


@pytest.mark.parametrize("phone", [PHONE, "(02) 1234-5678", "123456", " 1 2 3 4 5 6 ", "555.010.9999", "1" * 20])
def test_a_number_is_kept_as_it_was_given(phone: str) -> None:
    assert checked_phone(phone) == " ".join(phone.split())


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "   ",
        "12345",
        "1" * 21,
        "call me",
        "123456;rm",
        "+852 5555 0100 ext 3",
        "１２３４５６",
        "1" * 6 + " -" * 20,
        "+-()",
    ],
)
def test_what_is_no_number_is_refused(phone: str) -> None:
    with pytest.raises(BadInput, match="a phone number has 6 to 20 digits"):
        checked_phone(phone)


@given(MOMENTS, st.sampled_from([LineRules(), WEEKDAYS]))
def test_calls_are_offered_at_full_and_half_hours_when_people_are_there(now: datetime, rules: LineRules) -> None:
    found = moments(rules, now)
    assert len(found) == OFFERED
    assert found == sorted(set(found))
    for at in found:
        assert now + SOONEST <= at <= now + LATEST
        assert (at.minute % 30, at.second, at.microsecond) == (0, 0, 0)
        assert rules.hours is None or rules.hours.is_open(at)


def test_where_it_is_never_open_no_call_is_offered() -> None:
    closed = replace(WEEKDAYS, hours=Hours(zone=ZoneInfo("UTC"), week={}, is_holiday=no_holiday))
    assert moments(closed, NOON) == []


def test_every_choice_is_told_once_to_every_screen() -> None:
    async def story(shop: SmallShop) -> None:
        await in_line(shop)
        acts, at = patience(shop), shop.clock.now() + timedelta(hours=1)
        with shop.feed.subscribed("c1", LINE) as screen:
            seqs = [
                await acts.leave_message("c1", "w1"),
                await acts.call_back("c1", "w2", phone=PHONE, at=at),
                await acts.cancel_callback("c1", "w3"),
            ]
            entries, signals = screen.look()
            assert [entry.seq for entry in entries] == seqs
            assert [type(entry.event) for entry in entries] == [MessageLeft, CallbackRequested, CallbackCancelled]
            assert signals == [LINE]
            assert await acts.call_back("c1", "w2", phone=PHONE, at=at) == seqs[1]
            assert screen.look()[0] == []

    in_shop(story)


@pytest.mark.parametrize(
    ("phone", "after"),
    [("no", 3600), (PHONE, 0), (PHONE, -60), (PHONE, LATEST.total_seconds() + 1)],
)
def test_a_call_that_cannot_be_made_is_refused_and_nothing_stored(phone: str, after: float) -> None:
    async def story(shop: SmallShop) -> None:
        await in_line(shop)
        before, at = await shop.log(), shop.clock.now() + timedelta(seconds=after)
        with pytest.raises(BadInput):
            await patience(shop).call_back("c1", "w1", phone=phone, at=at)
        assert await shop.log() == before

    in_shop(story)


@pytest.mark.parametrize(
    ("after", "reason", "says"),
    [
        (timedelta(minutes=-1), "call_past", "has passed; choose another"),
        (timedelta(), "call_past", "has passed; choose another"),
        (LEAD - timedelta(seconds=1), "call_soon", "as soon as that; choose another"),
        (LATEST + timedelta(seconds=1), "call_far", "more than 7 days ahead; choose another"),
        (timedelta(days=1), "call_closed", "nobody is here to call at that time; choose another"),
    ],
)
def test_a_moment_that_is_refused_is_told_why_in_words_of_its_own(after: timedelta, reason: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        checked_moment(NOON + after, WEEKDAYS, NOON)
    assert refused.value.reason == reason


@given(MOMENTS, st.sampled_from([LineRules(), WEEKDAYS]))
def test_a_moment_that_was_offered_may_be_taken_until_shortly_before_it(now: datetime, rules: LineRules) -> None:
    for at in moments(rules, now):
        assert checked_moment(at, rules, now) == checked_moment(at, rules, at - LEAD) == at


def test_a_moment_without_a_zone_and_a_wrong_number_are_told_apart() -> None:
    with pytest.raises(BadInput) as refused:
        checked_moment(NOON.replace(tzinfo=None), LineRules(), NOON)
    assert refused.value.reason == "call_unreadable"
    with pytest.raises(BadInput) as refused:
        checked_phone("call me")
    assert refused.value.reason == "phone_wrong"


def test_nobody_is_called_when_nobody_is_there_or_at_a_time_without_a_zone() -> None:
    async def story(shop: SmallShop) -> None:
        await in_line(shop)
        before = await shop.log()
        closed = replace(WEEKDAYS, hours=Hours(zone=ZoneInfo("UTC"), week={}, is_holiday=no_holiday))
        at = shop.clock.now() + timedelta(hours=1)
        with pytest.raises(BadInput, match="nobody is here to call"):
            await patience(shop, closed).call_back("c1", "w1", phone=PHONE, at=at)
        with pytest.raises(BadInput, match="must have a time zone"):
            await patience(shop).call_back("c1", "w1", phone=PHONE, at=at.replace(tzinfo=None))
        assert await shop.log() == before

    in_shop(story)


@pytest.mark.parametrize("client_id", ["", "a b", "x" * 500])
def test_an_id_that_cannot_be_taken_is_refused(client_id: str) -> None:
    async def story(shop: SmallShop) -> None:
        await in_line(shop)
        before, acts = await shop.log(), patience(shop)
        for act in (acts.leave_message("c1", client_id), acts.cancel_callback("c1", client_id)):
            with pytest.raises(BadInput):
                await act
        assert await shop.log() == before

    in_shop(story)


def test_who_does_not_stand_in_line_expects_nothing_and_chooses_nothing() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        assert await patience(shop).prospect("c1") is None
        with pytest.raises(Conflict):
            await patience(shop).leave_message("c1", "w1")
        await shop.answers("agent")
        found = await patience(shop).prospect("c1")
        assert found is not None
        assert (found.outlook.number, found.outlook.is_staffed, len(found.may_call)) == (1, False, OFFERED)

    in_shop(story)


def test_a_page_that_is_seen_wakes_nobody_unless_somebody_came_back() -> None:
    async def story(shop: SmallShop) -> None:
        await in_line(shop)
        with shop.feed.subscribed("c1", LINE) as screen:
            await patience(shop).seen("c1")
            assert screen.look() == ([], [])

    in_shop(story)


def test_pages_share_one_look_at_the_desk_until_it_changes() -> None:
    async def story(shop: SmallShop) -> None:
        await in_line(shop)
        acts = patience(shop)

        async def is_staffed() -> bool:
            found = await acts.prospect("c1")
            assert found is not None
            return found.outlook.is_staffed

        assert not await is_staffed()
        await shop.hires()
        shop.feed.line_changed()
        assert await is_staffed()

    in_shop(story)
