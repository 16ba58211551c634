"""A real server and a real browser for the journeys."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.journeys.people import Agent, Customer
from tests.support.server import Server, serving


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Give a headless Chromium."""
    path = os.environ.get("BATON_TEST_CHROMIUM") or shutil.which("chromium")
    assert path, "Chromium is missing: apt install chromium"
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path)
        yield chromium
        await chromium.close()


@asynccontextmanager
async def watched(data: Path, **settings: str) -> AsyncIterator[Server]:
    """Give a server in asyncio's debug mode; fail where anything logged an error, or held its loop."""
    async with serving(data, cold=False, debug="1", **settings) as running:
        yield running
        assert await running.stop() == 0
        log = running.log.read_text()[running.started_at :]
        assert '"level": "error"' not in log, log


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """Give a server as it comes, that is watched."""
    async with watched(tmp_path / "data") as running:
        yield running


class Windows:
    """Opens windows, each a browser of its own as far as cookies and storage go."""

    def __init__(self, browser: Browser, stack: AsyncExitStack) -> None:
        self._browser = browser
        self._stack = stack

    async def page(self, locale: str = "en-GB") -> Page:
        """Open a window; anything that goes wrong in its scripts fails the test."""
        context = await self._browser.new_context(locale=locale, viewport={"width": 1280, "height": 800})
        page = await context.new_page()
        page.set_default_timeout(15_000)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))

        async def close() -> None:
            await context.close()
            assert not errors, errors

        self._stack.push_async_callback(close)
        return page

    async def customer(self, server: Server, locale: str = "en-GB") -> Customer:
        """Open the shop in a window of its own."""
        return await Customer(await self.page(locale)).come(server.url)

    async def agent(self, server: Server) -> Agent:
        """Open the console as the first agent."""
        assert server.code is not None
        return await Agent(await self.page()).sign_in_first(server.url, server.code)


@pytest.fixture
async def windows(browser: Browser) -> AsyncIterator[Windows]:
    """Give windows that are closed at the end."""
    async with AsyncExitStack() as stack:
        yield Windows(browser, stack)
