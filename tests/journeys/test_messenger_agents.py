"""A customer on Messenger and the agent who answers: what fails, what is read, who else has the conversation."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.async_api import expect

from bot.channels.messenger.webhook import PATH
from bot.storage.push_schema import delivery
from bot.storage.sqlite import sqlite_engine
from tests.channels.messenger.conftest import heard, settings_of
from tests.journeys.conftest import Windows
from tests.journeys.people import Agent
from tests.support.graph import FakeGraph, Person, WallClock, fake_graph
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
    await expect(agent.part("offer").get_by_test_id("channel")).to_have_text("Messenger")
    await agent.accept()
    await expect(agent.part("window")).to_have_text("You can write for 23 h 59 min more")
    return agent, ada


async def _arrives(meta: FakeGraph, shop: Server, ada: Person, text: str) -> None:
    """Let the customer's device get a message, once Baton knows that Meta has it."""
    engine = sqlite_engine(shop.data / "baton.db")
    under_way = sa.select(sa.func.count()).where(delivery.c.state.in_(["due", "sending", "unsure"]))
    async with asyncio.timeout(20):
        while text not in heard(ada) or _count(engine, under_way):  # noqa: ASYNC110 — another process tells nobody
            await asyncio.sleep(0.02)
    engine.dispose()
    meta.person_receives(ada)


def _count(engine: sa.Engine, query: sa.Select[int]) -> int:
    with engine.connect() as connection:
        return connection.execute(query).scalar_one()


async def test_a_reply_on_messenger_fails_is_sent_again_and_read(
    meta: FakeGraph, shop: Server, windows: Windows
) -> None:
    agent, ada = await _served(meta, shop, windows)
    await agent.write("Hello Ada")
    await _arrives(meta, shop, ada, "Hello Ada")
    await expect(agent.part("delivery")).to_have_text("Delivered")
    meta.faults.fail(551, 1545041)
    await agent.write("It comes tomorrow.")
    failed = agent.entries("agent_replied").nth(1)
    await expect(failed).to_contain_text("Not delivered. The customer cannot be reached on Messenger")
    assert "It comes tomorrow." not in heard(ada)
    await failed.get_by_test_id("send-again").click()
    await _arrives(meta, shop, ada, "It comes tomorrow.")
    await expect(failed.get_by_test_id("delivery")).to_have_text("Delivered")
    assert heard(ada).count("It comes tomorrow.") == 1
    meta.person_reads(ada)
    await expect(failed.get_by_test_id("delivery")).to_have_text("Read")
    await expect(agent.part("delivery")).to_have_count(1)


async def test_what_the_customer_does_with_messages_stands_where_it_belongs(
    meta: FakeGraph, shop: Server, windows: Windows
) -> None:
    agent, ada = await _served(meta, shop, windows)
    await agent.write("Hello Ada")
    said = agent.entries("agent_replied")
    await _arrives(meta, shop, ada, "Hello Ada")
    await expect(said).to_contain_text("Delivered")
    mine = ada.thread.messages[-1].mid
    answer = meta.person_says(ada, "It was promised for Friday", reply_to=mine)
    meta.person_reacts(ada, mine)
    meta.person_edits(ada, answer.mid, "It was promised for Thursday")
    newest = agent.entries("customer_messaged").nth(1)
    await expect(newest.get_by_test_id("quoted")).to_contain_text("Hello Ada")
    await expect(newest).to_contain_text("It was promised for Friday")
    await expect(newest.get_by_test_id("edit")).to_contain_text("It was promised for Thursday")
    await expect(said.get_by_test_id("reaction")).to_be_visible()
    message = {"mid": "m_of_before", "text": "I am at work until five"}
    five_minutes_ago = int((meta.clock.now() - 300) * 1000)
    meta.deliver(
        meta.shop, {"sender": {"id": ada.psid}, "timestamp": five_minutes_ago, "message": message}, field="messages"
    )
    await expect(agent.entries("customer_messaged").first).to_contain_text("I am at work until five")
    await expect(agent.part("late")).to_have_count(1)
    await expect(agent.entries("customer_messaged").first).to_contain_text("arrived later")


