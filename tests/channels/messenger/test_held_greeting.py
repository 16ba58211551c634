"""What the bot says first, while Meta is slow to answer for it, and the agent who has come meanwhile."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.messenger.webhook import PATH
from tests.channels.messenger.conftest import Shop, heard, settings_of
from tests.channels.messenger.test_journey import DISCLOSED, says
from tests.console.test_desk_over_http import Screen
from tests.support.graph import FakeGraph, Person, WallClock, fake_graph
from tests.support.live import live
from tests.support.soon import soon

COME, WORD = "Ana is with you now, and has read all of this.", "Hello Ada, I see both charges."


@pytest.fixture
async def meta() -> AsyncIterator[FakeGraph]:
    # Webhooks are sent by hand: an echo says as much as the answer does.
    async with fake_graph(WallClock()) as fake:
        yield fake


@pytest.fixture
async def shop(meta: FakeGraph, tmp_path: Path) -> AsyncIterator[Shop]:
    async with live(tmp_path, messenger=settings_of(meta)) as baton:
        await meta.set_webhook(baton.url + PATH)
        yield Shop(fake=meta, baton=baton)


@pytest.fixture
async def screen(shop: Shop) -> AsyncIterator[Screen]:
    opened = await Screen.open(shop.baton)
    yield opened
    await opened.close()


async def complains(shop: Shop, person: Person) -> None:
    """Let the person write what no bot may answer."""
    shop.fake.person_says(person, "I was charged twice!!")
    await shop.fake.pump()


async def taken(screen: Screen, *others: dict[str, Any]) -> dict[str, Any]:
    """Take the next customer, who is none of these others; return what is shown of them."""
    known = {one["conversation"] for one in others}
    while (offer := await screen.offer())["conversation"] in known:
        continue
    await screen.post(f"tickets/{offer['ticket']}/accept", {})
    return await screen.show(offer["conversation"])


async def test_an_agent_s_first_word_waits_for_a_greeting_that_meta_holds(shop: Shop, screen: Screen) -> None:
    ada, ben = shop.fake.person(), shop.fake.person(first_name="Ben")
    await complains(shop, ben)
    of_ben = await taken(screen)
    await shop.until(lambda: heard(ben)[-1:] == [COME])

    hold = shop.fake.faults.hold()
    await complains(shop, ada)
    await soon(hold.arrived)
    of_ada = await taken(screen, of_ben)
    await says(screen, of_ada, WORD)
    # What was said later to somebody else is there: it was looked at what is to be sent.
    await says(screen, of_ben, "One moment, Ben.")
    await shop.until(lambda: heard(ben)[-1] == "One moment, Ben.")
    assert heard(ada) == [DISCLOSED]

    hold.release()
    await shop.until(lambda: heard(ada)[-1] == WORD)
    first, *announced, come, _ = heard(ada)
    assert (first, come) == (DISCLOSED, COME)
    assert announced
    assert len(heard(ada)) == len(set(heard(ada)))


async def test_the_echo_of_a_greeting_lets_the_agent_s_first_word_go_before_meta_answers(
    shop: Shop, screen: Screen
) -> None:
    ada = shop.fake.person()
    hold = shop.fake.faults.hold()
    await complains(shop, ada)
    await soon(hold.arrived)
    of_ada = await taken(screen)
    await says(screen, of_ada, WORD)
    await shop.fake.pump()
    await shop.until(lambda: heard(ada)[-1] == WORD)

    hold.release()
    await says(screen, of_ada, "The bank has answered.")
    await shop.until(lambda: heard(ada)[-1] == "The bank has answered.")
    assert heard(ada)[0] == DISCLOSED
    assert len(heard(ada)) == len(set(heard(ada)))
