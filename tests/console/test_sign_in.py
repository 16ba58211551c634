"""Who gets in, and who does not."""

import asyncio

import aiohttp
import pytest

from bot.console.sign_in import TRIES, one_time_code
from tests.support.live import OWN, PASSWORD, Live


async def test_a_one_time_code_works_once(baton: Live) -> None:
    agent = await baton.hire()
    await agent.close()
    code = await one_time_code(baton.baton.agents, "ana", clock=baton.baton.clock)
    for status in (200, 401):
        body = {"code": code, "password": PASSWORD}
        async with baton.http.post(f"{baton.url}/api/console/redeem", json=body, headers=OWN) as response:
            assert response.status == status


async def test_a_short_password_is_refused_and_the_code_stays_good(baton: Live) -> None:
    agent = await baton.hire()
    await agent.close()
    code = await one_time_code(baton.baton.agents, "ana", clock=baton.baton.clock)
    for password, status in (("short", 400), ("long enough now", 200)):
        body = {"code": code, "password": password}
        async with baton.http.post(f"{baton.url}/api/console/redeem", json=body, headers=OWN) as response:
            assert response.status == status


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(baton: Live) -> None:
    agent = await baton.hire()
    await agent.close()
    body = {"email": "ANA@example.com", "password": PASSWORD}
    async with baton.http.post(f"{baton.url}/api/console/sign-in", json=body, headers=OWN) as response:
        assert response.status == 200
        cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_an_unknown_email_and_a_wrong_password_look_alike(baton: Live) -> None:
    agent = await baton.hire()
    await agent.close()
    answers = []
    for email in ("ana@example.com", "nobody@example.com"):
        body = {"email": email, "password": "wrong password"}
        async with baton.http.post(f"{baton.url}/api/console/sign-in", json=body, headers=OWN) as response:
            answers.append((response.status, await response.json()))
    assert answers[0] == answers[1]
    assert answers[0][0] == 401


async def test_guessing_is_stopped_even_for_the_right_password(baton: Live) -> None:
    agent = await baton.hire()
    await agent.close()
    statuses = []
    for password in [*(["wrong password"] * TRIES), PASSWORD]:
        body = {"email": "ana@example.com", "password": password}
        async with baton.http.post(f"{baton.url}/api/console/sign-in", json=body, headers=OWN) as response:
            statuses.append(response.status)
    assert statuses == [401] * TRIES + [429]


async def test_signing_out_ends_the_session_and_its_sockets(baton: Live) -> None:
    agent = await baton.hire()
    socket = await agent.ws_connect("/api/console/socket")
    assert (await socket.receive_json())["type"] == "desk"
    async with agent.post("/api/console/sign-out", json={}) as response:
        assert response.status == 204
    async with asyncio.timeout(20):
        while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
            continue
    assert socket.close_code == 4401
    async with agent.get("/api/console/me") as response:
        assert response.status == 401
    await agent.close()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/console/presence"),
        ("POST", "/api/console/tickets/x/accept"),
        ("POST", "/api/console/conversations/x/reply"),
        ("POST", "/api/console/conversations/x/note"),
        ("POST", "/api/console/conversations/x/close"),
        ("GET", "/api/console/me"),
    ],
)
async def test_nothing_is_done_for_who_is_not_signed_in(baton: Live, method: str, path: str) -> None:
    async with baton.http.request(method, baton.url + path, json={}, headers=OWN) as response:
        assert response.status == 401
        assert (await response.json())["error"]["code"] == "not_signed_in"


async def test_a_call_that_another_site_could_forge_is_refused(baton: Live) -> None:
    agent = await baton.hire()
    agent.headers.popall("X-Baton-Request")
    async with agent.post("/api/console/presence", json={"presence": "available"}) as response:
        assert response.status == 403
    await agent.close()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
async def test_a_socket_from_another_origin_is_refused(baton: Live, origin: str) -> None:
    agent = await baton.hire()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await agent.ws_connect("/api/console/socket", headers={"Origin": origin})
    assert refused.value.status == 403
    await agent.close()
