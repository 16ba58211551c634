"""Customers who need not wait on the page: a message, a call, and nobody here."""

from playwright.async_api import expect

from tests.journeys.conftest import Windows
from tests.journeys.people import Customer
from tests.support.server import Server


async def test_a_message_that_is_left_is_answered_while_the_page_is_closed(server: Server, windows: Windows) -> None:
    customer = await windows.customer(server)
    await customer.call_person("I want a real person")
    await customer.expect_mode("nobody")
    await customer.part("leave-message").click()
    await customer.expect_mode("message", "We have your message")
    await expect(customer.messages("system").last).to_contain_text("leaving this as a message")
    await expect(customer.part("leave-message")).to_have_count(0)
    # Another page of the same browser, or its storage would be gone.
    context = customer.page.context
    await customer.page.close()

    agent = await windows.agent(server)
    await agent.go_available()
    await expect(agent.part("offer")).to_contain_text("Left a message")
    await agent.accept()
    await expect(agent.entries("message_left")).to_have_count(1)
    await agent.write("Here is your answer.")
    await expect(agent.entries("agent_replied")).to_contain_text("Here is your answer.")

    back = await Customer(await context.new_page()).come(server.url)
    await expect(back.messages("agent")).to_contain_text("Here is your answer.")
    await back.expect_mode("agent", "First agent")


async def test_a_customer_who_wants_a_call_is_seen_with_number_and_time_and_may_change_their_mind(
    server: Server, windows: Windows
) -> None:
    agent = await windows.agent(server)
    customer = await windows.customer(server)
    await customer.call_person("I want a real person")
    await customer.part("call-me").click()
    await customer.part("call-phone").fill("12")
    await customer.part("call-confirm").click()
    await expect(customer.part("call-error")).to_contain_text("6 to 20 digits")
    await customer.part("call-phone").fill("+852 5555 0101")
    await customer.part("call-confirm").click()
    await customer.expect_mode("call", "We will call +852\u00a05555\u00a00101")
    wanted = agent.part("group-callbacks").get_by_test_id("callback")
    await expect(wanted).to_contain_text("+852 5555 0101")
    await wanted.locator(".card-open").click()
    asked = agent.entries("callback_requested")
    await expect(asked).to_contain_text("The customer wants to be called at")
    await expect(asked).to_contain_text("+852 5555 0101")

    await customer.part("cancel-call").click()
    await customer.expect_mode("nobody")
    await expect(customer.messages("system").last).to_contain_text("The call is cancelled")
    await expect(agent.part("group-callbacks")).to_have_count(0)
    await expect(agent.part("waiting")).to_have_count(1)


async def test_who_came_while_nobody_was_here_stands_in_line_as_soon_as_somebody_is(
    server: Server, windows: Windows
) -> None:
    customer = await windows.customer(server, "zh-TW")
    comes, wait = await customer.call_person("轉真人")
    assert "第 1 位" in comes
    assert "目前沒有客服在線上" in wait
    await customer.expect_mode("nobody", "目前沒有")
    agent = await windows.agent(server)
    await agent.go_available()
    await customer.expect_mode("line", "1")
    await agent.part("sign-out").click()
    await customer.expect_mode("nobody", "目前沒有")
