"""What the log of a running shop says of a person."""

from typing import TypeVar

from bot.conversation.events import Entry, Event
from bot.storage.conversations import entries_after
from bot.storage.push_schema import thread
from bot.storage.sqlite import sqlite_engine
from tests.channels.messenger.conftest import Shop
from tests.support.graph import Person

E = TypeVar("E", bound=Event)


def log(shop: Shop, person: Person) -> list[Entry]:
    """Return the entries of the person's conversation."""
    engine = sqlite_engine(shop.baton.settings.database_file, read_only=True)
    with engine.connect() as connection:
        rows = connection.execute(thread.select().where(thread.c.person_id == person.psid)).all()
        entries = [entry for row in rows for entry in entries_after(connection, row.conversation_id, 0)]
    engine.dispose()
    return entries


def logged(shop: Shop, person: Person, kind: type[E]) -> list[E]:
    """Return what happened of a kind, oldest first."""
    return [entry.event for entry in log(shop, person) if isinstance(entry.event, kind)]


async def taken_in(shop: Shop) -> None:
    """Return once everything that Meta knows is taken in."""
    await shop.until(lambda: shop.fake.webhooks.waiting == 0)
    assert shop.baton.baton.messenger is not None
    await shop.baton.baton.messenger.arrivals.drained()


async def happened(shop: Shop, person: Person, kind: type[E], times: int = 1) -> list[E]:
    """Return what happened of a kind, once there is so much of it in the log."""
    await shop.until(lambda: len(logged(shop, person, kind)) >= times)
    return logged(shop, person, kind)
