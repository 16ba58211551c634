"""What people are called in their own profile, asked of Meta once: a claim, which nothing rests on.

Source: Messenger Platform, «User profile».
"""

import asyncio

import structlog

from bot.channels.messenger.graph import Call, Graph, Json
from bot.channels.messenger.graph_errors import GraphError, Trouble
from bot.channels.messenger.pages import Page
from bot.conversation.channel_events import CustomerNamed
from bot.conversation.clock import Clock
from bot.engine.feed import Feed
from bot.engine.outbox import Thread
from bot.engine.threads import ThreadStore

#: People who wait to be asked about; the others are when they write again.
MOST = 1000
#: People of whom is remembered that they were asked about; the log knows the rest.
REMEMBERED = 10_000
#: Longest name that is kept, in characters.
LONGEST = 100

#: The id of the event, the same for everybody: it is told once in a conversation.
_ID = "profile"
#: After these the same question may have another answer.
_AGAIN = frozenset({Trouble.RATE, Trouble.TRANSIENT, Trouble.UNSURE, Trouble.TOKEN})

log = structlog.get_logger()


class Names:
    """Learns names, one after the other."""

    def __init__(self, graph: Graph, threads: ThreadStore, *, feed: Feed, clock: Clock) -> None:
        self._graph = graph
        self._threads = threads
        self._feed = feed
        self._clock = clock
        self._met: dict[str, None] = {}
        self._queue: asyncio.Queue[tuple[Page, Thread]] = asyncio.Queue(MOST)
        self._told: set[str] = set()

    def meet(self, page: Page, thread: Thread) -> None:
        """Have somebody asked about who has written; returns at once."""
        if thread.conversation_id in self._met or self._queue.full():
            return
        self._met[thread.conversation_id] = None
        if len(self._met) > REMEMBERED:
            del self._met[next(iter(self._met))]
        self._queue.put_nowait((page, thread))

    async def run(self) -> None:
        """Ask about those who have come, until cancelled."""
        while True:
            page, thread = await self._queue.get()
            try:
                await self._learn(page, thread)
            except GraphError as error:
                if error.trouble in _AGAIN:
                    self._met.pop(thread.conversation_id, None)
                self._log(page, error)
            finally:
                self._queue.task_done()

    async def asked(self) -> None:
        """Return once everybody was asked about who has come so far."""
        await self._queue.join()

    async def _learn(self, page: Page, thread: Thread) -> None:
        if await self._threads.seq_of(thread.conversation_id, external_id="", client_id=_ID) is not None:
            return
        query = {"fields": "name,first_name,last_name"}
        found = await self._graph.call(page, Call(path=thread.person_id, query=query, is_sign=True))
        name = name_of(found)
        if name:
            named = CustomerNamed(client_id=_ID, name=name)
            self._feed.publish(await self._threads.note(thread.conversation_id, named, _ID, now=self._clock.now()))

    def _log(self, page: Page, error: GraphError) -> None:
        if page.id not in self._told:
            self._told.add(page.id)
            log.info("messenger_no_name", page=page.id, error=str(error))


def name_of(profile: Json) -> str:
    """Return what a profile calls its person, without what cannot be seen; empty where it says nothing."""
    # Meta's own `name` has the parts in the order of the person's language.
    parts = [profile.get("name")] if profile.get("name") else [profile.get("first_name"), profile.get("last_name")]
    said = " ".join(part for part in parts if isinstance(part, str))
    return " ".join("".join(letter if letter.isprintable() else " " for letter in said).split())[:LONGEST]
