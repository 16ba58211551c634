"""The policy page of supervisors: what is in force, and what another policy would have changed."""

import re

from playwright.async_api import expect

from tests.journeys.conftest import Windows
from tests.journeys.people import Agent
from tests.support.server import Server

CONFIDENT = "confident: 0.45"


async def _at_policy(server: Server, windows: Windows) -> tuple[Agent, str]:
    """Record two questions that the bot answers; let the supervisor look at the policy, and return its text."""
    customer = await windows.customer(server)
    assert "4.90" in await customer.ask("how much is shipping?")
    assert "order number" in await customer.ask("where is my order?")
    supervisor = await windows.agent(server)
    await supervisor.part("page-policy").click()
    policy = supervisor.part("replay-policy")
    await expect(policy).to_have_value(re.compile(re.escape(CONFIDENT)))
    return supervisor, await policy.input_value()


async def test_a_replay_shows_what_another_threshold_would_have_changed_and_changes_nothing(
    server: Server, windows: Windows
) -> None:
    supervisor, policy = await _at_policy(server, windows)
    version = await supervisor.part("policy-version").inner_text()
    await supervisor.part("replay-run").click()
    await expect(supervisor.part("replay-outcome")).to_contain_text("Every turn is answered as before", timeout=60_000)
    await expect(supervisor.part("replay-moved")).to_contain_text("0% of 2 turns")

    await supervisor.part("replay-policy").fill(policy.replace(CONFIDENT, "confident: 1.0"))
    await supervisor.part("replay-run").click()
    await expect(supervisor.part("replay-moved")).to_contain_text("100% of 2 turns", timeout=60_000)
    await expect(supervisor.part("replay-changes")).to_contain_text("ask back")
    await expect(supervisor.part("replay-turn")).to_have_count(2)
    await expect(supervisor.part("policy-version")).to_have_text(version)
    await expect(supervisor.part("replay-policy")).to_have_value(re.compile("confident: 1.0"))
    await supervisor.part("replay-turn").first.click()
    await expect(supervisor.entries("customer_messaged").first).to_contain_text("how much is shipping?")


async def test_what_would_wait_in_another_queue_is_shown_with_both(server: Server, windows: Windows) -> None:
    customer = await windows.customer(server)
    await customer.ask("I was charged twice!!")
    supervisor, policy = await _at_policy(server, windows)
    was, now = ("double_charge: {stakes: high, queue: " + queue for queue in ("billing", "safety"))
    await supervisor.part("replay-policy").fill(policy.replace(was, now))
    await supervisor.part("replay-run").click()
    moved = supervisor.part("replay-turn")
    await expect(moved).to_contain_text("billing) → ", timeout=60_000, ignore_case=True)
    await expect(moved).to_contain_text("safety)", ignore_case=True)
    await expect(supervisor.part("replay-changes")).to_contain_text("billing)", ignore_case=True)


async def test_the_waits_are_simulated_with_who_was_on_duty_and_with_as_many_places_as_somebody_asks_about(
    server: Server, windows: Windows
) -> None:
    customer = await windows.customer(server)
    supervisor = await windows.agent(server)
    await supervisor.go_available()
    await customer.say("I was charged twice!!")
    await supervisor.accept()
    await supervisor.end()
    await supervisor.part("page-policy").click()
    await expect(supervisor.part("replay-policy")).to_have_value(re.compile(re.escape(CONFIDENT)))
    await supervisor.part("replay-run").click()
    staffing = supervisor.part("replay-staffing")
    await expect(staffing).to_contain_text("On duty: 1 agent", timeout=60_000)
    await supervisor.part("replay-places").fill("4")
    await supervisor.part("replay-run").click()
    await expect(staffing).to_have_text("Simulated, with 4 conversations with agents at once.", timeout=60_000)


async def test_every_mistake_of_a_policy_is_shown_with_its_line(server: Server, windows: Windows) -> None:
    supervisor, policy = await _at_policy(server, windows)
    wrong = policy.replace(CONFIDENT, "confident: 45").replace("wrap_up: 30s", "wrap_up: soon")
    lines = [at for at, line in enumerate(wrong.splitlines(), start=1) if "confident: 45" in line or ": soon" in line]
    await supervisor.part("replay-policy").fill(wrong)
    await supervisor.part("replay-run").click()
    problems = supervisor.part("replay-problems").get_by_role("listitem")
    await expect(problems).to_have_count(2)
    for problem, line in zip(await problems.all_inner_texts(), lines, strict=True):
        assert re.search(rf"\b{line}\b", problem), problem
    await expect(supervisor.part("replay-outcome")).to_have_count(0)
