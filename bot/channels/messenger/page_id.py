"""Whose an access token is: asked of Meta once, then remembered, so that a start does not depend on Meta.

Source: Graph API, «me».
"""

import hashlib
import json
from pathlib import Path

import structlog

from bot.channels.messenger.graph import Call, Graph
from bot.channels.messenger.graph_errors import GraphError, Trouble
from bot.channels.messenger.pages import Page
from bot.conversation.errors import BadConfiguration

log = structlog.get_logger()


class PageIds:
    """The ids of pages by their access tokens; of a token only its hash is kept."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def of(self, token: str, graph: Graph) -> str:
        """Return the id of a token's page.

        Raises:
            BadConfiguration: Meta does not take the token, or does not answer and was never asked before.
        """
        name = hashlib.sha256(token.encode()).hexdigest()
        known = self._known()
        if name in known:
            return known[name]
        try:
            found = await graph.call(Page(id="", token=token), Call(path="me", query={"fields": "id,name"}))
        except GraphError as error:
            raise BadConfiguration(_problem(error)) from error
        page_id = str(found.get("id") or "")
        if not page_id.isdecimal():
            raise BadConfiguration("messenger: Meta names no page for page_access_token; give BATON_MESSENGER__PAGE_ID")
        log.info("messenger_page_found", page=page_id)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(known | {name: page_id}), encoding="utf-8")
        return page_id

    def _known(self) -> dict[str, str]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _problem(error: GraphError) -> str:
    if error.trouble is Trouble.TOKEN:
        return f"messenger: Meta does not take page_access_token ({error.code}/{error.subcode}); make a new one"
    return f"messenger: page_id is missing, and Meta does not tell it ({error}); give BATON_MESSENGER__PAGE_ID"
