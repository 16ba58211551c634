"""A page that Meta stops: what waits, what is told, and how it goes on."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
import sqlalchemy as sa

from bot.channels.messenger.pages import BLOCKED, FIRST_REST, LONGEST_REST, NOT_ALLOWED, SLOWED
from bot.engine.outbox import Later, Refused, Sent
from bot.storage.push_schema import delivery
from tests.channels.messenger.conftest import Shop, heard
from tests.channels.messenger.line import Line
from tests.support.graph import fake_graph


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with fake_graph() as fake, aiohttp.ClientSession() as http:
        yield Line(fake, http)


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
    assert line.page.broken is None
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
        assert isinstance(await line.deliver(f"{strike}"), Refused)
        assert await line.deliver("behind it") == Later(why=SLOWED, pause=rest)
        assert len(line.messages()) == strike + 1
        line.fake.clock.advance(rest.total_seconds())  # type: ignore[attr-defined]
        rest = min(rest * 2, LONGEST_REST)
    assert line.page.trouble == SLOWED
    assert isinstance(await line.deliver("behind it"), Sent)
    assert line.page.trouble is None
    line.fake.faults.fail(613, 2018338)
    await line.deliver("once more")
    assert await line.deliver("behind it") == Later(why=SLOWED, pause=FIRST_REST)


async def test_what_meta_does_not_allow_is_an_alarm_and_stops_nothing_else(line: Line) -> None:
    line.fake.faults.fail(200)
    assert isinstance(await line.deliver("one"), Refused)
    assert line.page.trouble == NOT_ALLOWED
    assert isinstance(await line.deliver("two"), Sent)
    assert line.page.trouble is None
