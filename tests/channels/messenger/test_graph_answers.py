"""Answers in pieces, without end, from elsewhere: what of them is taken for one."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.messenger.graph import Call, Graph
from bot.channels.messenger.graph_errors import GraphError, Trouble
from tests.channels.messenger.line import RESPONSE, Line
from tests.support.graph import fake_graph


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with fake_graph() as fake, aiohttp.ClientSession() as http:
        yield Line(fake, http)


async def trouble(awaited: Any) -> Trouble:
    with pytest.raises(GraphError) as caught:
        await awaited
    return caught.value.trouble


@asynccontextmanager
async def answering(pieces: list[bytes], status: int = 200) -> AsyncIterator[str]:
    """Serve an answer in pieces, each sent by itself."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=status)
        await response.prepare(request)
        for piece in pieces:
            await response.write(piece)
            await asyncio.sleep(0.02)
        return response

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ([b'{"message', b'_id":', b'"m1"}'], "m1"),
        ([b'{"message_id":"m1"'], Trouble.UNSURE),
        ([b'{"recipient_id":"1"}'], Trouble.UNSURE),
        ([b'{"message_id":7}'], Trouble.UNSURE),
        ([b"[]"], Trouble.UNSURE),
        ([b""], Trouble.UNSURE),
        ([b'{"message_id":"', b"x" * 5_000_000, b'"}'], Trouble.UNSURE),
        ([json.dumps({"error": {"code": 2}}).encode()], Trouble.TRANSIENT),
    ],
)
async def test_an_answer_is_read_whole_and_what_is_none_is_unsure(
    line: Line, pieces: list[bytes], said: str | Trouble
) -> None:
    async with answering(pieces) as url, aiohttp.ClientSession() as http:
        graph = Graph(http, line.pages, url=url, clock=line.clock)
        sending = graph.send(line.page, "1", {"text": "hi"}, RESPONSE)
        if isinstance(said, Trouble):
            assert await trouble(sending) is said
        else:
            assert await sending == said


async def test_a_redirect_is_not_followed_with_our_token(line: Line) -> None:
    async def away(_request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/elsewhere")

    seen: list[str] = []

    async def elsewhere(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get("Authorization", ""))
        return web.json_response({"message_id": "m1"})

    app = web.Application()
    app.router.add_get("/elsewhere", elsewhere)
    app.router.add_route("*", "/{rest:.*}", away)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        graph = Graph(http, line.pages, url=str(server.make_url("/")), clock=line.clock)
        assert await trouble(graph.call(line.page, Call(path="me"))) is Trouble.UNSURE
    assert seen == []
