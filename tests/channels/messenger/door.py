"""The webhook on a real socket, with the real store and intake behind it, and nobody who answers."""

import asyncio
import io
import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer

from bot.channels.messenger.elsewhere import Elsewhere
from bot.channels.messenger.graph import Graph
from bot.channels.messenger.intake import Intake, Means
from bot.channels.messenger.pages import Page, Pages
from bot.channels.messenger.routing import Routing
from bot.channels.messenger.webhook import PATH, Webhook
from bot.conversation.clock import SystemClock
from bot.conversation.events import CustomerMessaged, Entry
from bot.conversation.message import Attachment
from bot.engine.arrivals import Arrivals
from bot.engine.feed import Feed
from bot.engine.inbox import Inbox
from bot.engine.lease import Leases
from bot.engine.outbox import Echoes, Thread
from bot.http.server import application
from bot.storage.arrivals import StoredArrivals
from bot.storage.codec import entry_of_row
from bot.storage.conversations import Conversations
from bot.storage.outbox import StoredOutbox
from bot.storage.push_schema import arrival
from bot.storage.schema import event, metadata
from bot.storage.sqlite import SqliteDatabase, sqlite_engine
from bot.storage.threads import StoredThreads
from bot.wiring.ground import new_id
from tests.support.graph.signing import encode, sign

SECRET, BEFORE, TOKEN = "app_secret_for_tests", "the_secret_before", "verify_me"
#: The pages that are served; everybody writes to the first where nothing else is said.
PAGE, OTHER = "1111", "3333"
ADA = "2222"
APP = "7777"


class Nobody:
    """Takes no turns: what is tried here is what comes in."""

    def foresee(self, conversation_id: str, text: str) -> None:
        return

    def start(self, conversation_id: str, turn_id: str, told: Sequence[Entry] = ()) -> None:
        return


class Strangers:
    """Knows nothing of anybody."""

    async def locale_of(self, page: Page, person_id: str) -> str:
        return "en"

    def attend(self, page: Page, person_id: str) -> None:
        return


@dataclass
class Door:
    """The webhook, and what became of what was sent there."""

    url: str
    http: aiohttp.ClientSession
    database: SqliteDatabase
    arrivals: Arrivals
    #: Status → how often it was answered.
    answers: Counter[int] = field(default_factory=Counter)

    async def post(self, body: Any, *, signed: str | None = None, **headers: str) -> int:
        """Send a body, signed as Meta does unless something else is given; return the status."""
        raw = body if isinstance(body, bytes) else encode(body)
        given = {"X-Hub-Signature-256": signed if signed is not None else sign(SECRET, raw), **headers}
        async with self.http.post(self.url + PATH, data=io.BytesIO(raw), headers=given) as response:
            text = await response.text()
            assert (response.status == 200) == (text == "EVENT_RECEIVED"), text
            if response.status != 200:
                assert set(json.loads(text)["error"]) == {"code", "message"}
                assert "Traceback" not in text
            self.answers[response.status] += 1
            return response.status

    async def verify(self, **query: str) -> tuple[int, str]:
        """Ask as Meta does when the webhook is set."""
        named = {"hub." + name: value for name, value in query.items()}
        async with self.http.get(self.url + PATH, params=named) as response:
            return response.status, await response.text()

    async def kept(self) -> list[tuple[str, str]]:
        """Return page and person of everything that was kept, in the order in which it came."""
        rows = await self.database.read(lambda c: c.execute(arrival.select().order_by(arrival.c.id)).all())
        return [(row.page_id, row.person_id) for row in rows]

    async def problems(self) -> list[str]:
        """Return what went wrong with what was taken in."""
        rows = await self.database.read(lambda c: c.execute(arrival.select()).all())
        return [row.problem for row in rows if row.problem]

    async def entries(self) -> list[Entry]:
        """Take in what waits; return everything that is in the log."""
        async with asyncio.timeout(60):
            await self.arrivals.drained()
        rows = await self.database.read(lambda c: c.execute(event.select().order_by(event.c.seq)).all())
        return [entry_of_row(row) for row in rows]

    async def said(self) -> list[str]:
        """Take in what waits; return what customers said."""
        return [e.event.text for e in await self.entries() if isinstance(e.event, CustomerMessaged)]

    async def room(self, pages: int) -> None:
        """Let the disk have so many pages: 1 is full."""
        await self.database.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar())


@asynccontextmanager
async def door(folder: Path) -> AsyncIterator[Door]:
    """Open the webhook on a database of its own."""
    file = folder / "door.db"
    engine = sqlite_engine(file)
    metadata.create_all(engine)
    engine.dispose()
    database = SqliteDatabase(file)
    clock, feed = SystemClock(), Feed()
    conversations, threads = Conversations(database), StoredThreads(database)
    leases = Leases(clock=clock, new_id=new_id, lasts=timedelta(seconds=30))
    inbox = Inbox(conversations, feed=feed, taker=Nobody(), leases=leases)
    async with aiohttp.ClientSession() as http:
        pages = Pages([Page(id=PAGE, token="t"), Page(id=OTHER, token="t")], clock=clock)
        # Nobody listens on this port: Meta is not reached from here.
        graph = Graph(http, pages, url="http://127.0.0.1:1", clock=clock)
        echoes = Echoes(store=StoredOutbox(database), feed=feed, clock=clock)
        routing = Routing(graph, clock=clock)
        elsewhere = Elsewhere(threads=threads, deliveries=echoes, routing=routing, app_id=APP, feed=feed, clock=clock)
        intake = Intake(
            Means(
                inbox=inbox,
                conversations=conversations,
                threads=threads,
                elsewhere=elsewhere,
                pages=pages,
                greeter=Strangers(),
                meet=lambda _page, _thread: None,
                keep_file=_keep_file,
                link=_link,
                feed=feed,
                clock=clock,
                new_id=new_id,
            )
        )
        arrivals = Arrivals(StoredArrivals(database), intake.take, clock=clock, may_take=lambda: True)
        webhook = Webhook(arrivals, serves=pages.serves, secrets=(SECRET, BEFORE), verify_token=TOKEN, clock=clock)
        async with TestServer(application(webhook.routes())) as server:
            url = str(server.make_url("/")).rstrip("/")
            yield Door(url=url, http=http, database=database, arrivals=arrivals)
    await database.close()


async def _keep_file(_conversation_id: str, kind: str, _url: str, title: str) -> Attachment:
    return Attachment(kind=kind, title=title, problem="not kept")


async def _link(_thread: Thread, _code: str, _how: str) -> str | None:
    return None


def now_ms() -> int:
    """Return the time as Meta tells it."""
    return round(datetime.now(UTC).timestamp() * 1000)


def says(text: str, mid: str, *, person: str = ADA, page: str = PAGE, at: int | None = None) -> dict[str, Any]:
    """Return the event of a person's message."""
    message = {"mid": mid, "text": text}
    return {"sender": {"id": person}, "recipient": {"id": page}, "timestamp": at or now_ms(), "message": message}


def webhook(*events: dict[str, Any], page: str = PAGE, field: str = "messaging") -> dict[str, Any]:
    """Return a webhook's body of one entry."""
    return {"object": "page", "entry": [{"id": page, "time": now_ms(), field: list(events)}]}
