"""Asks Meta for a thread, keeps it, and lets it go.

Source: Messenger Platform, «Conversation Routing».
"""

from datetime import datetime, timedelta

import structlog

from bot.channels.messenger.graph import Call, Graph
from bot.channels.messenger.graph_errors import PASSING, GraphError, Trouble
from bot.channels.messenger.pages import Page
from bot.conversation.clock import Clock

#: Meta's own inbox, as an application (its documentation prints both).
INBOX = "263902037430900"
INBOXES = frozenset({INBOX, "26390203743090"})
#: Longest that a thread can be kept without a word of the customer's.
LONGEST = timedelta(days=7)
#: So long it is believed whether the page uses Conversation Routing.
FRESH = timedelta(hours=1)

log = structlog.get_logger()


class Routing:
    """Meta's side of who owns a thread."""

    def __init__(self, graph: Graph, *, clock: Clock) -> None:
        self._graph = graph
        self._clock = clock
        self._known: dict[str, tuple[datetime, bool]] = {}

    async def is_on(self, page: Page) -> bool:
        """Say whether the page uses Conversation Routing at all; where Meta does not say, it does not."""
        try:
            return await self.uses(page)
        except GraphError:
            return False

    async def uses(self, page: Page) -> bool:
        """Say whether the page uses Conversation Routing at all.

        Raises:
            GraphError: Meta does not answer.
        """
        known, now = self._known.get(page.id), self._clock.now()
        if known is None or now - known[0] >= FRESH:
            found = await self._graph.call(page, Call(path="me", query={"fields": "messaging_feature_status"}))
            status = found.get("messaging_feature_status")
            known = self._known[page.id] = (now, isinstance(status, dict) and status.get("hop_v2") is True)
        return known[1]

    async def owner(self, page: Page, person_id: str) -> str | None:
        """Return the application that owns a thread; None while it is idle.

        Raises:
            GraphError: Meta does not say.
        """
        call = Call(path="me/thread_owner", query={"recipient": person_id})
        found = (await self._graph.call(page, call)).get("data")
        for one in found if isinstance(found, list) else ():
            owner = one.get("thread_owner") if isinstance(one, dict) else None
            if isinstance(owner, dict) and owner.get("app_id"):
                return str(owner["app_id"])
        return None

    async def take(self, page: Page, person_id: str) -> bool:
        """Take a thread from whoever has it; where Meta does not let us, ask them for it, and return False.

        Raises:
            GraphError: neither could be done.
        """
        try:
            await self._tell(page, person_id, "take_thread_control")
        except GraphError as error:
            if error.trouble not in {Trouble.ROUTING, Trouble.PERMISSION, Trouble.BAD_REQUEST}:
                raise
            await self._tell(page, person_id, "request_thread_control", metadata="an agent wants to answer")
            return False
        return True

    async def give(self, page: Page, person_id: str, app: str = INBOX) -> None:
        """Give a thread to another application: Meta's inbox, unless another is named."""
        await self._tell(page, person_id, "pass_thread_control", target_app_id=app)

    async def keep(self, page: Page, person_id: str) -> None:
        """Keep a thread while a person works on it: without a word of the customer's it would end after a day.

        Raises:
            GraphError: it may be done in a moment.
        """
        seconds = str(round(LONGEST.total_seconds()))
        await self._quietly(page, person_id, "extend_thread_control", duration=seconds)

    async def release(self, page: Page, person_id: str) -> None:
        """Let a thread go that nobody here needs any more; raises as `keep` does."""
        await self._quietly(page, person_id, "release_thread_control")

    async def _quietly(self, page: Page, person_id: str, act: str, **more: str) -> None:
        try:
            if await self.uses(page):
                await self._tell(page, person_id, act, **more)
        except GraphError as error:
            if error.trouble in PASSING:
                raise
            # What customers are told does not hang on it.
            log.warning("messenger_routing", page=page.id, act=act, error=str(error))

    async def _tell(self, page: Page, person_id: str, act: str, **more: str) -> None:
        await self._graph.call(page, Call(path=f"me/{act}", body={"recipient": {"id": person_id}, **more}))
