"""What a customer calls themselves: asked of Meta once, shown as a claim, and no harm where it cannot be had."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import aiohttp
import pytest

from bot.channels.messenger.names import LONGEST, Names, name_of
from bot.conversation.channel_events import CustomerNamed
from bot.conversation.events import ConversationStarted
from bot.engine.feed import Feed
from bot.engine.outbox import Thread
from bot.storage.conversations import Conversations
from bot.storage.threads import StoredThreads
from tests.channels.messenger.conftest import Shop
from tests.channels.messenger.line import Line
from tests.console.test_desk_over_http import Screen
from tests.support.graph import Person, fake_graph
from tests.support.inline_database import InlineDatabase, memory


class Asking:
    """The names of those who write to the fake's page."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.database = InlineDatabase(memory(), random.Random(0))
        self.threads = StoredThreads(self.database)
        self.feed = Feed()
        self.anew()

    def anew(self) -> None:
        """Start again, with nothing in mind."""
        self.names = Names(self.line.graph, self.threads, feed=self.feed, clock=self.line.clock)

    async def meets(self, person: Person) -> list[str]:
        """Let the person write; return what they are called in the log after that."""
        now = self.line.clock.now()
        thread = Thread(conversation_id=person.psid, page_id=self.line.page.id, person_id=person.psid, opened_at=now)
        await self.threads.begin(thread, ConversationStarted(channel="messenger", locale="en"), now=now)
        self.names.meet(self.line.page, thread)
        asking = asyncio.create_task(self.names.run())
        await self.names.asked()
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
        log = await Conversations(self.database).entries_after(person.psid, 0)
        return [entry.event.name for entry in log if isinstance(entry.event, CustomerNamed)]

    def asked(self, person: Person) -> int:
        """Return how often Meta was asked about a person."""
        return sum(call.path == person.psid for call in self.line.fake.calls)


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    async with fake_graph() as fake, aiohttp.ClientSession() as http:
        yield Asking(Line(fake, http))


async def test_a_person_is_asked_about_once(asking: Asking) -> None:
    ada = asking.line.ada
    for _ in range(3):
        assert await asking.meets(ada) == ["Ada Lovelace"]
    asking.anew()
    assert await asking.meets(ada) == ["Ada Lovelace"]
    assert asking.asked(ada) == 1


@pytest.mark.parametrize("profile", ["empty", "none", "denied"])
async def test_where_there_is_no_name_nothing_is_told_and_nobody_is_asked_again(asking: Asking, profile: str) -> None:
    ada = asking.line.ada
    ada.profile = profile
    for _ in range(2):
        assert await asking.meets(ada) == []
    assert asking.asked(ada) == 1


async def test_a_page_that_rests_asks_when_they_write_again_after_it(asking: Asking) -> None:
    line = asking.line
    line.pages.pause(line.page, line.clock.now() + timedelta(minutes=1))
    assert await asking.meets(line.ada) == []
    assert asking.asked(line.ada) == 0
    line.fake.clock.advance(61)  # type: ignore[attr-defined]
    assert await asking.meets(line.ada) == ["Ada Lovelace"]


async def test_a_page_that_is_stopped_asks_nothing(asking: Asking) -> None:
    asking.line.page.broken = "Meta has blocked this page"
    assert await asking.meets(asking.line.ada) == []
    assert asking.asked(asking.line.ada) == 0


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ({"name": "王小明", "first_name": "小明", "last_name": "王"}, "王小明"),
        ({"first_name": "Ada", "last_name": "Lovelace"}, "Ada Lovelace"),
        ({"first_name": "Ada"}, "Ada"),
        ({"name": ""}, ""),
        ({"name": 7}, ""),
        ({}, ""),
        ({"name": " Ada\n\u202eecalevoL\x00 "}, "Ada ecalevoL"),
        ({"name": "a" * 300}, "a" * LONGEST),
    ],
)
def test_a_name_is_what_can_be_seen_of_it(profile: dict[str, object], name: str) -> None:
    assert name_of(profile) == name


async def test_an_agent_sees_it_as_a_claim_that_verifies_nobody(shop: Shop) -> None:
    screen = await Screen.open(shop.baton)
    shop.fake.person_says(shop.fake.person(), "I was charged twice!!")
    offer = await screen.offer()
    shown = await screen.show(offer["conversation"])
    while not (named := [entry for entry in shown["entries"] if entry["kind"] == "customer_named"]):
        shown = await screen.show(offer["conversation"])
    assert [entry["name"] for entry in named] == ["Ada Lovelace"]
    assert shown["customer"]["verified"] is False
    assert shown["customer"]["conversations"] == []
    await screen.close()
