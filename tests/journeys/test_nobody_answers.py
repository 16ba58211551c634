"""Nobody answers: an agent who has left the desk without a word, and a shop that is closed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import expect

from bot.settings import read_settings
from tests.journeys.conftest import Windows, watched

#: Long enough to click on, short enough to wait for.
OFFER_LASTS = "00:00:03"
MISSED = 3


async def test_three_missed_offers_set_an_agent_away_who_says_when_they_are_back(
    tmp_path: Path, windows: Windows
) -> None:
    async with watched(tmp_path / "data", offer_lasts=OFFER_LASTS) as server:
        agent = await windows.agent(server)
        await agent.go_available()
        customers = [await windows.customer(server) for _ in range(MISSED)]
        # One after the other: what is offered at once is missed once.
        for customer in customers:
            await customer.call_person("I want a real person")
            await expect(agent.part("offer")).to_have_count(1)
            await expect(agent.part("offer")).to_have_count(0)

        await expect(agent.part("set-away")).to_contain_text("you were set away")
        await expect(agent.part("presence-away")).to_have_attribute("aria-pressed", "true")
        await expect(agent.part("offer")).to_have_count(0)
        for customer in customers:
            await customer.expect_mode("nobody", "You keep your place")

        await agent.part("i-am-back").click()
        await expect(agent.part("set-away")).to_have_count(0)
        await expect(agent.part("presence-available")).to_have_attribute("aria-pressed", "true")
        await customers[0].expect_mode("line", "number 1 in line")
        another = await windows.customer(server)
        await another.call_person("I want a real person")
        await agent.accept()
        await another.expect_mode("agent")


async def test_who_goes_off_duty_is_told_what_becomes_of_what_they_have(tmp_path: Path, windows: Windows) -> None:
    async with watched(tmp_path / "data") as server:
        agent = await windows.agent(server)
        await agent.go_available()
        customer = await windows.customer(server)
        await customer.call_person("I want a real person")
        await agent.accept()

        await agent.part("presence-offline").click()
        await expect(agent.part("set-away")).to_contain_text("what you have goes back into line")
        await agent.part("i-am-back").click()
        await expect(agent.part("set-away")).to_have_count(0)
        await customer.expect_mode("agent")


async def test_outside_opening_hours_a_message_is_left_and_answered_later(tmp_path: Path, windows: Windows) -> None:
    opens = datetime.now(UTC) + timedelta(days=3)
    written = _open_on(opens, tmp_path / "written")
    async with watched(tmp_path / "data", training_data=str(written)) as server:
        customer = await windows.customer(server)
        _, wait = await customer.call_person("I want a real person")
        assert f"People are back on {opens:%A} {opens.day} {opens:%B}, 09:00" in wait
        # In the customer's own time zone, whichever that is.
        await customer.expect_mode("nobody", "People are back on ")
        await expect(customer.part("status")).to_contain_text("(your time)")
        await customer.part("leave-message").click()
        await customer.expect_mode("message", "We have your message")
        await expect(customer.part("status")).to_contain_text("People are back on ")
        await customer.say("it is about order 48213")

        agent = await windows.agent(server)
        await agent.go_available()
        await expect(agent.part("offer")).to_contain_text("Left a message")
        await agent.accept()
        await expect(agent.entries("wait_promised")).to_contain_text("The customer was told: people are back at")
        await expect(agent.entries("customer_messaged").last).to_contain_text("it is about order 48213")
        await agent.write("Good morning! It is on its way.")
        await expect(customer.messages("agent")).to_contain_text("Good morning!")
        await customer.expect_mode("agent", "First agent")


def _open_on(day: datetime, folder: Path) -> Path:
    """Return what a business wrote whose people are there on one day of the week, and not before that day."""
    source = read_settings().training_data
    folder.mkdir()
    for entry in source.iterdir():
        if entry.name != "policy.yml":
            (folder / entry.name).symlink_to(entry)
    weekday = f"{day:%a}".lower()
    hours = f'hours: {{timezone: UTC, open: {{{weekday}: ["09:00-18:00"]}}}}\n'
    (folder / "policy.yml").write_text((source / "policy.yml").read_text() + hours)
    return folder
