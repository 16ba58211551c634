"""Pages and scripts for browsers."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.conversation.errors import BadConfiguration
from bot.http.pages import DIST, Pages, load_assets
from tests.http.doors import Client, served

BUILT = {
    "shop.html": "<!doctype html><title>shop</title>" * 20,
    "console.html": "<!doctype html><title>console</title>",
    "messenger_link.html": "<!doctype html><title>link</title>",
    "widget.js": "'widget'",
    "widget_handoff.js": "'handoff'",
    "console.js": "'console'",
    "shop.css": "body{}",
    ".source-hash": "secret",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in BUILT.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "sub").mkdir()
    return tmp_path


@pytest.fixture
async def client(folder: Path) -> AsyncIterator[Client]:
    async with served(Pages(load_assets(folder)).routes()) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("/", "shop.html", "text/html"),
        ("/console", "console.html", "text/html"),
        ("/messenger/link", "messenger_link.html", "text/html"),
        ("/widget.js", "widget.js", "text/javascript"),
        ("/widget_handoff.js", "widget_handoff.js", "text/javascript"),
        ("/assets/console.js", "console.js", "text/javascript"),
        ("/assets/shop.css", "shop.css", "text/css"),
    ],
)
async def test_a_page_is_sent_with_its_type_and_checked_anew_each_time(
    client: Client, path: str, name: str, kind: str
) -> None:
    async with client.get(path) as response:
        assert (response.status, await response.text()) == (200, BUILT[name])
        assert (response.content_type, response.charset) == (kind, "utf-8")
        assert response.headers["Cache-Control"] == "no-cache"


async def test_who_has_the_page_already_is_told_so(client: Client) -> None:
    async with client.get("/") as response:
        tag = response.headers["ETag"]
    async with client.get("/", headers={"If-None-Match": tag}) as response:
        assert (response.status, await response.read(), response.headers["ETag"]) == (304, b"", tag)
    async with client.get("/", headers={"If-None-Match": '"older"'}) as response:
        assert response.status == 200


async def test_a_page_that_changed_has_another_tag(folder: Path) -> None:
    before = load_assets(folder)["shop.html"].etag
    assert load_assets(folder)["shop.html"].etag == before
    (folder / "shop.html").write_text("new")
    assert load_assets(folder)["shop.html"].etag != before


async def test_who_takes_gzip_gets_it_and_nobody_else(folder: Path) -> None:
    async with served(Pages(load_assets(folder)).routes()) as client:
        client.session._auto_decompress = False
        async with client.get("/", headers={"Accept-Encoding": "gzip, br"}) as response:
            assert (response.headers["Content-Encoding"], response.headers["Vary"]) == ("gzip", "Accept-Encoding")
            assert gzip.decompress(await response.read()).decode() == BUILT["shop.html"]
        async with client.get("/", headers={"Accept-Encoding": "identity"}) as response:
            assert "Content-Encoding" not in response.headers
            assert (await response.read()).decode() == BUILT["shop.html"]


@pytest.mark.parametrize(
    "name",
    [
        "nothing.js",
        ".source-hash",
        "sub",
        "..%2fpyproject.toml",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2fetc%2fpasswd",
        "shop.html%00",
        "SHOP.HTML",
    ],
)
async def test_nothing_but_what_was_built_is_sent(client: Client, name: str) -> None:
    async with client.get(f"/assets/{name}") as response:
        assert response.status == 404
        assert await response.json() == {"error": {"code": "not_found", "message": "there is no such file"}}


async def test_only_the_widgets_scripts_may_be_loaded_by_other_sites(client: Client) -> None:
    for path in ("/widget.js", "/widget_handoff.js?1"):
        async with client.get(path) as response:
            assert response.status == 200
            assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert response.headers["Access-Control-Allow-Origin"] == "*"
    async with client.get("/assets/console.js") as response:
        assert "Cross-Origin-Resource-Policy" not in response.headers


def test_without_a_build_the_server_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(
        BadConfiguration,
        match=r"console\.html, messenger_link\.html, shop\.html, widget\.js, widget_handoff\.js missing: build",
    ):
        load_assets(tmp_path)


def test_the_committed_build_is_whole_and_small() -> None:
    assets = load_assets(DIST)
    assert {"shop.html", "console.html", "widget.js", "console.js"} <= assets.keys()
    assert len(assets["widget.js"].compressed) < 20_000
    assert len(assets["widget_handoff.js"].compressed) < 8_000
