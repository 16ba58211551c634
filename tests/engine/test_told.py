"""What a customer told a person, and that person's word to the bot: the bot does not ask for it again."""

from dataclasses import replace

from bot.conversation.events import SlotSet
from bot.engine.desk import Shown
from tests.engine.small_bot import ANSWERED, SmallShop, in_shop
from tests.engine.test_desk import taken_over
from tests.support.screens import all_seen

WHERE = "where is my order"


async def handed_back(shop: SmallShop, *, said: str = "", word: str = "") -> None:
    ann, epoch = await taken_over(shop)
    if said:
        await shop.hears(said, "m2")
        await shop.desk.reply("c1", ann, client_id="r1", text="I see", shown=all_seen(epoch))
    seen = (await shop.conversations.standing("c1")).seq
    await shop.desk.hand_back("c1", ann, shown=Shown(epoch=epoch, seen=seen), note=word)


async def known(shop: SmallShop, text: str, client_id: str) -> dict[str, str]:
    """Ask the bot something; return what its action is told, by name."""
    await shop.answers(text, client_id)
    return {entity.name: entity.value for entity in shop.hands.ran[-1][1].entities}


def test_what_the_agent_was_told_and_what_they_say_the_bot_knows() -> None:
    async def story(shop: SmallShop) -> dict[str, str]:
        await handed_back(shop, said="it is order 48213", word="write to mei@example.com")
        return await known(shop, WHERE, "m3")

    assert in_shop(story) == {"order_number": "48213", "email": "mei@example.com"}


def test_what_an_agent_only_noted_for_colleagues_the_bot_does_not_take_up() -> None:
    async def story(shop: SmallShop) -> dict[str, str]:
        ann, epoch = await taken_over(shop)
        await shop.desk.note("c1", ann, client_id="n1", text="like order 48213 of somebody else")
        await shop.desk.reply("c1", ann, client_id="r1", text="all done", shown=all_seen(epoch))
        await shop.desk.hand_back("c1", ann, shown=all_seen(epoch))
        return await known(shop, WHERE, "m3")

    assert in_shop(story) == {}


def test_what_the_customer_says_now_comes_after_what_they_said_then() -> None:
    async def story(shop: SmallShop) -> dict[str, str]:
        await handed_back(shop, said="it is order 48213")
        return await known(shop, "where is order 77001", "m3")

    assert in_shop(story) == {"order_number": "77001"}


def test_it_counts_until_the_bot_has_heard_it_anew() -> None:
    async def story(shop: SmallShop) -> tuple[dict[str, str], dict[str, str]]:
        await handed_back(shop, said="it is order 48213")
        shop.hands.result = replace(ANSWERED, slots=(SlotSet(name="order_number", value="48213"),))
        first = await known(shop, WHERE, "m3")
        return first, await known(shop, WHERE, "m4")

    assert in_shop(story) == ({"order_number": "48213"}, {})


def test_it_is_known_too_when_the_agent_closed_and_the_customer_comes_back() -> None:
    async def story(shop: SmallShop) -> dict[str, str]:
        ann, epoch = await taken_over(shop)
        await shop.hears("it is order 48213", "m2")
        seen = (await shop.conversations.standing("c1")).seq
        await shop.desk.end("c1", ann, shown=Shown(epoch=epoch, seen=seen))
        return await known(shop, WHERE, "m3")

    assert in_shop(story) == {"order_number": "48213"}
