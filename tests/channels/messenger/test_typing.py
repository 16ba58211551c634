"""An agent who writes is seen to on Messenger."""

from bot.engine.feed import AGENT_TYPES, EVERYTHING
from tests.channels.messenger.conftest import Shop


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
