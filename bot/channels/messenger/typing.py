"""Shows on Messenger that an agent writes, and so has seen what the customer wrote."""

import time
from collections import OrderedDict

import structlog

from bot.channels.messenger.channel import Personas
from bot.channels.messenger.graph import Graph
from bot.channels.messenger.graph_errors import GraphError
from bot.channels.messenger.pages import Page, Pages
from bot.engine.feed import AGENT_TYPES, EVERYTHING, Feed
from bot.engine.reading import ConversationStore
from bot.engine.threads import ThreadStore

#: Messenger shows the dots for twenty seconds; they are asked for again no sooner than after these.
PAUSE = 10.0
#: Conversations that are remembered as shown just now.
REMEMBERED = 1000

log = structlog.get_logger()


class Typing:
    """Passes on that agents write."""

    def __init__(
        self,
        feed: Feed,
        threads: ThreadStore,
        graph: Graph,
        pages: Pages,
        *,
        conversations: ConversationStore,
        personas: Personas,
    ) -> None:
        self._feed = feed
        self._threads = threads
        self._graph = graph
        self._pages = pages
        self._conversations = conversations
        self._personas = personas
        self._shown_at: OrderedDict[str, float] = OrderedDict()

    async def run(self) -> None:
        """Pass it on until cancelled."""
        with self._feed.subscribed(EVERYTHING) as subscription:
            while True:
                await subscription.wait()
                for signal in subscription.look()[1]:
                    kind, _, conversation_id = signal.partition("@")
                    if kind == AGENT_TYPES:
                        await self._show(conversation_id)

    async def _show(self, conversation_id: str) -> None:
        now = time.monotonic()
        if now - self._shown_at.get(conversation_id, -PAUSE) < PAUSE:
            return
        self._shown_at[conversation_id] = now
        if len(self._shown_at) > REMEMBERED:
            self._shown_at.popitem(last=False)
        thread = await self._threads.of(conversation_id)
        page = self._pages.of(thread.page_id) if thread else None
        if thread is None or page is None:
            return
        try:
            # Who waited in line was seen by nobody until now.
            await self._graph.act(page, thread.person_id, "mark_seen")
            await self._graph.act(page, thread.person_id, "typing_on", await self._persona(page, conversation_id))
        except GraphError as error:
            log.debug("messenger_no_sign", page=page.id, error=str(error))

    async def _persona(self, page: Page, conversation_id: str) -> str | None:
        """Return under which of Meta's ids the agent of a conversation speaks; None: as the page."""
        name = (await self._conversations.standing(conversation_id)).agent_name
        return None if name is None else await self._personas.of(page, name)
