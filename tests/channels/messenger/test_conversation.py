"""A conversation on Messenger, from the first word to the person and back."""

from tests.channels.messenger.conftest import Shop


async def test_a_question_is_answered_by_the_bot_which_says_that_it_is_one(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.person_says(ada, "where is my order")
    told = await shop.told(ada, 2)
    assert "bot" in told[0]
    assert "order" in told[1]
    assert len(told) == 2


async def test_an_order_is_shown_as_a_card_below_what_is_said_of_it(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.person_says(ada, "where is my order 48213, my e-mail is ana@example.com")
    await shop.told(ada, 3)
    disclosed, said, card = (m for m in ada.thread.messages if m.sender != ada.psid)
    assert "48213" in (said.text or "")
    assert not said.quick_replies
    assert card.attachments[0]["payload"]["template_type"] == "generic"
    assert card.attachments[0]["payload"]["elements"][0]["title"] == "48213"
    assert disclosed.text is not None
