"""A web application with the doors that a test wants, and a client for it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.http.body import json_response
from bot.http.errors import Handler
from bot.http.route import Route
from bot.http.server import application

Client = TestClient[web.Request, web.Application]


@asynccontextmanager
async def served(routes: Iterable[Route]) -> AsyncIterator[Client]:
    """Give a client of an application with these doors."""
    async with TestClient(TestServer(application(routes))) as client:
        yield client


def door(handler: Handler, method: str = "POST", path: str = "/api/door") -> Route:
    """Return a door."""
    return Route(method=method, path=path, handler=handler, summary="A door.")


def raising(error: BaseException) -> Handler:
    """Return a handler that raises."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        raise error

    return handler


async def fine(_request: web.Request) -> web.StreamResponse:
    """Answer."""
    return json_response({"fine": True})
