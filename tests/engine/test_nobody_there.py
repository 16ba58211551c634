"""Nobody is at the desk: what the customer may do instead is said in words that fit where they write."""

import pytest

from bot.conversation.events import BotReplied, ConversationStarted
from tests.engine.small_bot import SmallShop, in_shop


@pytest.mark.parametrize(("channel", "where"), [("website", "ask below"), ("messenger", "on our website")])
def test_a_call_is_asked_for_where_it_can_be(channel: str, where: str) -> None:
    async def story(shop: SmallShop) -> str:
        started = ConversationStarted(channel=channel, locale="en")
        await shop.conversations.start("c1", started=started, token_hash=None, now=shop.clock.now())
        said = [event.text for event in await shop.answers("agent") if isinstance(event, BotReplied)]
        return said[-1]

    told = in_shop(story)
    assert "You can leave a message here" in told
    assert f"{where} to be called back" in told