async def test_who_wrote_a_message_that_fails_sends_it_again_after_the_end(
    meta: FakeGraph, shop: Server, windows: Windows
) -> None:
    agent, ada = await _served(meta, shop, windows)
    await agent.write("Hello Ada")
    await _arrives(meta, shop, ada, "Hello Ada")
    meta.faults.fail(551, 1545041)
    await agent.write("Good-bye!")
    failed = agent.entries("agent_replied").nth(1)
    await expect(failed).to_contain_text("Not delivered.")
    await agent.end()
    await expect(agent.entries("closed")).to_have_count(1)
    await failed.get_by_test_id("send-again").click()
    await _arrives(meta, shop, ada, "Good-bye!")
    await expect(failed.get_by_test_id("not-delivered")).to_have_count(0)


async def test_what_a_customer_calls_themselves_is_shown_as_not_verified(
    meta: FakeGraph, shop: Server, windows: Windows
) -> None:
    agent, _ = await _served(meta, shop, windows)
    for locale, label, mark in (
        ("en", "Name in their profile", "Not verified"),
        ("zh-Hans", "个人资料中的姓名", "未核实"),
        ("zh-Hant", "個人檔案中的姓名", "未核實"),
    ):
        await agent.part("locale").select_option(locale)
        name = agent.part("customer").locator("dl > div").first
        await expect(name.locator("dt")).to_have_text(label)
        await expect(name.locator("dd")).to_have_text(f"Ada Lovelace {mark}")


async def test_what_the_customer_did_first_stands_first_however_late_it_is_told(
    meta: FakeGraph, shop: Server, windows: Windows
) -> None:
    agent, ada = await _served(meta, shop, windows)
    await agent.write("Hello Ada")
    await _arrives(meta, shop, ada, "Hello Ada")
    mine = ada.thread.messages[-1].mid
    answer = meta.person_says(ada, "on Friday")
    meta.person_edits(ada, answer.mid, "on Thursday")
    meta.person_reacts(ada, mine, take_back=True)
    late = {"sender": {"id": ada.psid}, "timestamp": int((meta.clock.now() - 60) * 1000)}
    edit = {"mid": answer.mid, "text": "on Wednesday", "num_edit": 1}
    meta.deliver(meta.shop, {**late, "message_edit": edit}, field="message_edits")
    reaction = {"action": "react", "reaction": "love", "emoji": "❤", "mid": mine}
    meta.deliver(meta.shop, {**late, "reaction": reaction}, field="message_reactions")
    meta.person_says(ada, "that is all")
    await expect(agent.entries("customer_messaged").nth(2)).to_contain_text("that is all")
    edits = agent.entries("customer_messaged").nth(1).get_by_test_id("edit")
    await expect(edits.first).to_contain_text("on Wednesday")
    await expect(edits.last).to_contain_text("on Thursday")
    await expect(agent.entries("agent_replied").get_by_test_id("reaction")).to_have_count(0)


async def test_meta_s_inbox_takes_a_conversation_and_the_agent_takes_it_back(
    meta: FakeGraph, shop: Server, windows: Windows
) -> None:
    agent, ada = await _served(meta, shop, windows)
    meta.inbox_requests(ada)
    await expect(agent.entries("wanted_elsewhere")).to_contain_text("Meta inbox asks for this conversation")
    await agent.more("give-away")
    await agent.confirm()
    await expect(agent.part("elsewhere")).to_contain_text("Meta inbox has this conversation.")
    await expect(agent.part("composer")).to_have_count(0)
    # It is nobody's ticket any more, and can be found all the same.
    await expect(agent.part("away")).to_contain_text("I want a real person", timeout=15_000)
    meta.inbox_says(ada, "Ben of the shop here")
    await expect(agent.entries("said_elsewhere")).to_contain_text("Meta inbox")
    await expect(agent.entries("said_elsewhere")).to_contain_text("Ben of the shop here")
    await agent.part("take-back").click()
    await expect(agent.entries("back_from_elsewhere")).to_contain_text("Taken back from Meta inbox")
    await expect(agent.part("elsewhere")).to_have_count(0)
    await expect(agent.part("away")).to_have_count(0, timeout=15_000)
    meta.person_says(ada, "how much is shipping?")
    await expect(agent.entries("bot_replied").last).to_contain_text("4.90")


async def test_a_page_whose_token_is_dead_is_told_to_every_agent(
    meta: FakeGraph, shop: Server, windows: Windows
) -> None:
    agent, ada = await _served(meta, shop, windows)
    await agent.write("Hello Ada")
    await _arrives(meta, shop, ada, "Hello Ada")
    await expect(agent.part("trouble")).to_have_count(0)
    meta.kill_token()
    await agent.write("It comes tomorrow.")
    await expect(agent.part("trouble")).to_contain_text(
        "does not take the page’s access token any more", timeout=15_000
    )
