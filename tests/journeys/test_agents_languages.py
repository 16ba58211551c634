"""A console in Chinese: why the bot decided as it did is said in the language of the screen."""

import re

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Windows
from tests.journeys.people import Agent
from tests.support.server import Server

#: Words of English that no label, rule or name brings in.
ENGLISH = re.compile(r"\b(rule|for|has|high|stakes|with|instead|of|likeliest|the|is|itself)\b")
LANGUAGES = [
    ("en", "“Charged twice” (", "has high stakes", "is something the bot does itself: Standard answer"),
    ("zh-Hans", "“重复扣款”（置信度", "事关重大", "由机器人自行处理：标准回答"),
    ("zh-Hant", "「重複扣款」（信心值", "事關重大", "由智慧助理自行處理：標準回答"),
]


@pytest.fixture
async def agent(server: Server, windows: Windows) -> Agent:
    """Give an agent who looks at a conversation that the bot answered first and then handed over."""
    customer = await windows.customer(server)
    await customer.ask("how much is shipping?")
    await customer.call_person("I was charged twice!!")
    agent = await windows.agent(server)
    await agent.go_available()
    await agent.part("offer").first.click()
    await expect(agent.part("briefing-reason")).to_be_visible()
    return agent


async def test_the_briefing_and_each_turn_say_why_in_the_language_of_the_screen(agent: Agent) -> None:
    for locale, need, stakes, automated in LANGUAGES:
        await agent.part("locale").select_option(locale)
        await expect(agent.part("briefing-why")).to_contain_text(need)
        await expect(agent.part("briefing-why")).to_contain_text(stakes)
        await expect(agent.entries("decided").first).to_contain_text(automated)
        if locale != "en":
            shown = [await agent.part("briefing-why").inner_text(), await agent.part("briefing-otherwise").inner_text()]
            shown += await agent.entries("decided").locator("dd").all_inner_texts()
            assert not ENGLISH.search(" ".join(shown)), shown


async def test_a_replay_says_why_in_the_language_of_the_screen(agent: Agent) -> None:
    await agent.part("page-policy").click()
    policy = agent.part("replay-policy")
    await expect(policy).to_have_value(re.compile("confident: 0.45"))
    await policy.fill((await policy.input_value()).replace("confident: 0.45", "confident: 1.0"))
    await agent.part("replay-run").click()
    turn = agent.part("replay-turn").locator(".turn-why")
    await expect(turn).to_have_count(1, timeout=60_000)
    for locale, need in (
        ("en", "Most likely “Shipping cost”"),
        ("zh-Hans", "最可能是“运费”"),
        ("zh-Hant", "最可能是「運費」"),
    ):
        await agent.part("locale").select_option(locale)
        await expect(turn).to_contain_text(need)
