"""A flood is slowed down: nothing of it is lost, and nobody else pays for it."""

import asyncio

import pytest

from bot.channels.pace import ALLOWANCE, CHOICE, SECONDS, Pace
from bot.conversation.errors import TooManyRequests
from tests.channels.test_waiting_over_http import in_line
from tests.support.live import Live
from tests.support.virtual_time import run_virtually


def test_a_flood_is_let_through_at_the_rate_that_one_may_keep() -> None:
    async def story() -> float:
        pace, loop = Pace(), asyncio.get_running_loop()
        for _ in range(3 * ALLOWANCE):
            await pace.wait("flooder")
        begun = loop.time()
        await pace.wait("somebody else")
        assert loop.time() == begun
        return begun

    # The first minute's worth passes at once.
    assert run_virtually(1, story()) == pytest.approx(2 * SECONDS, rel=0.02)


def test_who_paused_may_act_again() -> None:
    async def story() -> None:
        pace = Pace()
        for _ in range(ALLOWANCE // CHOICE):
            await pace.check("c1", CHOICE)
        with pytest.raises(TooManyRequests):
            await pace.check("c1", CHOICE)
        await asyncio.sleep(SECONDS)
        await pace.check("c1", CHOICE)

    run_virtually(1, story())


async def test_who_changes_between_call_and_no_call_is_asked_to_wait(baton: Live) -> None:
    customer, other = await baton.widget(), await baton.widget()
    await in_line(customer)
    refused = None
    for n in range(ALLOWANCE // CHOICE + 1):
        answer = await _post(baton, customer.conversation, customer.token, "cancel-callback", {"id": f"x{n}"})
        if answer == 429:
            refused = n
            break
        assert answer == 409
    assert refused is not None
    assert await _post(baton, other.conversation, other.token, "typing", {}) == 204
    await customer.cut()
    await other.cut()


async def test_a_socket_that_floods_is_read_to_the_end(baton: Live) -> None:
    customer = await baton.widget()
    for _ in range(ALLOWANCE):
        await customer.frame({"type": "typing"})
    await customer.say("where is my order", "m1")
    await customer.until(lambda w: "m1" in w.acked)
    await customer.cut()


async def _post(baton: Live, conversation: str, token: str, path: str, body: dict[str, str]) -> int:
    url = f"{baton.url}/api/widget/conversations/{conversation}/{path}"
    async with baton.http.post(url, json=body, headers={"Authorization": f"Bearer {token}"}) as response:
        return response.status
