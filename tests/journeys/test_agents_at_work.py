"""What agents do within a conversation: canned replies, snoozing, corrections, tags, handing back and a second time."""

import re

from playwright.async_api import expect

from tests.journeys.conftest import Windows
from tests.journeys.staff import COLLEAGUE, SUPERVISOR, staff
from tests.support.server import Server


async def test_a_canned_reply_is_not_sent_before_its_placeholder_is_filled_in(server: Server, windows: Windows) -> None:
    desk = await staff(server, windows)
    agent = desk.colleague
    customer = await desk.served(agent)
    await agent.part("replies").click()
    await agent.part("reply-search").fill("the parcel is late")
    await agent.part("reply-option").first.click()
    await expect(agent.part("composer")).to_have_value(re.compile(r"\{order_number\}"))
    await expect(agent.part("placeholder-hint")).to_contain_text("{order_number}")
    await expect(agent.part("send")).to_be_disabled()
    await agent.part("composer").press("Enter")
    text = (await agent.part("composer").input_value()).replace("{order_number}", "48213")
    await agent.part("composer").fill(text)
    await expect(agent.part("placeholder-hint")).to_contain_text("{day}")
    await agent.part("composer").fill(text.replace("{day}", "Friday"))
    await expect(agent.part("placeholder-hint")).to_have_count(0)
    await agent.part("send").click()
    await expect(customer.messages("agent")).to_have_count(1)
    await expect(customer.messages("agent")).to_contain_text("48213 is late")
    assert "{" not in await customer.messages("agent").inner_text()


async def test_what_is_snoozed_sleeps_until_the_customer_writes(server: Server, windows: Windows) -> None:
    desk = await staff(server, windows)
    agent = desk.colleague
    customer = await desk.served(agent)
    await agent.write("I will know more tomorrow.")
    await expect(customer.messages("agent")).to_have_count(1)
    await agent.part("more").click()
    # No page of Messenger is set up here.
    await expect(agent.part("more-messenger-link")).to_have_count(0)
    await agent.part("more-snooze").click()
    await agent.part("snooze-tomorrow").click()
    await expect(agent.part("mine")).to_have_attribute("data-asleep", "true")
    await expect(agent.part("mine")).to_contain_text("Snoozed until")
    await expect(agent.entries("snoozed")).to_contain_text(f"{COLLEAGUE} snoozed this until")
    await customer.say("it has come after all!")
    await expect(agent.part("mine")).to_have_attribute("data-asleep", "false")
    await expect(agent.part("mine")).to_contain_text("it has come after all!")
    assert "snooze" not in (await customer.part("transcript").inner_text()).lower()


async def test_an_intent_is_corrected_once_and_every_screen_shows_it(server: Server, windows: Windows) -> None:
    desk = await staff(server, windows)
    agent = desk.colleague
    await agent.go_available()
    customer = await windows.customer(server)
    await customer.ask("how much is shipping?")
    await customer.call_person("I want a real person")
    await agent.accept()
    understood = agent.page.locator(".understood").first
    await understood.get_by_test_id("wrong-intent").click()
    await agent.part("intent-search").fill("delivery")
    await agent.page.locator('[data-testid=intent-option][data-option="delivery_time"]').click()
    await expect(understood).to_contain_text("→ Delivery time")
    corrected = f"{COLLEAGUE} corrected: Delivery time, not Shipping cost"
    await expect(agent.entries("intent_corrected")).to_contain_text(corrected)
    await expect(understood.get_by_test_id("wrong-intent")).to_have_count(0)
    await desk.supervisor.open("assigned")
    await expect(desk.supervisor.entries("intent_corrected")).to_contain_text(corrected)
    await customer.expect_mode("agent", COLLEAGUE)


async def test_a_customer_who_comes_back_is_met_by_what_was_noted_of_them(server: Server, windows: Windows) -> None:
    desk = await staff(server, windows)
    customer = await desk.served(desk.colleague)
    await desk.colleague.more("tags")
    await desk.colleague.part("tag-input").fill("courier")
    await desk.colleague.part("tag-input").press("Enter")
    await desk.colleague.part("tag-input").fill("vip")
    await desk.colleague.confirm()
    await expect(desk.colleague.part("tag")).to_have_text(["courier", "vip"])
    await desk.colleague.end()
    await desk.colleague.part("disposition-follow_up").click()
    await expect(desk.colleague.part("wrap-up")).to_have_count(0)
    assert "4.90" in await customer.ask("how much is shipping?")

    await desk.colleague.part("presence-offline").click()
    await desk.supervisor.go_available()
    await customer.call_person("I want a real person")
    await desk.supervisor.accept()
    contacts = desk.supervisor.part("briefing-contacts")
    await expect(contacts).to_contain_text(f"with {COLLEAGUE}")
    await expect(contacts).to_contain_text("Needs follow-up")
    await expect(contacts).to_contain_text("courier")
    await expect(contacts).to_contain_text("vip")
    await customer.expect_mode("agent", SUPERVISOR)
