"""`doctor` finds each fault, and says what to do."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.messenger.doctor import Finding, State
from bot.channels.messenger.webhook import PATH
from bot.engine.arrivals import Arrival
from bot.settings import Settings, read_settings
from bot.storage.arrivals import StoredArrivals
from bot.storage.sqlite import SqliteDatabase
from bot.wiring.doctor import all_examined, all_set_up
from tests.channels.messenger.conftest import Shop, heard, settings_of
from tests.support.graph import FakeGraph, WallClock, fake_graph
from tests.support.live import live


@pytest.fixture
async def fake() -> AsyncIterator[FakeGraph]:
    async with fake_graph(WallClock()) as found:
        yield found


def settings(fake: FakeGraph, folder: Path, **more: object) -> Settings:
    return read_settings(data=folder / "data", messenger=settings_of(fake, **more))


async def found(settings: Settings, url: str | None = None, *, repair: bool = False) -> list[Finding]:
    return [one for some in (await all_examined(settings, url=url, repair=repair)).values() for one in some]


async def problems(settings: Settings, url: str | None = None) -> dict[str, str]:
    """Return what is wrong by its check, with what to do about it."""
    wrong = [one for one in await found(settings, url) if one.state is State.PROBLEM]
    assert all(one.todo for one in wrong)
    return {one.check: f"{one.text} → {one.todo}" for one in wrong}


async def test_of_a_page_that_is_set_up_nothing_is_said_but_that_all_is_well(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.person_says(ada, "hello")
    await shop.told(ada, 2)
    await all_set_up(shop.baton.settings)
    states = {one.check: one.state for one in await found(shop.baton.settings, shop.baton.url)}
    # The address of a test is not https, and no picture is set.
    assert {check for check, state in states.items() if state is not State.OK} <= {"webhook", "personas"}
    assert {"page", "app", "permissions", "subscription", "profile", "conversations", "signature"} <= states.keys()


@pytest.mark.parametrize("subcode", [460, 463, 467])
async def test_a_dead_token(fake: FakeGraph, tmp_path: Path, subcode: int) -> None:
    fake.kill_token(subcode=subcode)
    wrong = await problems(settings(fake, tmp_path))
    assert wrong.keys() == {"token"}
    assert "make a new one" in wrong["token"]


async def test_the_token_of_another_page(fake: FakeGraph, tmp_path: Path) -> None:
    other = fake.page("Other")
    wrong = await problems(settings(fake, tmp_path, page_access_token=other.token))
    assert f"belongs to {other.id} (Other)" in wrong["page"]


async def test_a_wrong_secret_or_app(fake: FakeGraph, tmp_path: Path) -> None:
    wrong = await problems(settings(fake, tmp_path, app_secret="another"))
    assert "does not know app" in wrong["app"]
    assert "subscription" in await problems(settings(fake, tmp_path, app_id="4711"))


async def test_a_missing_permission(fake: FakeGraph, tmp_path: Path) -> None:
    fake.shop.scopes.discard("pages_messaging")
    assert "pages_messaging" in (await problems(settings(fake, tmp_path)))["permissions"]


async def test_a_lost_subscription_and_one_that_lacks_something(fake: FakeGraph, tmp_path: Path) -> None:
    fake.shop.fields.discard("standby")
    assert "standby" in (await problems(settings(fake, tmp_path)))["subscription"]
    fake.shop.fields.clear()
    assert "doctor --repair" in (await problems(settings(fake, tmp_path)))["subscription"]


async def test_conversations_that_cannot_be_read(fake: FakeGraph, tmp_path: Path) -> None:
    fake.faults.fail(200, api="conversations")
    assert "App Review" in (await problems(settings(fake, tmp_path)))["conversations"]


async def test_meta_that_does_not_answer(fake: FakeGraph, tmp_path: Path) -> None:
    fake.faults.crash(503, times=100, api="*")
    assert (await problems(settings(fake, tmp_path))).keys() == {"token"}


async def test_routing_that_is_off_is_a_note(fake: FakeGraph, tmp_path: Path) -> None:
    fake.shop.default_app = None
    (routing,) = [one for one in await found(settings(fake, tmp_path)) if one.check == "routing"]
    assert routing.state is State.NOTE
    assert "default app" in routing.todo


async def test_agents_who_speak_as_the_page_are_a_note(fake: FakeGraph, tmp_path: Path) -> None:
    (nameless,) = [one for one in await found(settings(fake, tmp_path)) if one.check == "personas"]
    assert nameless.state is State.NOTE
    assert "BATON_MESSENGER__AGENT_PICTURE" in nameless.todo
    named = settings(fake, tmp_path, agent_picture="https://shop.example/agent.png")
    assert [one.state for one in await found(named) if one.check == "personas"] == [State.OK]


async def test_a_webhook_that_is_elsewhere_or_knows_other_words(shop: Shop) -> None:
    fake, url = shop.fake, shop.baton.url
    assert "does not answer" in (await problems(shop.baton.settings, "http://127.0.0.1:9"))["webhook"]
    assert "not the challenge" in (await problems(shop.baton.settings, url + "/elsewhere"))["webhook"]
    folder = shop.baton.settings.data.parent
    assert "verify_token" in (await problems(settings(fake, folder, verify_token="other"), url))["webhook"]
    assert "refused" in (await problems(settings(fake, folder, app_secret="other"), url + PATH))["signature"]


async def test_what_could_not_be_delivered(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.person_says(ada, "hello")
    await shop.told(ada, 2)
    ada.reachable = False
    shop.fake.person_says(ada, "where is my order")
    wrong = await problems(shop.baton.settings)
    while "failed" not in wrong:
        wrong = await problems(shop.baton.settings)
    assert "blocked the page" in wrong["failed"]
    assert "send it again" in wrong["failed"]


async def test_events_that_nobody_took_in(fake: FakeGraph, tmp_path: Path) -> None:
    async with live(tmp_path, messenger=settings_of(fake)) as running:
        own = running.settings
    database = SqliteDatabase(own.database_file)
    try:
        came_at = running.baton.clock.now() - timedelta(hours=1)
        arrival = Arrival(key="k", page_id=fake.shop.id, person_id="1", at=came_at, body="{}")
        await StoredArrivals(database).keep([arrival], now=came_at)
    finally:
        await database.close()
    assert "is the server running" in (await problems(own))["arrivals"]


async def test_repair_by_hand_while_the_server_runs(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.person_says(ada, "hello")
    await shop.told(ada, 2)
    shop.fake.shop.fields.clear()
    shop.fake.person_says(ada, "where is my order")
    repaired, again = [(await found(shop.baton.settings, repair=True))[0] for _ in range(2)]
    assert (repaired.check, repaired.state) == ("repair", State.OK)
    assert repaired.text == "subscribed again; 1 missed messages taken in"
    assert again.text == "0 missed messages taken in"
    await shop.told(ada, 3)
    assert "order" in heard(ada)[2]


async def test_a_repair_stays_under_metas_limit(shop: Shop) -> None:
    people = [shop.fake.person(first_name=f"Person {number}") for number in range(21)]
    shop.fake.person_says(people[0], "hello")
    await shop.told(people[0], 2)
    shop.fake.shop.fields.clear()
    for person in people:
        shop.fake.person_says(person, "hello")
    first = (await found(shop.baton.settings, repair=True))[0]
    assert first.text == "subscribed again; 21 missed messages taken in"
    assert {call.status for call in shop.fake.calls if call.path == "me/conversations"} == {200}
