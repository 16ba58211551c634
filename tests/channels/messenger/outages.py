"""Meta and a Baton that comes and goes, in virtual time."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from bot.channels.messenger.watch import Checked
from bot.channels.messenger.webhook import PATH
from bot.conversation.events import CustomerMessaged, Entry
from bot.storage.conversations import entries_after
from bot.storage.push_schema import thread
from bot.storage.sqlite import sqlite_engine
from tests.channels.messenger.at_meta import MetasClock
from tests.channels.messenger.conftest import heard, settings_of
from tests.support.graph import FakeGraph, Person
from tests.support.live import Live, live

MINUTE, HOUR = 60.0, 3600.0


class World:
    """Meta, and a Baton that comes and goes."""

    def __init__(self, fake: FakeGraph, folder: Path) -> None:
        self.fake = fake
        self.folder = folder

    def baton(self) -> AbstractAsyncContextManager[Live]:
        return live(self.folder, MetasClock(self.fake.clock), messenger=settings_of(self.fake))

    async def reachable(self, running: Live) -> None:
        await self.fake.set_webhook(running.url + PATH)

    async def until(self, found: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not found():
                await self.fake.pump()
                await asyncio.sleep(0.01)

    async def check(self, running: Live, *, repair: bool = False) -> Checked:
        assert running.baton.messenger is not None
        (page,) = running.baton.messenger.pages
        return await running.baton.messenger.watch.check(page, now=running.baton.clock.now(), repair=repair)

    async def drained(self, running: Live) -> None:
        """Return once nothing that is kept waits to be taken in."""
        assert running.baton.messenger is not None
        await running.baton.messenger.arrivals.drained()

    def log(self, person: Person) -> list[Entry]:
        with sqlite_engine(self.folder / "data" / "baton.db", read_only=True).connect() as connection:
            rows = connection.execute(thread.select().where(thread.c.person_id == person.psid)).all()
            return [entry for row in rows for entry in entries_after(connection, row.conversation_id, 0)]

    def names(self, person: Person) -> list[str]:
        return [type(entry.event).__name__ for entry in self.log(person)]

    def read(self, person: Person) -> list[str]:
        return [entry.event.text for entry in self.log(person) if isinstance(entry.event, CustomerMessaged)]


def said(person: Person) -> list[str]:
    return [m.text or "" for m in person.thread.messages if m.sender == person.psid]


async def first_words(world: World, *people: Person) -> None:
    async with world.baton() as running:
        await world.reachable(running)
        for person in people:
            world.fake.person_says(person, "hello")
        # The bot says that it is one, then answers.
        await world.until(lambda: all(len(heard(person)) == 2 for person in people))


async def two_hours_of_silence(world: World, *people: Person) -> None:
    for number in range(12):
        for person in people:
            world.fake.person_says(person, f"{person.first_name}, number {number}")
            world.fake.person_says(person, f"{person.first_name}, and again {number}") if number % 5 == 0 else None
        await world.fake.pass_time(10 * MINUTE)
