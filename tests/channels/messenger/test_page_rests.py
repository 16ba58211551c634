"""A page that Meta stops: what waits, what is told, and how it goes on."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
import sqlalchemy as sa

from bot.channels.messenger.graph_errors import GraphError
from bot.channels.messenger.pages import BLOCKED, FIRST_REST, LONGEST_REST, NOT_ALLOWED, SLOWED
from bot.channels.messenger.subscription import subscription_of
from bot.engine.outbox import Later, Refused, Sent
from bot.storage.push_schema import delivery
from tests.channels.messenger.conftest import Shop, heard
from tests.channels.messenger.line import Line
from tests.support.graph import fake_graph


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with fake_graph() as fake, aiohttp.ClientSession() as http:
        yield Line(fake, http)


def trouble(line: Line) -> str | None:
    """Return what the page's agents are told."""
    return line.page.trouble


async def test_a_page_that_meta_blocks_says_nothing_until_it_is_let_again(shop: Shop) -> None:
    fake, messenger = shop.fake, shop.baton.baton.messenger
    assert messenger is not None
    (page,) = messenger.pages
    ada = fake.person()
    fake.person_says(ada, "where is my order")
    await shop.told(ada, 2)
    fake.meta_enforces(fake.shop, "block", "spam")
    await shop.until(lambda: page.broken == BLOCKED)
    page.probe_at = messenger.reach.clock.now() + timedelta(seconds=6)  # it was tried not long ago
    fake.person_says(ada, "what does shipping cost")
    waits = sa.select(delivery.c.id).where(delivery.c.problem == BLOCKED)
    async with asyncio.timeout(20):
        while not await messenger.threads._database.read(lambda c: c.execute(waits).first()):
            continue
    assert len(heard(ada)) == 2
    fake.meta_enforces(fake.shop, "unblock")
    await shop.until(lambda: page.broken is None)
    assert "hipping" in (await shop.told(ada, 3))[2]


async def test_a_message_that_goes_through_says_that_the_block_is_over(line: Line) -> None:
    line.page.broken = BLOCKED
    assert isinstance(await line.deliver("one"), Sent)
    assert trouble(line) is None
    assert isinstance(await line.deliver("two"), Sent)


async def test_while_it_is_blocked_one_a_minute_is_tried(line: Line) -> None:
    line.page.broken = BLOCKED
    line.fake.faults.drop(accepted=False)
    await line.deliver("one")
    assert isinstance(await line.deliver("two"), Later)
    line.fake.clock.advance(61)  # type: ignore[attr-defined]
    assert isinstance(await line.deliver("two"), Sent)


async def test_a_page_that_is_told_to_send_less_rests_longer_each_time_until_a_message_goes_through(line: Line) -> None:
    rest = FIRST_REST
    for strike in range(9):
        line.fake.faults.fail(613, 2018338)
        tried = await line.deliver(f"{strike}")
        # Who tries whether it goes again is no worse off than who waits behind.
        assert isinstance(tried, Refused) if strike == 0 else tried == Later(why=SLOWED, pause=rest)
        assert await line.deliver("behind it") == Later(why=SLOWED, pause=rest)
        assert len(line.messages()) == strike + 1
        line.fake.clock.advance(rest.total_seconds())  # type: ignore[attr-defined]
        rest = min(rest * 2, LONGEST_REST)
    assert trouble(line) == SLOWED
    assert isinstance(await line.deliver("behind it"), Sent)
    assert trouble(line) is None
    line.fake.faults.fail(613, 2018338)
    await line.deliver("once more")
    assert await line.deliver("behind it") == Later(why=SLOWED, pause=FIRST_REST)


@pytest.mark.parametrize("error", [(613, 2018338), (200, None)])
async def test_a_word_that_tries_a_blocked_page_waits_on_where_it_is_refused(
    line: Line, error: tuple[int, int | None]
) -> None:
    line.page.broken = BLOCKED
    for rest in (FIRST_REST, FIRST_REST * 2):
        line.fake.faults.fail(*error)
        assert await line.deliver("one") == Later(why=BLOCKED, pause=rest)
        assert await line.deliver("two") == Later(why=BLOCKED, pause=rest)
        line.fake.clock.advance(rest.total_seconds())  # type: ignore[attr-defined]
    assert isinstance(await line.deliver("one"), Sent)
    line.page.broken, line.page.probe_at = BLOCKED, None
    line.fake.faults.fail(551, 1545041)
    assert isinstance(await line.deliver("to somebody who has left"), Refused)


async def test_what_meta_does_not_allow_is_an_alarm_and_stops_nothing_else(line: Line) -> None:
    line.fake.faults.fail(200)
    assert isinstance(await line.deliver("one"), Refused)
    assert line.page.trouble == NOT_ALLOWED
    assert isinstance(await line.deliver("two"), Sent)
    assert trouble(line) is None


async def test_while_a_page_rests_nothing_at_all_is_asked_of_meta_but_what_is_pressing(line: Line) -> None:
    line.fake.faults.fail(613)
    assert isinstance(await line.deliver(), Later)
    before = len(line.fake.calls)
    assert await line.people.locale_of(line.page, line.ada.psid) == "en"
    line.people.attend(line.page, line.ada.psid)
    await asyncio.gather(*line.people._signs)
    assert await line.personas.of(line.page, "Ana") is None
    with pytest.raises(GraphError, match="rate"):
        await line.routing.owner(line.page, line.ada.psid)
    assert not await line.routing.is_on(line.page)
    assert len(line.fake.calls) == before
    await subscription_of(line.graph, line.page, None)
    assert len(line.fake.calls) == before + 1


async def test_while_a_page_can_send_nothing_it_shows_no_signs(line: Line) -> None:
    line.page.broken = BLOCKED
    before = len(line.fake.calls)
    line.people.attend(line.page, line.ada.psid)
    await asyncio.gather(*line.people._signs)
    assert len(line.fake.calls) == before


@pytest.mark.parametrize(("code", "rest"), [(4, True), (613, False)])
async def test_what_is_counted_for_the_app_lets_all_its_pages_rest(line: Line, code: int, *, rest: bool) -> None:
    line.fake.faults.fail(code)
    await line.deliver()
    assert line.pages.is_paused(line.page)
    assert line.pages.is_paused(line.other) is rest


async def test_so_does_a_header_that_says_nearly_of_the_app(line: Line) -> None:
    line.fake.rates.show(line.fake.shop, 96, regain_minutes=7)
    await line.deliver()
    line.fake.clock.advance(61)  # type: ignore[attr-defined]
    assert line.pages.is_paused(line.page)
    assert not line.pages.is_paused(line.other)
    line.fake.rates.show(line.fake.shop, 96)
    line.fake.clock.advance(7 * 60)  # type: ignore[attr-defined]
    await line.deliver()
    assert line.pages.is_paused(line.other)
