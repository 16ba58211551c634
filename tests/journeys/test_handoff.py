"""The journey: a customer in one window, an agent in another."""

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Windows
from tests.journeys.people import Agent, Customer
from tests.support.server import Server


@pytest.fixture
async def together(server: Server, windows: Windows) -> tuple[Customer, Agent]:
    """Give a customer who was charged twice, and the agent who has accepted them."""
    customer = await windows.customer(server)
    await customer.ask("how much is shipping?")
    comes, wait = await customer.call_person("I was charged twice!!")
    assert "person" in comes
    assert "number 1 in line" in comes
    assert "Nobody is here right now" in wait
    await customer.expect_mode("nobody", "You keep your place")
    agent = await windows.agent(server)
    await agent.go_available()
    offer = agent.part("offer").first
    await expect(offer).to_contain_text("I was charged twice!!")
    await offer.click()
    await expect(agent.part("briefing-reason")).to_be_visible()
    await expect(agent.part("briefing")).to_contain_text("I was charged twice!!")
    await expect(agent.part("briefing-tried")).to_contain_text("nswer")
    await agent.accept()
    await expect(customer.part("status")).to_contain_text("First agent")
    return customer, agent


async def test_customer_and_agent_chat_both_ways_and_see_each_other_type(together: tuple[Customer, Agent]) -> None:
    customer, agent = together
    await agent.part("composer").press_sequentially("He")
    await expect(customer.part("typing")).to_be_visible()
    await agent.write("Hello, I can see both charges.")
    await expect(customer.messages("agent").last).to_contain_text("I can see both charges.")
    await customer.part("composer").press_sequentially("th")
    await expect(agent.part("typing")).to_be_visible()
    await customer.say("thank you, please refund one")
    await expect(agent.entries("customer_messaged").last).to_contain_text("please refund one")


async def test_a_note_is_never_the_customers_to_see(together: tuple[Customer, Agent]) -> None:
    customer, agent = together
    await agent.write("checked with finance: refund approved", mode="note")
    await expect(agent.entries("note_added").last).to_contain_text("refund approved")
    await agent.write("The refund is on its way.")
    await expect(customer.messages("agent").last).to_contain_text("on its way")
    assert "finance" not in await customer.part("transcript").inner_text()
    await customer.page.reload()
    await customer.part("launcher").click()
    await expect(customer.messages("agent").last).to_contain_text("on its way")
    assert "finance" not in await customer.part("transcript").inner_text()


async def test_the_bot_is_silent_until_it_is_handed_back_and_then_answers(together: tuple[Customer, Agent]) -> None:
    customer, agent = together
    bots = await customer.messages("bot").count()
    await customer.say("how much is shipping?")
    await expect(agent.entries("customer_messaged").last).to_contain_text("shipping")
    await agent.write("Let me see.")
    await expect(customer.messages("agent").last).to_contain_text("Let me see.")
    await expect(customer.messages("bot")).to_have_count(bots)
    await agent.part("hand-back").click()
    await agent.part("confirm").click()
    await expect(customer.messages("bot")).to_have_count(bots + 1)
    assert "4.90" in await customer.ask("how much is shipping?")


async def test_the_customer_is_asked_whether_it_helped_and_may_come_back(server: Server, windows: Windows) -> None:
    customer = await windows.customer(server)
    await customer.ask("I want a real person")
    agent = await windows.agent(server)
    await agent.go_available()
    await agent.accept()
    await agent.write("Here I am. All sorted?")
    await expect(customer.messages("agent").last).to_contain_text("All sorted?")
    await agent.part("close").click()
    await agent.part("confirm").click()
    await customer.part("rate-yes").click()
    await expect(customer.part("rate-yes")).to_have_count(0)
    assert "4.90" in await customer.ask("how much is shipping?")


async def test_an_offer_that_is_declined_keeps_its_place_and_a_second_sign_in_works(
    server: Server, windows: Windows
) -> None:
    customer = await windows.customer(server)
    await customer.ask("人工客服")
    agent = await windows.agent(server)
    await agent.go_available()
    await agent.part("decline").first.click()
    await agent.part("decline-not_my_field").click()
    await expect(agent.part("offer")).to_have_count(0)
    await expect(agent.part("waiting")).to_have_count(1)
    await expect(customer.part("status")).to_contain_text("1")
    await agent.part("sign-out").click()
    await agent.sign_in(server.url, "agent@baton.local")


async def test_an_agent_who_goes_leaves_the_customer_in_line_and_finds_them_again(
    together: tuple[Customer, Agent], server: Server
) -> None:
    customer, agent = together
    await agent.part("sign-out").click()
    await expect(customer.messages("system").last).to_contain_text("First agent is no longer here")
    await customer.expect_mode("nobody", "You keep your place")
    await customer.say("hello? are you still there?")
    await agent.sign_in(server.url, "agent@baton.local")
    await expect(agent.part("waiting")).to_contain_text("Place 1")
    await agent.go_available()
    await expect(agent.part("offer").first).to_contain_text("are you still there?")
    await agent.accept()
    await agent.write("Sorry, I am back.")
    await expect(customer.messages("agent").last).to_contain_text("I am back")


@pytest.mark.parametrize("attack", ["<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "javascript:alert(1)"])
async def test_what_looks_like_a_script_is_text_on_both_screens(together: tuple[Customer, Agent], attack: str) -> None:
    customer, agent = together
    for window in (customer.page, agent.page):
        window.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    await customer.say(attack)
    await expect(customer.messages("customer").last).to_contain_text(attack)
    await expect(agent.entries("customer_messaged").last).to_contain_text(attack)
    await agent.write(attack)
    await expect(customer.messages("agent").last).to_contain_text(attack)
