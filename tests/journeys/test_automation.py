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
    comes, wait = await customer.call_person("trudy@example.com")
    assert "person" in comes
    assert "number 1 in line" in comes
    assert "Nobody is here right now" in wait
    await customer.expect_mode("nobody", "You keep your place")


@pytest.mark.parametrize(
    ("request_", "place", "nobody"),
    [
        ("agent", "number 1 in line", "Nobody is here right now"),
        ("0", "number 1 in line", "Nobody is here right now"),
        ("I want a real person", "number 1 in line", "Nobody is here right now"),
        ("轉真人", "第 1 位", "目前沒有客服在線上"),
        ("人工客服", "第 1 位", "现在没有客服在线"),
    ],
)
async def test_a_person_is_one_word_away_even_in_a_form(
    server: Server, windows: Windows, request_: str, place: str, nobody: str
) -> None:
    customer = await windows.customer(server)
    await customer.ask("where is my order?")
    comes, wait = await customer.call_person(request_)
    assert place in comes
    assert nobody in wait
    await customer.expect_mode("nobody")


async def test_the_third_time_of_asking_in_anger_is_for_a_person(server: Server, windows: Windows) -> None:
    customer = await windows.customer(server)
    await customer.ask("how much is shipping?")
    await customer.ask("again: how much is the shipping??")
    comes, _ = await customer.call_person("HOW MUCH IS SHIPPING!!! are you useless? this is ridiculous")
    assert "sorry" in comes.lower()
    assert "number 1 in line" in comes
    await customer.expect_mode("nobody")


async def test_nonsense_is_asked_about_once_and_then_a_person_is_offered(server: Server, windows: Windows) -> None:
    customer = await windows.customer(server)
    await customer.ask("what's the weather on Mars")
    offered = await customer.ask("and on Venus, is it windy there?")
    assert "person" in offered
    bots = await customer.messages("bot").count()
    await customer.part("quick-reply").first.click()
    await expect(customer.messages("bot")).to_have_count(bots + 2)
    await expect(customer.messages("bot").nth(bots)).to_contain_text("number 1 in line")
    await customer.expect_mode("nobody")


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
