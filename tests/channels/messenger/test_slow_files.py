"""Files that drip in: their senders wait for them, and nobody else."""

from pathlib import Path

import sqlalchemy as sa

from bot.channels.messenger.webhook import PATH
from bot.conversation.events import CustomerMessaged
from bot.engine.arrivals import AT_ONCE
from bot.remote.files import AT_ONCE as FETCHED_AT_ONCE
from bot.storage.codec import entry_of_row
from bot.storage.schema import event
from bot.storage.sqlite import sqlite_engine
from tests.channels.messenger.conftest import Shop, heard, settings_of
from tests.support.graph import FakeGraph, Person
from tests.support.graph.faults import Hold
from tests.support.live import live
from tests.support.samples import PNG
from tests.support.soon import soon


def sends_slowly(meta: FakeGraph, person: Person) -> Hold:
    """Let the person send a picture of which only the first byte comes; return what holds the rest."""
    hold = Hold()
    url = meta.files.put(PNG, "image/png", "cat.png", hold=hold)
    meta.person_says(person, "look", attachments=[{"type": "image", "payload": {"url": url}}])
    return hold


def looked_at(shop: Shop) -> list[CustomerMessaged]:
    """Return the messages in the log that came with a picture."""
    with sqlite_engine(shop.baton.settings.database_file, read_only=True).connect() as connection:
        rows = connection.execute(sa.select(event).where(event.c.kind == "customer_messaged")).all()
    said = [entry_of_row(row).event for row in rows]
    return [one for one in said if isinstance(one, CustomerMessaged) and one.attachments]


async def test_slow_files_keep_nobody_else_waiting(shop: Shop) -> None:
    senders = max(AT_ONCE, FETCHED_AT_ONCE) + 1
    holds = [sends_slowly(shop.fake, shop.fake.person(first_name=f"Slow {n}")) for n in range(senders)]
    await shop.until(lambda: sum(hold.arrived.is_set() for hold in holds) == FETCHED_AT_ONCE)
    ada = shop.fake.person()
    shop.fake.person_says(ada, "how much is shipping?")
    await shop.until(lambda: any("4.90" in text for text in heard(ada)))
    assert looked_at(shop) == []

    for hold in holds:
        hold.release()
    await shop.until(lambda: len(looked_at(shop)) == senders)
    assert all(one.attachments[0].file_id for one in looked_at(shop))


async def test_who_sends_a_slow_file_is_heard_in_the_order_in_which_they_wrote(shop: Shop) -> None:
    ada, ben = shop.fake.person(), shop.fake.person(first_name="Ben")
    hold = sends_slowly(shop.fake, ada)
    await soon(hold.arrived)
    shop.fake.person_says(ada, "how much is shipping?")
    shop.fake.person_says(ben, "how much is shipping?")
    await shop.told(ben, 2)
    assert heard(ada) == []
    hold.release()
    await shop.until(lambda: any("4.90" in text for text in heard(ada)))


async def test_a_message_whose_file_was_on_its_way_survives_the_process(meta: FakeGraph, tmp_path: Path) -> None:
    async with live(tmp_path, messenger=settings_of(meta)) as baton:
        shop = Shop(fake=meta, baton=baton)
        await meta.set_webhook(baton.url + PATH)
        hold = sends_slowly(meta, meta.person())
        await soon(hold.arrived)
        await shop.until(lambda: meta.webhooks.waiting == 0)
    assert looked_at(shop) == []
    hold.release()
    async with live(tmp_path, messenger=settings_of(meta)):
        await shop.until(lambda: len(looked_at(shop)) == 1)
    (said,) = looked_at(shop)
    assert (said.text, [one.title for one in said.attachments if one.file_id]) == ("look", ["cat.png"])
