"""Outages of hours, in virtual time: whatever was missed is in the log at the end, once, and in order."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.messenger.elsewhere import SILENT
from bot.channels.messenger.subscription import FIELDS
from bot.channels.messenger.watch import Checked
from bot.conversation.channel_events import SaidElsewhere
from bot.conversation.events import CustomerMessaged
from tests.channels.messenger.conftest import heard
from tests.channels.messenger.outages import HOUR, MINUTE, World, first_words, said, two_hours_of_silence
from tests.support.graph import HandClock, fake_graph
from tests.support.soon import soon


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with fake_graph(HandClock()) as fake:
        # Virtual seconds stand still while real calls are made.
        fake.rates.limits["conversations"] = (1000, 1.0)
        yield World(fake, tmp_path)


async def test_after_two_hours_away_every_message_is_there_once_and_in_order(world: World) -> None:
    ada, bob, eve = (world.fake.person(first_name=name) for name in ("Ada", "Bob", "Eve"))
    await first_words(world, ada, bob)
    await two_hours_of_silence(world, ada, eve)
    assert not world.fake.shop.fields, "Meta has ended the subscription"
    assert world.fake.webhooks.waiting == 0, "and forgotten what waited"
    async with world.baton() as running:
        await world.reachable(running)
        await world.until(lambda: world.fake.shop.fields == set(FIELDS))
        world.fake.person_says(ada, "at last")
        await world.until(lambda: "at last" in world.read(ada) and len(world.read(eve)) == len(said(eve)))
        for person in (ada, bob, eve):
            assert world.read(person) == said(person)
        # Once more, and once more: there is nothing to add.
        for _ in range(2):
            checked = await world.check(running, repair=True)
            assert checked.repaired is not None
            assert checked.repaired.missing == 0
        await world.until(lambda: len(heard(eve)) > 0)
        assert [world.read(person) for person in (ada, bob, eve)] == [said(person) for person in (ada, bob, eve)]


async def test_a_server_that_nobody_reaches_gets_every_message_all_the_same(world: World) -> None:
    ada = world.fake.person()
    async with world.baton() as running:
        await world.reachable(running)
        world.fake.person_says(ada, "hello")
        await world.until(lambda: len(heard(ada)) > 0)
        assert world.fake.app.callback_url is not None
        world.fake.app.callback_url = "http://127.0.0.1:9/"  # nobody listens there
        for number in range(24):
            world.fake.person_says(ada, f"number {number}")
            await world.fake.pass_time(5 * MINUTE)
            await world.check(running)
        # Not one webhook has come, whether the subscription lived or not.
        await world.until(lambda: len(world.read(ada)) == len(said(ada)))
        await world.reachable(running)
        await world.fake.pass_time(20 * MINUTE)
        await world.drained(running)
        await world.until(lambda: len(world.read(ada)) >= len(said(ada)))
        assert sorted(world.read(ada)) == sorted(said(ada))


async def test_a_repair_that_dies_in_the_middle_is_done_by_the_next_start(world: World) -> None:
    people = [world.fake.person(first_name=f"Person {number}") for number in range(21)]
    await first_words(world, people[0])
    world.fake.shop.fields.clear()
    for number in range(3):
        for person in people:
            world.fake.person_says(person, f"{person.first_name}, number {number}")
        world.fake.clock.advance(HOUR)  # type: ignore[attr-defined]
    # Of two calls one is answered, then the process is gone.
    world.fake.rates.limits["conversations"] = (1, 1.0)
    async with world.baton() as running:
        await world.until(lambda: world.fake.shop.fields == set(FIELDS))
        await world.drained(running)
        # The subscription comes first, what was missed after it.
        await world.until(lambda: world.read(people[20]) == said(people[20]))
        assert world.read(people[0]) == ["hello"], "not all of it could be read"
    world.fake.rates.limits["conversations"] = (1000, 1.0)
    world.fake.clock.advance(MINUTE)  # type: ignore[attr-defined]
    hold = world.fake.faults.hold(api="conversations")
    async with world.baton() as running:
        checking = asyncio.create_task(world.check(running, repair=True))
        await soon(hold.arrived)
        checking.cancel()
    hold.release()
    async with world.baton() as running:
        await world.check(running, repair=True)
        await world.until(lambda: all(len(world.read(person)) >= len(said(person)) for person in people))
        for person in people:
            assert world.read(person) == said(person)


async def test_what_staff_answered_meanwhile_is_not_answered_by_the_bot(world: World) -> None:
    world.fake.shop.default_app = None  # then Meta does not tell whose thread it is
    ada = world.fake.person()
    await first_words(world, ada)
    before = len(heard(ada))
    world.fake.person_says(ada, "where is my order 12345")
    await world.fake.pass_time(MINUTE)
    world.fake.inbox_says(ada, "It comes tomorrow")
    await world.fake.pass_time(2 * HOUR)
    async with world.baton() as running:
        await world.check(running)
        await world.until(lambda: any(isinstance(entry.event, SaidElsewhere) for entry in world.log(ada)))
        await world.drained(running)
        await world.reachable(running)
        world.fake.person_says(ada, "where is my order 67890")
        await world.until(lambda: world.read(ada) == said(ada))
        await world.drained(running)
        assert world.names(ada)[-1] == "CustomerMessaged", "whoever answered last still has it"
        world.fake.clock.advance(SILENT.total_seconds())  # type: ignore[attr-defined]
        world.fake.person_says(ada, "is nobody there?")
        await world.until(lambda: len(heard(ada)) > before + 2)
        assert heard(ada)[before] == "It comes tomorrow"
        assert "bot" in heard(ada)[before + 1]
        spoken = world.names(ada)
        asked = [number for number, name in enumerate(spoken) if name == "CustomerMessaged"]
        assert "BotReplied" not in spoken[asked[1] : asked[3]]


async def test_without_routing_who_speaks_from_the_inbox_is_not_talked_over(world: World) -> None:
    world.fake.shop.default_app = None
    ada = world.fake.person()
    async with world.baton() as running:
        await world.reachable(running)
        world.fake.person_says(ada, "hello")
        await world.until(lambda: len(heard(ada)) == 2)
        world.fake.inbox_says(ada, "Ben here: which size?")
        await world.until(lambda: "SaidElsewhere" in world.names(ada))
        for hours, size in ((1, "medium"), (22, "or rather large")):
            world.fake.clock.advance(hours * HOUR)  # type: ignore[attr-defined]
            world.fake.person_says(ada, size)
            await world.until(lambda: world.read(ada) == said(ada))
            await world.drained(running)
            assert world.names(ada)[-1] == "CustomerMessaged"
        world.fake.clock.advance(HOUR)  # type: ignore[attr-defined]
        world.fake.person_says(ada, "hello?")
        await world.until(lambda: len(heard(ada)) == 5)
        assert "bot" in heard(ada)[3], "after a person it says again that it is one"


async def test_our_own_message_of_which_nobody_knew_is_found_and_not_sent_twice(world: World) -> None:
    ada = world.fake.person()
    async with world.baton() as running:
        await world.reachable(running)
        world.fake.shop.fields.discard("message_echoes")
        world.fake.faults.drop(accepted=True)
        world.fake.person_says(ada, "hello")
        await world.until(lambda: len(heard(ada)) > 0)
        await world.check(running)
        await world.until(lambda: len(heard(ada)) > 1)
        await world.fake.pass_time(5 * MINUTE)
        await world.drained(running)
        assert len(heard(ada)) == len(set(heard(ada)))
        world.fake.person_says(ada, "where is my order")
        told = len(heard(ada))
        await world.until(lambda: len(heard(ada)) > told)


async def test_what_was_said_before_the_page_was_ours_is_nobodys_to_answer(world: World) -> None:
    ada = world.fake.person()
    world.fake.person_says(ada, "an old question")
    await world.fake.pass_time(MINUTE)
    world.fake.shop.fields.clear()
    async with world.baton() as running:
        await world.reachable(running)
        await world.until(lambda: world.fake.shop.fields == set(FIELDS))
        world.fake.person_says(ada, "hello")
        await world.until(lambda: len(heard(ada)) > 0)
        assert world.read(ada) == ["hello"]


async def test_a_picture_that_was_missed_is_one_in_the_log(world: World) -> None:
    ada = world.fake.person()
    await first_words(world, ada)
    world.fake.person_sends(ada, "image", b"\x89PNG", "image/png")
    await world.fake.pass_time(2 * HOUR)
    async with world.baton() as running:
        await world.check(running)
        await world.until(lambda: len(world.read(ada)) == 2)
        (kept,) = [e.event for e in world.log(ada) if isinstance(e.event, CustomerMessaged)][1:]
        assert [one.kind for one in kept.attachments] == ["image"]


async def test_where_meta_refuses_a_field_that_is_needed_the_rest_is_heard_and_nothing_is_repaired_for_ever(
    world: World,
) -> None:
    ada = world.fake.person()
    world.fake.shop.refused_fields = {"standby"}
    world.fake.shop.fields.clear()
    async with world.baton() as running:
        await world.reachable(running)
        await world.until(lambda: world.fake.shop.fields == set(FIELDS) - {"standby"})
        world.fake.person_says(ada, "hello")
        await world.until(lambda: len(heard(ada)) > 0)
        assert (await world.check(running, repair=True)).refused == {"standby"}
        for _ in range(3):
            world.fake.clock.advance(5 * MINUTE)  # type: ignore[attr-defined]
            assert (await world.check(running)) == Checked(was_alive=True)
