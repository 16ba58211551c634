"""The policy in a supervisor's hands, through the calls that the console makes."""

import asyncio
import io
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.handoff.agent import Role
from tests.routing.samples import POLICY, POLICY_FILE
from tests.support.live import Live, live

SHIPPED = POLICY_FILE.read_text("utf-8")
OTHER = SHIPPED.replace("shipping_cost: {stakes: low, automate: action_answer}", "shipping_cost: {stakes: high}")
BAD = SHIPPED.replace("confident: 0.45", "confidant: 0.45")


def write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a policy file of one's own."""
    folder = tmp_path / "training_data"
    folder.mkdir()
    shutil.copy(POLICY_FILE, folder)
    return folder / "policy.yml"


@pytest.fixture
async def shop(file: Path, tmp_path: Path) -> AsyncIterator[Live]:
    async with live(tmp_path, training_data=file.parent) as running:
        yield running


@asynccontextmanager
async def supervisor(shop: Live) -> AsyncIterator[aiohttp.ClientSession]:
    session = await shop.hire("Sue", role=Role.SUPERVISOR)
    yield session
    await session.close()


async def call(session: aiohttp.ClientSession, path: str, body: dict[str, Any] | None, status: int = 200) -> Any:
    method = "GET" if body is None else "POST"
    async with session.request(method, f"/api/console/{path}", json=body) as response:
        answer = await response.json()
        assert response.status == status, answer
        return answer


async def test_the_policy_in_force_is_shown_with_those_before_it(shop: Live, file: Path) -> None:
    async with supervisor(shop) as sue:
        found = await call(sue, "policy", None)
        assert (found["version"], found["text"], found["by"]) == (POLICY.version, SHIPPED, "start")
        assert (found["warnings"], found["problems"], len(found["versions"])) == ([], [], 1)
        write(file, OTHER)
        after = await call(sue, "policy/reload", {})
        assert (after["text"], after["by"], [v["by"] for v in after["versions"]]) == (OTHER, "Sue", ["Sue", "start"])
        assert after["versions"][1]["version"] == POLICY.version


async def test_a_customer_is_answered_by_the_policy_that_was_reloaded(shop: Live, file: Path) -> None:
    async with supervisor(shop) as sue:
        write(file, OTHER)
        await call(sue, "policy/reload", {})
    widget = await shop.widget()
    await widget.ask("how much is shipping?", "m")
    await widget.until(lambda w: w.states[-1]["owner"] == "queue")
    await widget.cut()


async def test_a_running_server_takes_a_changed_file_up_by_itself(shop: Live, file: Path) -> None:
    owner = await asyncio.to_thread(file.owner)
    async with supervisor(shop) as sue, asyncio.timeout(30):
        write(file, OTHER)
        while (found := await call(sue, "policy", None))["text"] != OTHER:
            continue
        assert found["by"] == owner


async def test_a_bad_file_keeps_the_policy_and_says_why(shop: Live, file: Path) -> None:
    async with supervisor(shop) as sue:
        write(file, BAD)
        found = await call(sue, "policy/reload", {})
        assert (found["version"], len(found["versions"])) == (POLICY.version, 1)
        assert any("did you mean `confident`" in problem for problem in found["problems"])
        assert await call(sue, "policy", None) == found


async def test_a_replay_says_what_the_command_says(shop: Live) -> None:
    widget = await shop.widget()
    await widget.ask("how much is shipping?", "a")
    await widget.cut()
    async with supervisor(shop) as sue:
        found = await call(sue, "replay", {"policy": OTHER, "since": None})
        assert found["changes"] == {"automate → human": 1}
        later = await call(sue, "replay", {"policy": OTHER, "since": "2199-01-01T00:00:00+00:00"})
        assert later["turns"] == 0
        assert found["staffing"] == "at_once"
        given = await call(sue, "replay", {"policy": OTHER, "places": 7})
        assert (given["staffing"], given["places"]) == ("given", 7)
        # The policy that was tried is not the one in force.
        assert (await call(sue, "policy", None))["version"] == POLICY.version
    command = [sys.executable, "-m", "bot", "replay", "--policy", "-", "--json", "--data", str(shop.settings.data)]
    run = await asyncio.to_thread(
        subprocess.run, command, input=OTHER.encode(), check=True, capture_output=True, timeout=120
    )
    assert json.loads(run.stdout) == found


async def test_of_two_replays_at_once_one_is_told_to_wait(shop: Live) -> None:
    async with supervisor(shop) as sue:
        body = {"policy": SHIPPED, "since": None}

        async def status() -> int:
            async with sue.post("/api/console/replay", json=body) as response:
                return response.status

        assert sorted(await asyncio.gather(status(), status())) == [200, 409]
        assert await status() == 200


async def test_every_mistake_in_a_posted_policy_is_named_one_a_line(shop: Live) -> None:
    bad = BAD.replace("missed_offers: 3 ", "missed_offers: 0 ").replace("action_order_status", "action_order_staus")
    async with supervisor(shop) as sue:
        error = (await call(sue, "replay", {"policy": bad}, 400))["error"]
    assert error["code"] == "bad_input"
    lines = error["message"].splitlines()
    assert len(lines) == 4
    assert all(line.startswith("policy.yml:") for line in lines)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"policy": "#" * (256 * 1024 + 1)}, 413),
        ({"policy": SHIPPED, "since": "2026-01-01T00:00:00"}, 400),
        ({"policy": SHIPPED, "until": None}, 400),
        ({"policy": SHIPPED, "places": 0}, 400),
        ({"policy": SHIPPED, "places": 10_001}, 400),
        ({}, 400),
    ],
)
async def test_a_bad_replay_is_refused(shop: Live, body: dict[str, Any], status: int) -> None:
    async with supervisor(shop) as sue:
        await call(sue, "replay", body, status)


async def test_a_body_that_no_policy_needs_is_not_read_to_its_end(shop: Live) -> None:
    body = io.BytesIO(json.dumps({"policy": "#" * 2**20}).encode())
    async with supervisor(shop) as sue, sue.post("/api/console/replay", data=body) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (413, "too_large")


async def test_who_is_no_supervisor_may_do_none_of_it(shop: Live) -> None:
    agent = await shop.hire("Ana")
    for path, body in (("policy", None), ("policy/reload", {}), ("replay", {"policy": SHIPPED})):
        assert (await call(agent, path, body, 403))["error"]["code"] == "not_allowed"
    await agent.close()


async def test_another_site_can_neither_reload_nor_replay(shop: Live) -> None:
    async with supervisor(shop) as sue:
        cookies = {cookie.key: cookie.value for cookie in sue.cookie_jar}
    async with aiohttp.ClientSession(shop.url, cookies=cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as other:
        for path, body in (("policy/reload", {}), ("replay", {"policy": SHIPPED})):
            await call(other, path, body, 403)
