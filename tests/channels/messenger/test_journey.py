"""A customer on Messenger, from the bot to a person and back, and what becomes of it a day and a week later."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.messenger.webhook import PATH
from bot.storage.push_schema import arrival, thread
from bot.storage.sqlite import sqlite_engine
from tests.channels.messenger.conftest import Shop, heard, settings_of
from tests.console.test_desk_over_http import Screen
from tests.support.graph import INBOX, FakeGraph, Page, Person
from tests.support.live import live
from tests.support.screens import ALL

BACK = "You are back with the automated assistant. If you need a person again, just say so."
DISCLOSED = "You are writing with our bot. Ask for a person whenever you want one."


@pytest.fixture
def second(meta: FakeGraph) -> Page:
    return meta.page("Baton Outlet")


@pytest.fixture
async def shop(meta: FakeGraph, second: Page, tmp_path: Path) -> AsyncIterator[Shop]:
    more = {"agent_picture": "https://shop.example/agent.png", "pages": {second.id: second.token}}
    async with live(tmp_path, messenger=settings_of(meta, **more)) as baton:
        await meta.set_webhook(baton.url + PATH)
        yield Shop(fake=meta, baton=baton)


@pytest.fixture
async def screen(shop: Shop) -> AsyncIterator[Screen]:
    opened = await Screen.open(shop.baton)
    yield opened
    await opened.close()


def _in_database(shop: Shop, statement: sa.Executable) -> Any:
    engine = sqlite_engine(shop.baton.settings.database_file)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        result = connection.execute(statement)
        found = result.all() if result.returns_rows else None
        connection.exec_driver_sql("COMMIT")
    engine.dispose()
    return found


def later(shop: Shop, person: Person, passed: timedelta) -> None:
    """Let so much time pass since the person wrote, on both sides."""
    shop.fake.clock.advance(passed.total_seconds())  # type: ignore[attr-defined]
    ((opened_at,),) = _in_database(shop, sa.select(thread.c.opened_at).where(thread.c.person_id == person.psid))
    moved = sa.update(thread).where(thread.c.person_id == person.psid).values(opened_at=opened_at - passed)
    _in_database(shop, moved)


async def handed_over(shop: Shop, screen: Screen, person: Person) -> dict[str, Any]:
    """The person asks for a person, and gets one."""
    shop.fake.person_says(person, "I was charged twice!!")
    offer = await screen.offer()
    await screen.post(f"tickets/{offer['ticket']}/accept", {})
    await shop.until(lambda: any("with you now" in text for text in heard(person)))
    return await screen.show(offer["conversation"])


async def says(screen: Screen, shown: dict[str, Any], text: str, status: int = 200) -> dict[str, Any]:
    path, epoch = f"conversations/{shown['conversation']}/reply", shown["state"]["epoch"]
    return await screen.post(path, {"id": str(len(text)) + text[:3], "text": text, "epoch": epoch, "seen": ALL}, status)


async def not_delivered(screen: Screen, shown: dict[str, Any], code: str) -> None:
    """Return once the agent sees that something was not delivered, and why."""
    await sees(screen, shown, kind="not_delivered", code=code)


async def sees(screen: Screen, shown: dict[str, Any], **wanted: str) -> None:
    """Return once the agent sees such an entry."""
    for _ in range(200):
        entries = (await screen.show(shown["conversation"]))["entries"]
        if any(wanted.items() <= e.items() for e in entries):
            return
    raise AssertionError(entries)


async def test_from_the_bot_to_a_person_and_back_and_a_week_later(shop: Shop, screen: Screen) -> None:
    ada = shop.fake.person()
    shop.fake.person_says(ada, "how much is shipping?")
    assert (await shop.told(ada, 2))[0] == DISCLOSED
    shown = await handed_over(shop, screen, ada)
    await says(screen, shown, "Hello Ada, I see both charges.")
    await shop.until(lambda: heard(ada)[-1] == "Hello Ada, I see both charges.")
    last = shop.fake.sent()[-1]
    assert ada.page.personas[last.persona_id or ""]["name"] == "Ana"
    assert (last.messaging_type, last.tag) == ("RESPONSE", None)

    await screen.post(
        f"conversations/{shown['conversation']}/hand-back", {"epoch": shown["state"]["epoch"], "seen": ALL}
    )
    await shop.until(lambda: heard(ada)[-1] == BACK)
    assert shop.fake.sent()[-1].persona_id is None
    before = len(heard(ada))
    shop.fake.person_says(ada, "how much is shipping?")
    told = await shop.told(ada, before + 1)
    assert DISCLOSED not in told[before:]

    shown = await handed_over(shop, screen, ada)
    later(shop, ada, timedelta(hours=25))
    await says(screen, shown, "The bank has answered.")
    await shop.until(lambda: heard(ada)[-1] == "The bank has answered.")
    last = shop.fake.sent()[-1]
    assert (last.messaging_type, last.tag) == ("MESSAGE_TAG", "HUMAN_AGENT")

    later(shop, ada, timedelta(days=7))
    refused = await says(screen, shown, "Too late, sadly.", status=409)
    assert "the customer must write first" in refused["error"]["message"]
    assert heard(ada)[-1] == "The bank has answered."
    # The customer writes again, and everything is open again.
    shop.fake.person_says(ada, "are you there?")
    await sees(screen, shown, text="are you there?")
    await says(screen, shown, "Yes, I am.")
    await shop.until(lambda: heard(ada)[-1] == "Yes, I am.")


async def test_after_a_day_the_bot_may_not_write(shop: Shop, screen: Screen) -> None:
    ada = shop.fake.person()
    shown = await handed_over(shop, screen, ada)
    later(shop, ada, timedelta(hours=25))
    before = len(heard(ada))
    await screen.post(
        f"conversations/{shown['conversation']}/hand-back", {"epoch": shown["state"]["epoch"], "seen": ALL}
    )
    await not_delivered(screen, shown, "window")
    assert len(heard(ada)) == before
    assert all(m.tag is None for m in shop.fake.sent())


async def test_a_person_in_meta_s_inbox_silences_the_bot_until_they_pass_it_back(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.person_says(ada, "how much is shipping?")
    await shop.told(ada, 2)
    shop.fake.inbox_says(ada, "Ben here, from the inbox.")
    shop.fake.person_says(ada, "how much is shipping to Leeds?")
    shop.fake.person_says(ada, "are you still there?")
    taken_in = sa.select(sa.func.count()).where(arrival.c.done_at.is_not(None), arrival.c.problem.is_(None))
    await shop.until(lambda: shop.fake.webhooks.waiting == 0)
    await shop.until(lambda: _in_database(shop, taken_in)[0][0] >= 5)
    assert heard(ada)[-1] == "Ben here, from the inbox."
    before = len(heard(ada))
    shop.fake.inbox_passes(ada)
    shop.fake.person_says(ada, "how much is shipping?")
    told = await shop.told(ada, before + 2)
    # It speaks after a person: it says again what it is; and answers nothing of what the person had.
    assert told[before] == DISCLOSED
    assert len(told) == before + 2


async def test_two_pages_answer_their_own_people(shop: Shop, second: Page) -> None:
    ada, ben = shop.fake.person(), shop.fake.person(second, "Ben")
    shop.fake.person_says(ada, "how much is shipping?")
    shop.fake.person_says(ben, "how much is shipping?")
    assert await shop.told(ada, 2) == await shop.told(ben, 2)
    assert {m.recipient for m in shop.fake.sent(second)} == {ben.psid}
    assert {m.recipient for m in shop.fake.sent()} == {ada.psid}


async def test_what_another_application_controls_is_told_to_agents_and_never_tried_in_a_loop(
    shop: Shop, screen: Screen
) -> None:
    ada = shop.fake.person()
    shown = await handed_over(shop, screen, ada)
    calls = sum(call.path == "me/messages" and "message" in call.params for call in shop.fake.calls)
    shop.fake.faults.fail(10, 2018300, times=50)
    await says(screen, shown, "Can you hear me?")
    await not_delivered(screen, shown, "routing")
    shop.fake.faults.clear()
    await says(screen, shown, "And now?")
    await shop.until(lambda: heard(ada)[-1] == "And now?")
    after = sum(call.path == "me/messages" and "message" in call.params for call in shop.fake.calls)
    assert after - calls == 2


async def test_answers_that_get_lost_are_known_by_their_echo(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.faults.drop(accepted=True, times=2)
    shop.fake.person_says(ada, "how much is shipping?")
    told = await shop.told(ada, 2)
    shop.fake.person_says(ada, "what is your return policy?")
    again = await shop.told(ada, 3)
    assert again[:2] == told
    assert len(set(again)) == len(again)


async def test_what_happened_twice_to_be_told_is_taken_in_once(shop: Shop) -> None:
    shop.fake.webhooks.duplicate = True
    ada = shop.fake.person()
    shop.fake.person_says(ada, "how much is shipping?")
    await shop.told(ada, 2)
    shop.fake.person_says(ada, "what is your return policy?")
    told = await shop.told(ada, 3)
    await shop.until(lambda: shop.fake.webhooks.waiting == 0)
    assert len(heard(ada)) == len(told) == 3


async def test_a_thread_that_was_taken_unheard_is_elsewhere_as_soon_as_meta_says_so(shop: Shop, screen: Screen) -> None:
    ada = shop.fake.person()
    shown = await handed_over(shop, screen, ada)
    # No webhook told of it.
    ada.page.default_app = ada.page.app.id
    ada.thread.give(INBOX, shop.fake.clock.now())
    await says(screen, shown, "Are you still there?")
    await not_delivered(screen, shown, "routing")
    await sees(screen, shown, kind="taken_elsewhere")
