"""Headers that every answer carries, and who may call from a browser."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from bot.conversation.errors import BotError, NotAllowed, NotFound
from bot.http.security import HEADERS, check_same_origin
from tests.http.doors import door, fine, raising, served

WIDGET = "/api/widget/conversations/c1/messages"


@pytest.mark.parametrize(
    "handler",
    [
        fine,
        raising(NotFound()),
        raising(BotError()),
        raising(KeyError("a bug")),
        raising(web.HTTPForbidden()),
        raising(web.HTTPFound("/elsewhere")),
    ],
)
async def test_every_answer_carries_the_headers(handler: object) -> None:
    async with served([door(handler)]) as client:  # type: ignore[arg-type]
        with capture_logs():
            async with client.post("/api/door", allow_redirects=False) as response:
                got = response.headers
    assert {name: got.get(name) for name in HEADERS} == HEADERS
    assert got["Server"] == "Baton"


@pytest.mark.parametrize(("method", "path"), [("GET", "/nothing"), ("PUT", "/api/door"), ("OPTIONS", WIDGET)])
async def test_answers_that_no_door_gives_carry_them_too(method: str, path: str) -> None:
    async with served([door(fine)]) as client, client.request(method, path) as response:
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_pages_run_only_their_own_scripts_in_nobodys_frame() -> None:
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


async def test_the_widget_may_call_from_any_site_and_without_cookies() -> None:
    async with served([door(fine, path=WIDGET)]) as client:
        async with client.post(WIDGET, headers={"Origin": "https://shop.example"}) as response:
            assert response.headers["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in response.headers
        async with client.options(WIDGET, headers={"Origin": "https://shop.example"}) as response:
            assert response.status == 204
            assert "Authorization" in response.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("error", [NotFound(), KeyError("a bug")])
async def test_another_site_can_read_what_went_wrong_with_its_widget(error: Exception) -> None:
    async with served([door(raising(error), path=WIDGET)]) as client:
        with capture_logs():
            async with client.post(WIDGET) as response:
                assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/api/console/me", "/webhooks/rest/webhook", "/", "/api/widgetlike"])
async def test_nothing_else_may_be_called_from_another_site(path: str) -> None:
    async with served([door(fine, path=path)]) as client:
        for method in ("POST", "OPTIONS"):
            async with client.request(method, path, headers={"Origin": "https://evil.example"}) as response:
                assert not [name for name in response.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("origin", ["http://baton.example", "https://baton.example"])
def test_our_own_pages_are_let_in_behind_a_proxy_that_speaks_tls_too(origin: str) -> None:
    check_same_origin(make_mocked_request("GET", "/", headers={"Host": "baton.example", "Origin": origin}))


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "https://evil.example",
        "https://baton.example.evil.example",
        "https://evil-baton.example",
        "https://baton.example:8443",
        "https://baton.example@evil.example",
    ],
)
def test_every_other_origin_is_kept_out(origin: str | None) -> None:
    headers = {"Host": "baton.example"} | ({} if origin is None else {"Origin": origin})
    with pytest.raises(NotAllowed):
        check_same_origin(make_mocked_request("GET", "/", headers=headers))
