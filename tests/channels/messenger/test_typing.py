"""An agent who writes is seen to on Messenger."""

from pathlib import Path

from bot.channels.messenger.webhook import PATH
from bot.engine.feed import AGENT_TYPES, EVERYTHING
from tests.channels.messenger.conftest import Shop, settings_of
from tests.channels.messenger.staffed import served
from tests.support.graph import FakeGraph
from tests.support.live import live


async def test_the_dots_are_shown_and_not_asked_for_again_at_once(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.person_says(ada, "where is my order")
    await shop.told(ada, 2)
    assert shop.baton.baton.messenger is not None
    thread = await shop.baton.baton.messenger.threads.of_person(shop.fake.shop.id, ada.psid)
    assert thread is not None

    def dots() -> int:
        return sum("typing_on" in str(call) for call in shop.fake.calls)

    await shop.until(lambda: dots() == 1)  # the bot's
    feed = shop.baton.baton.website.feed
    feed.signal(EVERYTHING, f"{AGENT_TYPES}@{thread.conversation_id}")
    await shop.until(lambda: dots() == 2)
    feed.signal(EVERYTHING, f"{AGENT_TYPES}@{thread.conversation_id}")
    shop.fake.person_says(ada, "what does shipping cost")
    await shop.told(ada, 3)
    await shop.until(lambda: dots() >= 3)
    assert dots() == 3


async def test_the_dots_stand_beside_the_agents_name(meta: FakeGraph, tmp_path: Path) -> None:
    picture = "https://shop.example/agent.png"
    async with live(tmp_path, messenger=settings_of(meta, agent_picture=picture)) as baton:
        await meta.set_webhook(baton.url + PATH)
        shop = Shop(fake=meta, baton=baton)
        async with served(shop) as ana:
            meta.calls.clear()
            baton.baton.website.feed.signal(EVERYTHING, f"{AGENT_TYPES}@{ana.conversation}")

            def dots() -> list[object]:
                asked = [call.params for call in meta.calls if call.params.get("sender_action") == "typing_on"]
                return [meta.shop.personas.get(str(one.get("persona_id")), {}).get("name") for one in asked]

            await shop.until(lambda: len(dots()) > 0)
            assert dots() == ["Ana"]
