"""The documentation as a page: no script, nothing from elsewhere."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.http.docs import Docs
from bot.http.openapi import describe
from tests.http.all_doors import all_routes
from tests.http.doors import Client, served


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with served(Docs(all_routes()).routes()) as client:
        yield client


async def test_the_page_names_every_door(client: Client) -> None:
    async with client.get("/api/docs") as response:
        assert (response.status, response.content_type) == (200, "text/html")
        page = await response.text()
    for path in describe(all_routes())["paths"]:
        assert f"<code>{path}</code>" in page


async def test_the_page_names_what_a_door_takes_and_whether_it_must_be_there(client: Client) -> None:
    async with client.get("/api/docs") as response:
        page = await response.text()
    reply = page[page.index("/reply</code>") :]
    assert "<td><code>epoch</code></td><td>integer</td><td>required</td>" in reply[: reply.index("</section>")]


async def test_the_page_has_no_script_and_nothing_from_elsewhere(client: Client) -> None:
    async with client.get("/api/docs") as response:
        page = await response.text()
    async with client.get("/api/docs.css") as response:
        assert (response.status, response.content_type) == (200, "text/css")
        style = await response.text()
    assert not re.search(r"<script|style=|\son\w+=|javascript:|https?://", page + style)


async def test_the_description_is_served_as_json(client: Client) -> None:
    async with client.get("/api/openapi.json") as response:
        assert await response.json() == describe(all_routes())
