"""A door of the API: what it takes, what it answers, who serves it. The documentation is made from the same table."""

from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web

from bot.http.errors import Handler


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One door.

    Attributes:
        auth: how the caller proves who they are: `none`, `token` (a customer's), `session` (an agent's),
            `rest` (the operator's token, where there is one) or `signature` (Meta's).
        status: of the answer when all is well.
        takes: type of the body, or None.
        answers: type of the answer, or None.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    auth: str = "none"
    status: int = 200
    takes: type | None = None
    answers: type | None = None


def add_routes(app: web.Application, routes: Iterable[Route]) -> None:
    """Open the doors."""
    for route in routes:
        if route.method == "GET":
            app.router.add_get(route.path, route.handler)
        else:
            app.router.add_route(route.method, route.path, route.handler)
