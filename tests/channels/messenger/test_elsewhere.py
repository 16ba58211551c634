"""What other applications do in a thread, told late or out of turn."""

from typing import Any

import sqlalchemy as sa

from bot.storage.schema import event
from bot.storage.sqlite import sqlite_engine
from tests.channels.messenger.conftest import Shop
from tests.channels.messenger.door import now_ms
from tests.channels.messenger.staffed import Served, served
from tests.support.graph import Person
from tests.support.screens import ALL

INBOX = "263902037430900"
MINUTE = 60_000


def told(shop: Shop, person: Person, happened: dict[str, Any], *, minutes_ago: float, by_page: bool = False) -> None:
    """Let Meta tell now what happened some minutes ago."""
    page = shop.fake.shop.id
    sender, recipient = (page, person.psid) if by_page else (person.psid, page)
    at = now_ms() - round(minutes_ago * MINUTE)
    shop.fake.deliver(
        shop.fake.shop,
        {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": at, **happened},
        field="message_echoes" if by_page else "messaging_handovers",
    )


def echo(text: str, mid: str = "m_late") -> dict[str, Any]:
    return {"message": {"mid": mid, "text": text, "is_echo": True, "app_id": int(INBOX)}}


async def has_it(agent: Served) -> bool:
    """Say whether the agent can still answer."""
    shown = await agent.screen.show(agent.conversation)

    return bool(shown["state"]["agent_name"] == "Ana" and shown["reach"]["outside"] is None)


async def test_what_the_inbox_said_before_the_agent_came_takes_the_customer_from_nobody(shop: Shop) -> None:
    async with served(shop) as agent:
        shop.fake.shop.default_app = None
        told(shop, agent.customer, echo("It comes tomorrow"), minutes_ago=10, by_page=True)
        said = await agent.entry_where("said_elsewhere", text="It comes tomorrow")
        assert said["sent_at"] < said["at"]
        assert await has_it(agent)


async def test_a_thread_that_was_taken_before_the_agent_came_is_not_taken_now(shop: Shop) -> None:
    async with served(shop) as agent:
        shop.fake.shop.default_app = None
        taken = {"take_thread_control": {"previous_owner_app_id": None, "new_owner_app_id": INBOX, "metadata": ""}}
        told(shop, agent.customer, taken, minutes_ago=10)
        shop.fake.person_says(agent.customer, "hello?")
        await agent.entry_where("customer_messaged", text="hello?")
        assert await has_it(agent)


async def test_what_the_inbox_takes_now_is_taken(shop: Shop) -> None:
    async with served(shop) as agent:
        told(shop, agent.customer, echo("Ben here"), minutes_ago=0, by_page=True)
        await agent.entry_where("said_elsewhere", text="Ben here")
        picture = {"type": "image", "payload": {"url": "https://cdn.example/1.png"}}
        sent = {"message": {**echo("", "m_2")["message"], "attachments": [picture]}}
        told(shop, agent.customer, sent, minutes_ago=0, by_page=True)
        await agent.entry_where("said_elsewhere", text="[image]")
        assert not await has_it(agent)


async def test_an_idle_thread_that_is_another_applications_can_be_taken_back(shop: Shop) -> None:
    async with served(shop) as agent:
        page = shop.fake.shop
        page.default_app = "4711"
        agent.customer.thread.give(None, shop.fake.clock.now())
        reply = {"id": "r1", "text": "hello", "epoch": agent.epoch, "seen": ALL}
        await agent.screen.post(f"{agent.path}/reply", reply)
        await agent.entry_where("not_delivered", code="routing")
        await agent.entry_where("taken_elsewhere", app="another app")
        await agent.screen.post(f"{agent.path}/take-back", {})
        assert agent.customer.thread.owner(shop.fake.clock.now()) == page.app.id


async def test_that_another_application_asks_for_a_thread_stands_in_the_log_once(shop: Shop) -> None:
    async with served(shop) as agent:
        shop.fake.webhooks.duplicate = True
        shop.fake.inbox_requests(agent.customer)
        shop.fake.inbox_requests(agent.customer, app_id="4711")
        first = await agent.entry_where("wanted_elsewhere", app="Meta inbox")
        assert (first["actor"], first["private"]) == ("system", True)
        await agent.entry_where("wanted_elsewhere", app="app 4711")
        assert await has_it(agent)
        assert kinds(shop).count("wanted_elsewhere") == 2


async def test_where_meta_says_that_a_thread_is_ours_what_it_tells_late_takes_nothing(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.person_says(ada, "hello")
    before = len(await shop.told(ada, 2))
    taken = {"take_thread_control": {"previous_owner_app_id": None, "new_owner_app_id": INBOX, "metadata": ""}}
    told(shop, ada, taken, minutes_ago=20)
    told(shop, ada, echo("one moment"), minutes_ago=20, by_page=True)
    shop.fake.person_says(ada, "how much is shipping?")
    assert any("4.90" in text for text in (await shop.told(ada, before + 2))[before:])
    assert kinds(shop).count("said_elsewhere") == 1
    assert "taken_elsewhere" not in kinds(shop)


def kinds(shop: Shop) -> list[str]:
    """Return what kinds of events are in the log."""
    with sqlite_engine(shop.baton.settings.database_file, read_only=True).connect() as connection:
        return list(connection.execute(sa.select(event.c.kind)).scalars())
