"""What is looked for while all seems well, and how much of it Meta tells, in virtual time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.messenger.repair import MESSAGES
from bot.channels.messenger.watch import Checked
from tests.channels.messenger.conftest import heard
from tests.channels.messenger.outages import HOUR, MINUTE, World, first_words, said
from tests.support.graph import HandClock, fake_graph


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with fake_graph(HandClock()) as fake:
        # Virtual seconds stand still while real calls are made.
        fake.rates.limits["conversations"] = (1000, 1.0)
        yield World(fake, tmp_path)


async def test_what_meta_does_not_show_is_counted(world: World) -> None:
    ada = world.fake.person()
    await first_words(world, ada)
    for number in range(30):
        world.fake.person_says(ada, f"number {number}")
    await world.fake.pass_time(2 * HOUR)
    async with world.baton() as running:
        checked = await world.check(running, repair=True)
        assert checked.repaired is not None
        assert checked.repaired.unreadable >= 10
        await world.until(lambda: len(world.read(ada)) >= 20)
        assert world.read(ada)[-20:] == said(ada)[-20:]
    assert MESSAGES > 30


async def test_all_that_meta_tells_of_a_conversation_is_read_back_to_the_outage(world: World) -> None:
    ada = world.fake.person()
    await first_words(world, ada)
    world.fake.shop.detailed = 1000
    for number in range(2 * MESSAGES + 20):
        world.fake.person_says(ada, f"number {number}")
    await world.fake.pass_time(2 * HOUR)
    async with world.baton() as running:
        checked = await world.check(running, repair=True)
        assert checked.repaired is not None
        assert checked.repaired.unreadable == 0
        await world.until(lambda: len(world.read(ada)) == len(said(ada)))
        assert world.read(ada) == said(ada)


async def test_of_what_is_here_nothing_is_counted_as_unreadable(world: World) -> None:
    ada = world.fake.person()
    async with world.baton() as running:
        await world.reachable(running)
        for number in range(25):
            world.fake.person_says(ada, f"number {number}")
            await world.until(lambda: world.read(ada) == said(ada))
        checked = await world.check(running, repair=True)
        assert checked.repaired is not None
        assert (checked.repaired.missing, checked.repaired.unreadable) == (0, 0)


async def test_what_a_short_outage_lost_is_there_after_the_next_look_once(world: World) -> None:
    ada = world.fake.person()
    async with world.baton() as running:
        await world.reachable(running)
        world.fake.person_says(ada, "hello")
        await world.until(lambda: len(heard(ada)) == 2)
        await world.until(lambda: world.fake.webhooks.waiting == 0)
        fields = set(world.fake.shop.fields)
        # As if every try of these webhooks had been lost: Meta forgets them, and the subscription lives.
        world.fake.shop.fields.clear()
        world.fake.clock.advance(30)  # type: ignore[attr-defined]
        world.fake.person_says(ada, "where is my order")
        world.fake.shop.fields |= fields
        world.fake.clock.advance(5 * MINUTE)  # type: ignore[attr-defined]
        checked = await world.check(running)
        assert checked.was_alive
        assert checked.repaired is not None
        assert checked.repaired.missing == 1
        await world.until(lambda: len(heard(ada)) > 2)
        await world.drained(running)
        world.fake.clock.advance(5 * MINUTE)  # type: ignore[attr-defined]
        assert await world.check(running) == Checked(was_alive=True)
        assert world.read(ada) == said(ada)


async def test_a_page_that_rests_is_not_asked_for_its_newest_word(world: World) -> None:
    async with world.baton() as running:
        await world.reachable(running)
        world.fake.person_says(world.fake.person(), "hello")
        # The look that every start begins with.
        await world.until(lambda: any(call.path == "me/conversations" for call in world.fake.calls))
        assert running.baton.messenger is not None
        (page,) = running.baton.messenger.pages
        running.baton.messenger.pages.pause(page, running.baton.clock.now() + timedelta(minutes=10))
        world.fake.calls.clear()
        assert await world.check(running) == Checked(was_alive=True)
        assert "me/conversations" not in [call.path for call in world.fake.calls]


async def test_what_is_under_way_is_looked_for_the_next_time(world: World) -> None:
    ada = world.fake.person()
    async with world.baton() as running:
        await world.reachable(running)
        world.fake.person_says(ada, "hello")
        await world.until(lambda: len(heard(ada)) == 2 and world.fake.webhooks.waiting == 0)
        world.fake.app.callback_url = "http://127.0.0.1:9/"  # nobody listens there
        # The background's own look may fall into one of ours, and take what it would have compared with.
        for number in range(4):
            world.fake.clock.advance(5 * MINUTE)  # type: ignore[attr-defined]
            world.fake.person_says(ada, f"is it on its way? {number}")
            checked = await world.check(running)
            assert number or checked.repaired is None
        await world.until(lambda: world.read(ada)[:3] == said(ada)[:3])
        world.fake.clock.advance(5 * MINUTE)  # type: ignore[attr-defined]
        await world.check(running)
        await world.until(lambda: world.read(ada) == said(ada))


async def test_while_all_is_well_nothing_is_read_but_when_the_last_was_said(world: World) -> None:
    ada = world.fake.person()
    async with world.baton() as running:
        await world.reachable(running)
        world.fake.person_says(ada, "hello")
        await world.until(lambda: len(heard(ada)) == 2 and world.fake.webhooks.waiting == 0)
        await world.drained(running)
        world.fake.calls.clear()
        for _ in range(5):
            world.fake.clock.advance(timedelta(minutes=5).total_seconds())  # type: ignore[attr-defined]
            assert (await world.check(running)).was_alive
        asked = [call.path for call in world.fake.calls]
        assert asked.count("me/subscribed_apps") >= 5
        read = [call.params for call in world.fake.calls if call.path == "me/conversations"]
        # The look of the start may be under way.
        assert 5 <= len(read) <= asked.count("me/subscribed_apps")
        assert all(call["fields"] == "updated_time" and call["limit"] == "1" for call in read)
