"""What becomes of what customers do, where it matters what they are told and what was sent: Meta is the fake."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.channels.messenger.intake import GET_STARTED
from bot.channels.messenger.pages import BLOCKED, FIRST_REST
from bot.channels.messenger.webhook import PATH
from bot.conversation.channel_events import Delivered, NotDelivered, Read, SaidElsewhere, TakenElsewhere
from bot.conversation.events import BotReplied, CustomerMessaged, Rated
from bot.storage.push_schema import delivery
from bot.storage.sqlite import sqlite_engine
from tests.channels.messenger.at_meta import MetasClock
from tests.channels.messenger.conftest import Shop, heard, settings_of
from tests.channels.messenger.logged import happened, log, logged, taken_in
from tests.channels.messenger.staffed import served
from tests.support.graph import HandClock, Person, fake_graph
from tests.support.live import live
from tests.support.screens import ALL

DISCLOSED = "You are writing with our bot. Ask for a person whenever you want one."
THANKS = "Thank you for telling us."


def said(shop: Shop, person: Person) -> list[str]:
    return [message.text for message in logged(shop, person, CustomerMessaged)]


async def test_get_started_is_greeted_by_the_bot_which_says_that_it_is_one(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.person_posts_back(ada, "Get Started", GET_STARTED)
    disclosed, greeting = await shop.told(ada, 2)
    assert disclosed == DISCLOSED
    assert greeting.startswith("Hello")
    assert said(shop, ada) == ["hello"]


async def test_a_line_of_the_menu_is_answered_as_if_it_had_been_written(shop: Shop) -> None:
    ada, ben = shop.fake.person(), shop.fake.person(first_name="Ben")
    shop.fake.person_posts_back(ada, "How much is shipping?", "How much is shipping?")
    shop.fake.person_says(ben, "How much is shipping?")
    assert await shop.told(ada, 2) == await shop.told(ben, 2)


@pytest.mark.parametrize("old", [True, False], ids=["with a picture beside it", "alone"])
async def test_the_thumb_comes_as_one_message(shop: Shop, *, old: bool) -> None:
    ada = shop.fake.person()
    shop.fake.person_sends_sticker(ada, old=old)
    await shop.told(ada, 2)
    (thumb,) = logged(shop, ada, CustomerMessaged)
    assert (thumb.text, [one.kind for one in thumb.attachments]) == ("👍", ["image"])


@pytest.mark.parametrize(("title", "helped"), [("Yes", True), ("No", False)])
async def test_whether_it_helped_is_told_with_one_tap_and_thanked_for(shop: Shop, title: str, *, helped: bool) -> None:
    async with served(shop) as ana:
        await ana.screen.post(f"{ana.path}/close", {"epoch": ana.epoch, "seen": ALL})
        await shop.until(lambda: "Did it help?" in heard(ana.customer)[-1])
        before = said(shop, ana.customer)
        for _ in range(2):  # whose finger trembles
            shop.fake.person_picks(ana.customer, title)
        await shop.until(lambda: heard(ana.customer)[-1] == THANKS)
        await taken_in(shop)
        assert [rated.helped for rated in logged(shop, ana.customer, Rated)] == [helped]
        # It is no message: it opens nothing again.
        assert said(shop, ana.customer) == before


@pytest.mark.parametrize(("score", "helped"), [(5, True), (4, True), (3, False), (1, False)])
async def test_a_survey_s_answer_says_whether_it_helped(shop: Shop, score: int, *, helped: bool) -> None:
    async with served(shop) as ana:
        await ana.screen.post(f"{ana.path}/close", {"epoch": ana.epoch, "seen": ALL})
        await shop.until(lambda: "Did it help?" in heard(ana.customer)[-1])
        shop.fake.webhooks.duplicate = True
        shop.fake.person_answers_survey(ana.customer, "0", "q", score, "all was well")
        await shop.until(lambda: heard(ana.customer)[-1] == THANKS)
        await taken_in(shop)
        assert [rated.helped for rated in logged(shop, ana.customer, Rated)] == [helped]


async def test_what_was_read_and_what_has_arrived_is_known_up_to_a_message(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.person_says(ada, "how much is shipping?")
    await shop.told(ada, 2)
    await taken_in(shop)  # the echoes: they tell Meta's own time of each message
    (answer,) = [entry.seq for entry in log(shop, ada) if isinstance(entry.event, BotReplied)]
    shop.fake.person_receives(ada, mids=False)
    assert [one.up_to_seq for one in await happened(shop, ada, Delivered)] == [answer]
    assert logged(shop, ada, Read) == []
    first = shop.fake.person_reads(ada)
    assert [one.up_to_seq for one in await happened(shop, ada, Read)] == [answer]
    shop.fake.person_says(ada, "what is your return policy?")
    await shop.told(ada, 3)
    await taken_in(shop)
    shop.fake.person_reads(ada)
    last = [entry.seq for entry in log(shop, ada) if isinstance(entry.event, BotReplied)][-1]
    assert [one.up_to_seq for one in await happened(shop, ada, Read, 2)] == [answer, last]
    # A mark never goes back.
    sides = {"sender": {"id": ada.psid}, "recipient": {"id": ada.page.id}}
    shop.fake.deliver(ada.page, {**sides, "read": {"watermark": first}}, field="message_reads")
    shop.fake.person_reads(ada)
    await taken_in(shop)
    assert len(logged(shop, ada, Read)) == 2


async def test_an_answer_to_a_message_of_ours_knows_to_which(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.person_says(ada, "how much is shipping?")
    await shop.told(ada, 2)
    await taken_in(shop)
    (answer,) = [entry.seq for entry in log(shop, ada) if isinstance(entry.event, BotReplied)]
    shop.fake.person_says(ada, "and to Leeds?", reply_to=ada.thread.messages[-1].mid)
    assert [message.reply_to for message in await happened(shop, ada, CustomerMessaged, 2)] == [None, answer]


async def test_an_echo_of_ours_changes_nothing(shop: Shop) -> None:
    shop.fake.webhooks.duplicate = True
    ada = shop.fake.person()
    shop.fake.person_says(ada, "how much is shipping?")
    await shop.told(ada, 2)
    await taken_in(shop)
    assert not logged(shop, ada, SaidElsewhere)
    assert not logged(shop, ada, TakenElsewhere)
    # And it silences nobody.
    shop.fake.person_says(ada, "what is your return policy?")
    await shop.told(ada, 3)


async def test_an_event_of_tomorrow_is_acknowledged_and_nothing_comes_of_it(shop: Shop) -> None:
    ada = shop.fake.person()
    sides = {"sender": {"id": ada.psid}, "recipient": {"id": ada.page.id}}
    shop.fake.deliver(ada.page, {**sides, "message_of_tomorrow": {"text": "hello"}})
    shop.fake.meta_labels(ada, "VIP")
    shop.fake.meta_tests(ada.page)
    await shop.until(lambda: len(shop.fake.webhooks.attempts) == 3)
    await taken_in(shop)
    assert {attempt.status for attempt in shop.fake.webhooks.attempts} == {200}
    assert log(shop, ada) == []


@pytest.fixture
async def by_hand(tmp_path: Path) -> AsyncIterator[Shop]:
    """Give a shop whose time stands still until it is moved."""
    async with (
        fake_graph(HandClock(), automatic=True) as fake,
        live(tmp_path, MetasClock(fake.clock), messenger=settings_of(fake)) as baton,
    ):
        await fake.set_webhook(baton.url + PATH)
        yield Shop(fake=fake, baton=baton)


def put_off(shop: Shop) -> list[str]:
    """Return why what is under way was not sent yet."""
    engine = sqlite_engine(shop.baton.settings.database_file, read_only=True)
    with engine.connect() as connection:
        waits = sa.select(delivery.c.problem).where(delivery.c.state == "due", delivery.c.problem.is_not(None))
        found = list(connection.execute(waits).scalars())
    engine.dispose()
    return found


async def test_a_page_that_meta_blocks_rests_until_it_is_let_again(by_hand: Shop) -> None:
    fake = by_hand.fake
    ada, ben = fake.person(), fake.person(first_name="Ben")
    assert by_hand.baton.baton.messenger is not None
    (page,) = by_hand.baton.baton.messenger.pages
    fake.meta_enforces(fake.shop, "warning", "spam")
    await taken_in(by_hand)
    assert page.broken is None
    fake.meta_enforces(fake.shop, "block", "spam")
    await by_hand.until(lambda: page.broken == BLOCKED)
    # While it is blocked Meta takes nothing; one word a minute is tried all the same.
    fake.faults.fail(10, 1893063, times=100)
    fake.person_says(ada, "how much is shipping?")
    await by_hand.until(lambda: put_off(by_hand) == [BLOCKED])
    assert logged(by_hand, ada, NotDelivered) == []
    fake.person_says(ben, "how much is shipping?")
    await by_hand.until(lambda: put_off(by_hand) == [BLOCKED, BLOCKED])
    tried = [call for call in fake.calls if "message" in call.params]
    assert {call.params["recipient"]["id"] for call in tried} == {ada.psid}

    fake.faults.clear()
    fake.meta_enforces(fake.shop, "unblock")
    await by_hand.until(lambda: page.broken is None)
    await fake.pass_time(FIRST_REST.total_seconds())
    assert len(await by_hand.told(ben, 2)) == 2
