"""A picture from a customer on Messenger, and an answer with a document: in a real browser."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import FilePayload, expect

from bot.channels.messenger.webhook import PATH
from tests.channels.messenger.conftest import settings_of
from tests.journeys.conftest import Windows
from tests.journeys.people import Agent
from tests.support.graph import FakeGraph, Person, WallClock, fake_graph
from tests.support.samples import HTML, PDF, png
from tests.support.server import Server, serving


@pytest.fixture
async def meta() -> AsyncIterator[FakeGraph]:
    async with fake_graph(WallClock(), automatic=True) as fake:
        yield fake


@pytest.fixture
async def shop(meta: FakeGraph, tmp_path: Path) -> AsyncIterator[Server]:
    """Give a server that serves the fake's page."""
    settings: dict[str, Any] = {f"messenger__{name}": str(value) for name, value in settings_of(meta).items()}
    async with serving(tmp_path / "data", **settings) as running:
        await meta.set_webhook(running.url + PATH)
        yield running


async def _served(meta: FakeGraph, shop: Server, windows: Windows) -> tuple[Agent, Person]:
    agent, ada = await windows.agent(shop), meta.person()
    await agent.go_available()
    meta.person_says(ada, "I want a real person")
    await agent.accept()
    return agent, ada


async def test_a_picture_is_seen_in_the_conversation_and_opens_in_a_tab_of_its_own(
    meta: FakeGraph, shop: Server, windows: Windows
) -> None:
    agent, ada = await _served(meta, shop, windows)
    meta.person_sends(ada, "image", png(64, 48), "image/png", name="broken box.png")
    picture = agent.page.get_by_role("img", name="Picture: broken box.png")
    await expect(picture).to_have_js_property("complete", True)
    await expect(picture).to_have_js_property("naturalWidth", 64)
    await expect(agent.entries("customer_messaged").last).not_to_contain_text("[image]")
    async with agent.page.expect_popup() as opened:
        await agent.part("picture").click()
    tab = await opened.value
    shown = tab.locator("img")
    await expect(shown).to_have_js_property("naturalWidth", 64)
    # Whatever its bytes are: where it opens nothing runs, and nothing of the console can be reached.
    assert await tab.evaluate("self.origin") == "null"


async def test_what_is_not_kept_says_why_and_other_files_are_for_saving(
    meta: FakeGraph, shop: Server, windows: Windows
) -> None:
    agent, ada = await _served(meta, shop, windows)
    meta.person_sends(ada, "image", HTML, "image/png", name="cat.png")
    await expect(agent.part("file-missing")).to_have_text("Picture was not kept. Files of this type are not kept.")
    meta.person_sends(ada, "file", PDF, "application/pdf", name="receipt.pdf")
    link = agent.part("file")
    await expect(link).to_contain_text("receipt.pdf 0.1 kB")
    async with agent.page.expect_download() as saving:
        await link.click()
    saved = await saving.value
    assert saved.suggested_filename == "receipt.pdf"
    path = await saved.path()
    assert path.read_bytes() == PDF


async def test_an_agent_sends_a_document_with_a_reply(meta: FakeGraph, shop: Server, windows: Windows) -> None:
    agent, ada = await _served(meta, shop, windows)
    document = FilePayload(name="invoice März.pdf", mimeType="application/pdf", buffer=PDF)
    page_of_code = FilePayload(name="page.pdf", mimeType="application/pdf", buffer=HTML)
    await agent.part("attach-files").set_input_files([document, page_of_code])
    good, bad = agent.part("attached").nth(0), agent.part("attached").nth(1)
    await expect(good).to_have_attribute("data-state", "ready")
    await expect(bad).to_contain_text("Files of this type are not kept.")
    await agent.part("composer").fill("Here is your invoice.")
    await expect(agent.part("send")).to_be_disabled()
    await bad.get_by_role("button", name="Remove page.pdf").click()
    await agent.part("send").click()
    await expect(agent.part("attached")).to_have_count(0)
    replied = agent.entries("agent_replied")
    await expect(replied).to_contain_text("Here is your invoice.")
    await expect(replied.get_by_test_id("file")).to_contain_text("invoice März.pdf")
    await expect(agent.part("sending")).to_have_count(0)
    await agent.part("attach-files").set_input_files([document])
    await expect(agent.part("attached")).to_have_attribute("data-state", "ready")
    await agent.part("send").click()
    await expect(replied).to_have_count(2)
    async with asyncio.timeout(20):
        while ada.sees.count("file") < 2:  # noqa: ASYNC110 — the fake tells nobody
            await asyncio.sleep(0.02)
    assert ada.sees[-3:] == ["Here is your invoice.", "file", "file"]
