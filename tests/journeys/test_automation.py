"""What the bot does by itself, in the browser, in three languages."""

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Windows
from tests.support.server import Server


async def test_an_order_is_found_with_number_and_email(server: Server, windows: Windows) -> None:
    customer = await windows.customer(server)
    assert "order number" in await customer.ask("where is my order?")
    assert "e-mail" in await customer.ask("48213")
    answer = await customer.ask("ana@example.com")
    assert "GreenPost" in answer
    assert "on its way" in answer


async def test_a_wrong_email_is_retried_twice_then_a_person_helps(server: Server, windows: Windows) -> None:
    customer = await windows.customer(server)
    await customer.ask("where is my order?")
    await customer.ask("48213")
    first = await customer.ask("eve@example.com")
    assert "GreenPost" not in first
    second = await customer.ask("mallory@example.com")
    assert "GreenPost" not in second
    assert "person" in await customer.ask("trudy@example.com")
    await expect(customer.part("status")).to_contain_text("1")


@pytest.mark.parametrize("request_", ["agent", "0", "I want a real person", "轉真人", "人工客服"])
async def test_a_person_is_one_word_away_even_in_a_form(server: Server, windows: Windows, request_: str) -> None:
    customer = await windows.customer(server)
    await customer.ask("where is my order?")
    await customer.ask(request_)
    await expect(customer.part("status")).to_contain_text("1")


async def test_the_third_time_of_asking_in_anger_is_for_a_person(server: Server, windows: Windows) -> None:
    customer = await windows.customer(server)
    await customer.ask("how much is shipping?")
    await customer.ask("again: how much is the shipping??")
    told = await customer.ask("HOW MUCH IS SHIPPING!!! are you useless? this is ridiculous")
    await expect(customer.part("status")).to_contain_text("1")
    assert "sorry" in told.lower()


async def test_nonsense_is_asked_about_once_and_then_a_person_is_offered(server: Server, windows: Windows) -> None:
    customer = await windows.customer(server)
    await customer.ask("what's the weather on Mars")
    offered = await customer.ask("and on Venus, is it windy there?")
    assert "person" in offered
    await customer.part("quick-reply").first.click()
    await expect(customer.part("status")).to_contain_text("1")


@pytest.mark.parametrize(
    ("browser_locale", "question", "answer", "button"),
    [("zh-CN", "运费多少钱？", "4.90", "转人工"), ("zh-TW", "運費多少錢？", "4.90", "真人")],
)
async def test_chinese_is_answered_in_its_own_script(
    server: Server, windows: Windows, browser_locale: str, question: str, answer: str, button: str
) -> None:
    customer = await windows.customer(server, browser_locale)
    await expect(customer.part("person")).to_contain_text("人")
    assert answer in await customer.ask(question)
