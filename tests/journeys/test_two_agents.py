"""Two browsers of agents, three of customers: the whole of it, from the line to the wrap-up."""

import asyncio
import re

from playwright.async_api import Route, expect

from tests.journeys.conftest import Windows
from tests.journeys.people import Agent
from tests.journeys.staff import COLLEAGUE, SUPERVISOR, staff
from tests.support.server import Server


async def test_three_customers_in_three_scripts_are_told_how_long_it_takes_and_all_are_served(
    server: Server, windows: Windows
) -> None:
    desk = await staff(server, windows, "--capacity", "1")
    first = await desk.served(desk.colleague)
    await first.expect_mode("agent", COLLEAGUE)
    waiting = []
    for locale, request, range_ in (("zh-CN", "转人工", "分钟"), ("zh-TW", "轉真人", "分鐘")):
        customer = await windows.customer(server, locale)
        comes, wait = await customer.call_person(request)
        assert re.search(r"第 [12] 位", comes)
        assert range_ in wait
        await customer.expect_mode("line", range_)
        waiting.append(customer)

    # The supervisor comes to help, and sees what the colleague has.
    await desk.supervisor.go_available()
    await expect(desk.supervisor.part("assigned")).to_contain_text(COLLEAGUE)
    for number in (1, 2):
        await desk.supervisor.part("accept").first.click()
        await expect(desk.supervisor.part("mine")).to_have_count(number)
    for customer in waiting:
        await customer.expect_mode("agent", SUPERVISOR)
    await desk.supervisor.open("mine", 0)
    await desk.supervisor.write("One for you.")
    await desk.supervisor.open("mine", 1)
    await desk.supervisor.write("And one for you.")
    for customer in waiting:
        await expect(customer.messages("agent")).to_have_count(1)
    await desk.colleague.end()
    await desk.colleague.part("disposition-solved").click()
    await expect(desk.colleague.part("group-wrap-up")).to_have_count(0)
    await expect(desk.colleague.entries("wrapped_up")).to_contain_text("Solved")
    await first.expect_mode("closed")


async def test_what_one_agent_declines_with_a_reason_the_other_gets(server: Server, windows: Windows) -> None:
    desk = await staff(server, windows)
    await desk.colleague.go_available()
    customer = await desk.customer("I want a real person")
    await expect(desk.colleague.part("offer")).to_have_count(1)
    await desk.supervisor.go_available()
    await desk.colleague.part("decline").click()
    await desk.colleague.part("decline-language").click()
    await expect(desk.colleague.part("offer")).to_have_count(0)
    await customer.expect_mode("line", "number 1 in line")
    await desk.supervisor.accept()
    declined = desk.supervisor.entries("offer_declined")
    await expect(declined).to_contain_text(f"{COLLEAGUE} declined the offer: Language")
    await customer.expect_mode("agent", SUPERVISOR)


async def test_a_transfer_tells_the_customer_hands_on_the_note_and_refuses_a_late_reply(
    server: Server, windows: Windows
) -> None:
    desk = await staff(server, windows)
    sender, colleague = desk.supervisor, desk.colleague
    customer = await desk.served(sender)
    await customer.say("my parcel is wet")
    await expect(sender.entries("customer_messaged").last).to_contain_text("parcel is wet")
    await colleague.go_available()
    release = await _hold_reply(sender)
    await sender.write("One moment, I am looking.")
    await sender.pass_to(COLLEAGUE, "Has photos ready; be quick")

    await expect(customer.messages("system").last).to_contain_text(f"{SUPERVISOR} passed you on to {COLLEAGUE}")
    await expect(colleague.part("offer")).to_contain_text("Passed to you")
    await colleague.accept()
    await expect(colleague.entries("note_added")).to_contain_text("Has photos ready; be quick")
    await expect(colleague.entries("customer_messaged").last).to_contain_text("parcel is wet")
    await customer.expect_mode("agent", COLLEAGUE)
    release.set()
    await expect(sender.part("sending")).to_contain_text(f"{COLLEAGUE} has this conversation now")
    await colleague.write("I have your photos.")
    await expect(customer.messages("agent")).to_have_count(1)
    await sender.part("locale").select_option("zh-Hans")
    await expect(sender.part("sending")).to_contain_text(f"{COLLEAGUE} 正在负责此对话，请重新查看。")
    await sender.part("sending").get_by_role("button", name="重试").click()
    await expect(sender.part("sending")).to_contain_text(
        re.compile(rf"{COLLEAGUE} 正在负责此对话，\d+ 秒前已回复，请重新查看。")
    )
    assert "Has photos ready" not in await customer.part("transcript").inner_text()


async def test_a_supervisor_takes_over_with_a_reason_and_puts_back_in_line(server: Server, windows: Windows) -> None:
    desk = await staff(server, windows)
    customer = await desk.served(desk.colleague)
    await desk.supervisor.open("assigned")
    await expect(desk.colleague.part("viewers")).to_contain_text(f"{SUPERVISOR} is looking at this")
    await desk.supervisor.direct("take-over", "an old friend of the house")
    await customer.expect_mode("agent", SUPERVISOR)
    await expect(desk.colleague.part("mine")).to_have_count(0)
    taken = desk.colleague.entries("supervised")
    await expect(taken).to_contain_text(f"{SUPERVISOR} took this over")
    await expect(taken).to_contain_text("an old friend of the house")
    await desk.supervisor.write("It is me now.")
    await expect(customer.messages("agent").last).to_contain_text("It is me now.")

    await desk.supervisor.part("presence-away").click()
    await desk.supervisor.direct("requeue", "needs an expert")
    await expect(customer.messages("system").last).to_contain_text("back in line at your old place")
    await expect(desk.colleague.part("offer")).to_have_count(1)
    await desk.colleague.accept()
    await expect(desk.colleague.entries("supervised").last).to_contain_text("needs an expert")
    await customer.expect_mode("agent", COLLEAGUE)


async def _hold_reply(agent: Agent) -> asyncio.Event:
    """Keep the agent's replies on a slow network until the event that is returned is set."""
    release = asyncio.Event()

    async def hold(route: Route) -> None:
        await release.wait()
        await route.continue_()

    await agent.page.route("**/api/console/conversations/*/reply", hold)
    return release


async def test_what_was_handed_back_too_early_is_taken_from_the_bot_again(server: Server, windows: Windows) -> None:
    desk = await staff(server, windows)
    customer = await desk.served(desk.supervisor)
    await desk.supervisor.part("hand-back").click()
    await desk.supervisor.confirm()
    await expect(customer.messages("bot").last).to_contain_text("automated assistant")

    await expect(desk.supervisor.page.get_by_text("The bot has this conversation.")).to_be_visible()
    await expect(desk.supervisor.part("mine")).to_have_count(0)
    await desk.supervisor.direct("take-from-bot", "handed back too early")
    await customer.expect_mode("agent", SUPERVISOR)
    await expect(desk.supervisor.part("mine")).to_have_count(1)
    bot_said = await customer.messages("bot").count()
    await customer.say("where is my order?")
    await desk.supervisor.write("I look for it.")
    await expect(customer.messages("agent").last).to_contain_text("I look for it.")
    await expect(customer.messages("bot")).to_have_count(bot_said)
