"""Who gets a customer next: a queue's own people, whom the supervisor says, and never who is to be kept apart."""

from playwright.async_api import expect

from tests.journeys.conftest import Windows
from tests.journeys.staff import COLLEAGUE, SUPERVISOR, staff
from tests.support.server import Server


async def test_a_transfer_to_a_queue_goes_to_whoever_has_its_skill(server: Server, windows: Windows) -> None:
    desk = await staff(server, windows, "--skill", "billing")
    customer = await desk.served(desk.supervisor)
    await desk.colleague.go_available()
    await desk.supervisor.pass_to("Billing", "Charged twice; wants both receipts")
    told = customer.messages("system").last
    await expect(told).to_contain_text(f"{SUPERVISOR} passed you on to a colleague. You keep your place.")
    await expect(desk.supervisor.part("mine")).to_have_count(0)
    # Whoever passed it on is not asked, although they are free.
    await expect(desk.supervisor.part("offer")).to_have_count(0)
    await desk.colleague.accept()
    await expect(desk.colleague.entries("note_added")).to_contain_text("wants both receipts")
    await expect(desk.colleague.entries("transferred")).to_contain_text(f"{SUPERVISOR} passed this on to Billing")
    await customer.expect_mode("agent", COLLEAGUE)


async def test_a_supervisor_assigns_who_waits_to_somebody_who_takes_no_offers(server: Server, windows: Windows) -> None:
    desk = await staff(server, windows)
    await desk.colleague.part("presence-busy").click()
    customer = await desk.customer("I want a real person")
    await customer.expect_mode("line", "number 1 in line")
    await desk.supervisor.open("waiting")
    await desk.supervisor.direct_for("assign", COLLEAGUE, "knows this customer")
    await customer.expect_mode("agent", COLLEAGUE)
    await desk.colleague.open("mine")
    assigned = desk.colleague.entries("supervised")
    await expect(assigned).to_contain_text(f"{SUPERVISOR} assigned this to {COLLEAGUE}")
    await expect(assigned).to_contain_text("knows this customer")
    await desk.colleague.write("Good to see you again.")
    await expect(customer.messages("agent").last).to_contain_text("Good to see you again.")
    assert "knows this customer" not in await customer.part("transcript").inner_text()


async def test_who_is_kept_apart_from_a_customer_is_not_asked_the_next_time(server: Server, windows: Windows) -> None:
    desk = await staff(server, windows)
    customer = await desk.served(desk.colleague)
    await desk.supervisor.open("assigned")
    await desk.supervisor.direct_for("never-again", COLLEAGUE, "they quarrelled")
    await expect(desk.supervisor.entries("supervised")).to_contain_text(f"never again with {COLLEAGUE}")
    await desk.colleague.part("hand-back").click()
    await desk.colleague.confirm()
    await expect(customer.part("status")).to_have_count(0)

    # Free, and the one whom the customer had: anybody else would be asked first.
    await customer.call_person("I want a real person")
    await expect(desk.colleague.part("waiting")).to_have_count(1)
    await expect(desk.colleague.part("offer")).to_have_count(0)
    await desk.supervisor.go_available()
    await desk.supervisor.accept()
    await customer.expect_mode("agent", SUPERVISOR)
    await expect(desk.colleague.part("offer")).to_have_count(0)
