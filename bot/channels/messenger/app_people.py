"""By which ids our pages know a person whom Meta names by their id for our app.

Source: Graph API, «User: IDs for pages».
"""

import structlog

from bot.channels.messenger.graph import Call, Graph
from bot.channels.messenger.graph_errors import GraphError
from bot.channels.messenger.pages import Pages
from bot.engine.deletions import Found, Known

log = structlog.get_logger()


class AppPeople:
    """Asks Meta."""

    def __init__(self, graph: Graph, pages: Pages) -> None:
        self._graph = graph
        self._pages = pages

    async def who(self, user_id: str) -> Found:
        """Return the person's ids; with a page that does not tell, nobody knows whether there are more."""
        people: list[Known] = []
        is_all = True
        for page in self._pages:
            call = Call(path=f"{user_id}/ids_for_pages", query={"page": page.id})
            try:
                data = (await self._graph.call(page, call)).get("data")
            except GraphError as error:
                log.warning("deletion_person_unknown", page=page.id, error=str(error))
                data = None
            if not isinstance(data, list):
                is_all = False
                continue
            people += [
                Known(page_id=page.id, person_id=str(one["id"]))
                for one in data
                if isinstance(one, dict) and "id" in one and _page_of(one) in {None, page.id}
            ]
        return Found(people=people, is_all=is_all)


def _page_of(one: dict[str, object]) -> str | None:
    page = one.get("page")
    return str(page["id"]) if isinstance(page, dict) and "id" in page else None
