"""The web application: doors, limits, and what every answer carries."""

from collections.abc import Iterable

from aiohttp import web

from bot.http.body import LARGEST_BODY, json_response
from bot.http.errors import errors_as_json
from bot.http.route import Route, add_routes
from bot.http.security import add_security_headers, allow_widget_from_anywhere


async def healthz(_request: web.Request) -> web.StreamResponse:
    """Say that the process lives."""
    return json_response({"status": "ok"})


def application(routes: Iterable[Route]) -> web.Application:
    """Return the application with these doors and `/healthz`."""
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[allow_widget_from_anywhere, errors_as_json])
    app.on_response_prepare.append(add_security_headers)
    health = Route(method="GET", path="/healthz", handler=healthz, summary="Says that the process lives.")
    add_routes(app, [*routes, health])
    return app
