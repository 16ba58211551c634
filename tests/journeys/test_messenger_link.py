"""A customer of the website who goes on in Messenger, in a real browser."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Route, expect

from tests.channels.messenger.conftest import Shop, meta, shop
from tests.journeys.conftest import Windows
from tests.journeys.people import Agent, Customer

#: Fixtures of the channel's own tests.
__all__ = ["meta", "shop"]

ORDER = "where is order 48213? my e-mail is ana@example.com"


async def test_who_waits_goes_on_in_messenger_and_is_known_there(shop: Shop, windows: Windows) -> None:
    customer = await Customer(await windows.page()).come(shop.baton.url)

    async def messenger(route: Route) -> None:
        await route.fulfill(body="Messenger", content_type="text/plain")

    await customer.page.context.route("https://m.me/**", messenger)
    await customer.ask(ORDER)
    await customer.call_person("I want a real person")
    async with customer.page.expect_popup() as opened:
        await customer.part("messenger").click()
    tab = await opened.value
    await tab.wait_for_url(re.compile(r"https://m\.me/"))
    (ref,) = parse_qs(urlsplit(tab.url).query)["ref"]
    ana = shop.fake.person()
    shop.fake.person_follows_link(ana, ref)
    told = await shop.told(ana, 2)
    assert "known here" in told[-1]


async def test_an_agent_sends_the_link_and_takes_apart_what_came_of_it(shop: Shop, windows: Windows) -> None:
    customer = await Customer(await windows.page()).come(shop.baton.url)
    await customer.ask(ORDER)
    await customer.call_person("I want a real person")
    await (await shop.baton.hire("Ben")).close()
    agent = await Agent(await windows.page()).sign_in(shop.baton.url, "ben@example.com")
    await agent.go_available()
    await agent.accept()
    await agent.part("composer").fill("Go on here:")
    await agent.more("messenger-link")
    await expect(agent.part("composer")).to_have_value(re.compile(r"^Go on here:\nhttps://m\.me/\S+$"))
    await expect(agent.part("composer")).to_be_focused()
    (ref,) = parse_qs(urlsplit((await agent.part("composer").input_value()).split()[-1]).query)["ref"]
    ana = shop.fake.person()
    shop.fake.person_follows_link(ana, ref)
    await expect(agent.part("customer-conversations")).to_contain_text("same person")
    await agent.part("take-apart").click()
    await agent.part("why").fill("somebody else's phone")
    await agent.confirm()
    await expect(agent.part("customer-conversations")).to_have_count(0)
    await expect(agent.entries("joined").last).to_contain_text("No longer joined with other conversations")


async def test_who_is_not_verified_is_not_offered_messenger(shop: Shop, windows: Windows) -> None:
    customer = await Customer(await windows.page()).come(shop.baton.url)
    await customer.call_person("I want a real person")
    await expect(customer.part("leave-message")).to_be_visible()
    await expect(customer.part("messenger")).to_have_count(0)


async def test_a_login_joins_by_the_customers_own_hand_only(shop: Shop, windows: Windows) -> None:
    customer, ana = await Customer(await windows.page()).come(shop.baton.url), shop.fake.person()
    page = customer.page
    await page.goto(shop.fake.person_logs_in(ana).opens(f"{shop.baton.url}/messenger/link"))
    await expect(page.get_by_test_id("link-text")).to_contain_text("do not know yet who you are")
    await expect(page.get_by_test_id("link-confirm")).to_be_hidden()
    await customer.come(shop.baton.url)
    await customer.ask(ORDER)
    await page.goto(shop.fake.person_logs_in(ana).opens(f"{shop.baton.url}/messenger/link"))
    await expect(page.get_by_test_id("link-text")).to_contain_text("Go on only if you have just pressed")
    assert ana.linked is None
    await page.get_by_test_id("link-confirm").click()
    await expect(page.locator("body")).to_contain_text("go back to Messenger")
    await shop.until(lambda: ana.linked is not None)
    shop.fake.person_says(ana, "where is my order?")
    assert "GreenPost" in (await shop.told(ana, 2))[-1]


async def test_the_page_sends_nobody_elsewhere(shop: Shop, windows: Windows) -> None:
    customer = await Customer(await windows.page("zh-TW")).come(shop.baton.url)
    await customer.ask(ORDER)
    page = customer.page
    await page.goto(f"{shop.baton.url}/messenger/link?account_linking_token=A&redirect_uri=https://evil.example/x")
    await page.get_by_test_id("link-confirm").click()
    await expect(page.get_by_test_id("link-text")).to_contain_text("請從 Messenger 開啟")
    assert page.url.startswith(shop.baton.url)
