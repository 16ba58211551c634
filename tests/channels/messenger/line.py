"""Our side of Graph, beside the fake, by one clock."""

import random
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.channels.messenger.channel import MessengerChannel
from bot.channels.messenger.compose import Composer
from bot.channels.messenger.graph import Graph
from bot.channels.messenger.pages import Page, Pages
from bot.channels.messenger.people import GraphPeople
from bot.channels.messenger.personas import GraphPersonas
from bot.channels.messenger.routing import Routing
from bot.channels.messenger.uploads import Uploads
from bot.engine.files import Files
from bot.engine.outbox import Delivery, Thread, Verdict
from bot.storage.file_folder import FileFolder
from bot.storage.files import StoredFiles
from tests.engine.small_bot import shipped_texts
from tests.support.graph import FakeGraph, HandClock
from tests.support.hand_clock import HandDates
from tests.support.inline_database import InlineDatabase, memory

RESPONSE = {"messaging_type": "RESPONSE"}
TAGGED = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
DAY = timedelta(days=1)


class Line:
    """Our side of Graph, to the fake, by one clock."""

    def __init__(self, fake: FakeGraph, http: aiohttp.ClientSession, *, picture: str | None = None) -> None:
        assert isinstance(fake.clock, HandClock)
        self.fake, self.clock = fake, HandDates(fake.clock)
        self.page = Page(id=fake.shop.id, token=fake.shop.token)
        #: Another page of the same app.
        self.other = Page(id="99", token="of-another")
        self.pages = Pages([self.page, self.other], clock=self.clock)
        self.graph = Graph(http, self.pages, url=fake.url, clock=self.clock)
        self.lost: list[str] = []
        self.people = GraphPeople(self.graph)
        self.routing = Routing(self.graph, clock=self.clock)
        self.personas = GraphPersonas(self.graph, picture_url=picture)
        no_files = StoredFiles(InlineDatabase(memory(), random.Random(0)))
        files = Files(no_files, FileFolder(Path("nowhere")), clock=self.clock, new_id=str)
        self.channel = MessengerChannel(
            composer=Composer(shipped_texts),
            uploads=Uploads(self.graph, files),
            pages=self.pages,
            personas=self.personas,
            routing=self.routing,
            lost=self._note_lost,
            clock=self.clock,
        )
        self.ada = fake.person()
        fake.person_says(self.ada, "hello")
        self.opened_at = self.clock.now()

    async def _note_lost(self, _page: Page, thread: Thread) -> None:
        self.lost.append(thread.conversation_id)

    async def send(self, text: str = "hi") -> str:
        return await self.graph.send(self.page, self.ada.psid, {"text": text}, RESPONSE)

    async def deliver(
        self, text: str = "hi", *, agent: str | None = None, outside: str | None = None, control: str | None = None
    ) -> Verdict:
        thread = Thread(
            conversation_id="c",
            page_id=self.page.id,
            person_id=self.ada.psid,
            opened_at=self.opened_at,
            outside=outside,
        )
        return await self.channel.deliver(
            Delivery(
                id="d1",
                seq=1,
                body={"control": control} if control else {"text": text},
                agent_name=agent,
                tries=1,
                thread=thread,
            )
        )

    def messages(self) -> list[Mapping[str, Any]]:
        return [call.params for call in self.fake.calls if call.path == "me/messages"]
