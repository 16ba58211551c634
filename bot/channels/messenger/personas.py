"""Agents speak under their own names: a persona at Meta for each.

Source: Messenger Platform, «Personas».
"""

import asyncio
from collections import defaultdict

import structlog

from bot.channels.messenger.graph import Call, Graph
from bot.channels.messenger.graph_errors import GraphError
from bot.channels.messenger.pages import Page

#: Longest name of a persona, in characters, and pages of Meta's list that are read.
LONGEST_NAME, MOST_PAGES = 50, 20

log = structlog.get_logger()


class GraphPersonas:
    """See `channel.Personas`: made where they are missing, and remembered."""

    def __init__(self, graph: Graph, *, picture_url: str | None) -> None:
        """Take the picture that stands beside every agent's name; without one Meta makes no persona."""
        self._graph = graph
        self._picture_url = picture_url
        self._known: dict[str, dict[str, str]] = {}
        self._making: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, page: Page, agent_name: str) -> str | None:
        """See `channel.Personas.of`."""
        if self._picture_url is None:
            return None
        name = agent_name[:LONGEST_NAME]
        async with self._making[page.id]:
            try:
                if page.id not in self._known:
                    self._known[page.id] = await self._listed(page)
                known = self._known[page.id]
                if name not in known:
                    known[name] = await self._made(page, name)
                return known[name]
            except GraphError as error:
                # What the agent says matters more than under which name it is shown.
                log.warning("messenger_no_persona", page=page.id, error=str(error))
                return None

    def forget(self, page: Page) -> None:
        """See `channel.Personas.forget`."""
        self._known.pop(page.id, None)

    async def _listed(self, page: Page) -> dict[str, str]:
        found: dict[str, str] = {}
        query: dict[str, str] = {"limit": "100"}
        for _ in range(MOST_PAGES):
            answer = await self._graph.call(page, Call(path="me/personas", query=query))
            some = answer.get("data") or []
            found |= {str(one["name"]): str(one["id"]) for one in some if "name" in one and "id" in one}
            after = ((answer.get("paging") or {}).get("cursors") or {}).get("after")
            if not some or not after:
                break
            query = {"limit": "100", "after": str(after)}
        return found

    async def _made(self, page: Page, name: str) -> str:
        body = {"name": name, "profile_picture_url": self._picture_url}
        return str((await self._graph.call(page, Call(path="me/personas", body=body)))["id"])
