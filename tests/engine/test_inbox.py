"""Stored before acknowledged."""

import asyncio
from datetime import timedelta

import pytest

from bot.conversation.errors import BadInput, NotFound, TooLarge
from bot.conversation.events import BotReplied, CustomerMessaged
from bot.understanding.private_data import mask
from tests.engine.small_bot import SmallShop, in_shop

SIMPLE = "how much is shipping"


def test_a_message_is_stored_told_and_answered() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        with shop.feed.subscribed("c1") as subscription:
            receipt = await shop.hears(SIMPLE)
            assert subscription.look()[0] == list(receipt.entries)
        assert (await shop.log())[1] == CustomerMessaged(client_id="m1", text=SIMPLE)
        await shop.worker.drain(timedelta(hours=1))
        assert isinstance((await shop.log())[-1], BotReplied)

    in_shop(story)


def test_a_repeat_is_told_to_nobody_and_starts_no_turn() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        first = await shop.hears(SIMPLE)
        await shop.worker.drain(timedelta(hours=1))
        with shop.feed.subscribed("c1") as subscription:
            again = await shop.hears("something else")
            assert subscription.look() == ([], [])
        assert (again.seq, again.turn_id) == (first.seq, None)
        await shop.worker.drain(timedelta(hours=1))
        assert sum(isinstance(what, BotReplied) for what in await shop.log()) == 1

    in_shop(story)


@pytest.mark.parametrize(
    ("client_id", "text", "error"),
    [
        ("", SIMPLE, BadInput),
        ("no spaces", SIMPLE, BadInput),
        ("x" * 65, SIMPLE, BadInput),
        ("m1", "", BadInput),
        ("m1", "\u200b \x00", BadInput),
        ("m1", "x" * 1_000_000, TooLarge),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_of_it_stored(
    client_id: str, text: str, error: type[BadInput]
) -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        with pytest.raises(error):
            await shop.hears(text, client_id)
        assert len(await shop.log()) == 1
        assert shop.mind.asked == []

    in_shop(story)


def test_a_message_to_a_conversation_that_does_not_exist_is_refused() -> None:
    async def story(shop: SmallShop) -> None:
        with pytest.raises(NotFound):
            await shop.hears(SIMPLE)

    in_shop(story)


CARD = "my card is 4111 1111 1111 1111, please refund"


def test_what_must_never_be_stored_is_masked_before_it_is() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        receipt = await shop.hears(CARD)
        (entry,) = receipt.entries
        assert entry.event == CustomerMessaged(client_id="m1", text=mask(CARD))
        await shop.worker.drain(timedelta(hours=1))
        assert shop.mind.asked == [[mask(CARD)]]
        assert "4111 1111" not in str(await shop.log())

    in_shop(story)


def test_control_characters_and_outer_space_are_not_stored() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.hears("  how much\x00 is shipping\x07 ")
        assert (await shop.log())[1] == CustomerMessaged(client_id="m1", text=SIMPLE)

    in_shop(story)


def test_who_hangs_up_while_sending_is_answered_all_the_same() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        sending = asyncio.create_task(shop.hears(SIMPLE))
        await asyncio.sleep(0.0001)
        sending.cancel()
        await asyncio.sleep(10)
        await shop.worker.drain(timedelta(hours=1))
        assert isinstance((await shop.log())[-1], BotReplied)

    for seed in range(5):
        in_shop(story, seed)


def test_while_a_person_has_it_messages_start_no_turn() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.answers("agent")
        receipt = await shop.hears("hello?", "m2")
        assert (receipt.turn_id, len(receipt.entries)) == (None, 1)
        await shop.worker.drain(timedelta(hours=1))
        assert shop.mind.asked == [["agent"]]

    in_shop(story)
