"""What is asked of Meta about a person, and the small signs that somebody reads.

Source: Messenger Platform, «User profile» and «Sender actions».
"""

import asyncio

import structlog

from bot.channels.messenger.graph import Call, Graph
from bot.channels.messenger.graph_errors import GraphError
from bot.channels.messenger.pages import Page
from bot.conversation.language import Language, language_of_tag

#: Seconds that a conversation waits for the customer's language; the first message tells it too.
PATIENCE = 3.0

log = structlog.get_logger()


class GraphPeople:
    """See `intake.Greeter`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._signs: set[asyncio.Task[None]] = set()

    async def locale_of(self, page: Page, person_id: str) -> str:
        """See `Greeter.locale_of`."""
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._graph.call(page, Call(path=person_id, query={"fields": "locale"}, is_sign=True))
        except (GraphError, TimeoutError):
            return Language.ENGLISH
        return language_of_tag(str(found.get("locale") or ""))

    def attend(self, page: Page, person_id: str) -> None:
        """See `Greeter.attend`."""
        task = asyncio.create_task(self._attend(page, person_id), name="signs")
        self._signs.add(task)
        task.add_done_callback(self._signs.discard)

    async def close(self) -> None:
        """Send no more signs."""
        for task in self._signs:
            task.cancel()
        if self._signs:
            await asyncio.wait(self._signs)

    async def _attend(self, page: Page, person_id: str) -> None:
        if not page.sends.has_capacity():
            return  # what is said comes before the signs of it
        try:
            await self._graph.act(page, person_id, "mark_seen")
            await self._graph.act(page, person_id, "typing_on")
        except GraphError as error:
            log.debug("messenger_no_sign", page=page.id, error=str(error))
