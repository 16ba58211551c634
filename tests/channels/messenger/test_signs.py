"""What is sent beside messages: the small signs that somebody reads, and who is to have the thread at Meta."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.messenger.compose import KEEP, RELEASE, Composer
from bot.channels.messenger.routing import LONGEST
from bot.conversation.events import AgentJoined, AgentLost, BotReplied, Closed, Entry, Event, HandedBack, Rated
from bot.conversation.line_events import Requeued, Transferred
from bot.conversation.tracker import Tracker
from bot.engine.feed import AGENT_TYPES, EVERYTHING
from tests.channels.messenger.conftest import Shop, heard
from tests.channels.messenger.logged import taken_in
from tests.channels.messenger.staffed import Served, served
from tests.console.test_desk_over_http import Screen
from tests.engine.small_bot import shipped_texts
from tests.support.graph import Person
from tests.support.graph.faults import Hold
from tests.support.screens import ALL
from tests.support.soon import soon

EXTEND, LET_GO = "extend_thread_control", "release_thread_control"
SECOND = timedelta(seconds=1)


def signs(shop: Shop, person: Person) -> list[str]:
    """Return the signs that a person was sent, oldest first."""
    calls = [call.params for call in shop.fake.calls if "sender_action" in call.params]
    return [call["sender_action"] for call in calls if call["recipient"] == {"id": person.psid}]


def acts(shop: Shop) -> list[str]:
    """Return what we did, oldest first: the texts that we sent, and what we told Meta of the thread."""
    texts = [(call.params.get("message") or {}).get("text") for call in shop.fake.calls]
    paths = [call.path.removeprefix("me/") for call in shop.fake.calls]
    return [text or path for text, path in zip(texts, paths, strict=True) if text or path in {EXTEND, LET_GO}]


async def all_sent(shop: Shop) -> None:
    """Return once all that was said so far is sent."""
    assert shop.baton.baton.messenger is not None
    outbox, still = shop.baton.baton.messenger.outbox, True
    while still:
        await outbox.drained()
        still = await outbox.step()


async def unmoved(shop: Shop) -> list[str]:
    """Look once more for what may be sent; return what was done by then."""
    assert shop.baton.baton.messenger is not None
    while await shop.baton.baton.messenger.outbox.step():
        continue
    return acts(shop)


async def says(ana: Served, text: str) -> None:
    await ana.screen.post(f"{ana.path}/reply", {"id": f"id-{len(text)}", "text": text, "epoch": ana.epoch, "seen": ALL})


@asynccontextmanager
async def held(shop: Shop, api: str) -> AsyncIterator[tuple[Served, Hold]]:
    """Let Ana take a customer who has read all that the bot says; Meta keeps its next answer of this kind to itself."""
    screen, ada = await Screen.open(shop.baton), shop.fake.person()
    shop.fake.person_says(ada, "I was charged twice!!")
    offer = await screen.offer()
    await all_sent(shop)
    # An echo would tell what the answer is yet to tell.
    await shop.until(lambda: shop.fake.webhooks.waiting == 0)
    shop.fake.app.callback_url = None
    hold = shop.fake.faults.hold(api=api)
    await screen.post(f"tickets/{offer['ticket']}/accept", {})
    shown = await screen.show(offer["conversation"])
    await soon(hold.arrived)
    try:
        yield Served(shop, screen, ada, offer["conversation"], shown["state"]["epoch"]), hold
    finally:
        hold.release()
        await screen.close()


async def test_who_writes_to_the_bot_is_seen_and_sees_it_write(shop: Shop) -> None:
    ada = shop.fake.person()
    asked = shop.fake.person_says(ada, "how much is shipping?")
    await shop.until(lambda: signs(shop, ada) == ["mark_seen", "typing_on"])
    assert ada.thread.seen == asked.at
    await shop.told(ada, 2)
    shop.fake.person_says(ada, "what is your return policy?")
    await shop.told(ada, 3)
    await shop.until(lambda: signs(shop, ada) == ["mark_seen", "typing_on"] * 2)


async def test_signs_that_meta_refuses_cost_no_answer(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.faults.fail(100, times=50, api="sender_action")
    shop.fake.person_says(ada, "how much is shipping?")
    await shop.told(ada, 2)
    assert "typing_on" not in signs(shop, ada)


async def test_whom_another_application_has_is_sent_no_sign(shop: Shop) -> None:
    ada = shop.fake.person()
    shop.fake.inbox_takes(ada)
    shop.fake.person_says(ada, "hello")
    await taken_in(shop)
    assert signs(shop, ada) == []


async def test_who_waits_in_line_is_seen_once_an_agent_writes(shop: Shop) -> None:
    async with served(shop) as ana:
        await shop.until(lambda: signs(shop, ana.customer) == ["mark_seen", "typing_on"])
        more = shop.fake.person_says(ana.customer, "are you there?")
        await ana.entry_where("customer_messaged", text="are you there?")
        assert ana.customer.thread.seen < more.at
        shop.baton.baton.website.feed.signal(EVERYTHING, f"{AGENT_TYPES}@{ana.conversation}")
        await shop.until(lambda: signs(shop, ana.customer) == ["mark_seen", "typing_on"] * 2)
        assert ana.customer.thread.seen == more.at


def parts(event: Event) -> Sequence[dict[str, Any]]:
    """Return what an event is on Messenger."""
    at = datetime(2026, 1, 1, 12, tzinfo=UTC)
    told = [BotReplied(text="hello"), event]
    entries = [Entry(conversation_id="c", seq=n, at=at, actor="x", epoch=1, event=e) for n, e in enumerate(told, 1)]
    composed = Composer(shipped_texts).compose(Tracker("c").apply(entries), entries[1:])
    return [part.body for part in composed]


@pytest.mark.parametrize(
    ("event", "control"),
    [
        (AgentJoined(ticket_id="t", agent_id="ana", agent_name="Ana"), KEEP),
        (Closed(agent_name="Ana"), RELEASE),
        (AgentLost(ticket_id="t", agent_id="ana", agent_name="Ana"), None),
        (Transferred(ticket_id="t", agent_id="ana", agent_name="Ana", queue="general", to_name=None), None),
        (Requeued(ticket_id="t", agent_id="ana", agent_name="Ana"), None),
        (Rated(client_id="r", helped=True), None),
        (HandedBack(agent_name="Ana"), None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else "",
)
def test_meta_is_told_of_the_thread_after_the_customer(event: Event, control: str | None) -> None:
    composed = parts(event)
    controls = [number for number, body in enumerate(composed) if "control" in body]
    if control is None:
        assert controls == []
    else:
        assert controls == [len(composed) - 1]
        assert composed[-1] == {"control": control}
        assert "text" in composed[0]


async def test_a_thread_is_kept_between_the_greeting_and_the_first_word(shop: Shop) -> None:
    async with served(shop) as ana:
        await says(ana, "Hello Ada.")
        await shop.until(lambda: "Hello Ada." in acts(shop))
        greeting = next(text for text in heard(ana.customer) if "Ana is with you now" in text)
        assert acts(shop)[-3:] == [greeting, EXTEND, "Hello Ada."]
        (kept,) = [call.params for call in shop.fake.calls if call.path == f"me/{EXTEND}"]
        assert (kept["recipient"], kept["duration"]) == ({"id": ana.customer.psid}, str(LONGEST // SECOND))


async def test_a_thread_is_let_go_after_the_last_word(shop: Shop) -> None:
    async with held(shop, EXTEND) as (ana, hold):
        await says(ana, "All is paid back.")
        await ana.screen.post(f"{ana.path}/close", {"epoch": ana.epoch, "seen": ALL})
        assert LET_GO not in await unmoved(shop)
        hold.release()
        await shop.until(lambda: LET_GO in acts(shop))
        extended, word, ended, let_go = acts(shop)[-4:]
        assert (extended, word, let_go) == (EXTEND, "All is paid back.", LET_GO)
        assert ended.startswith("This conversation has ended.")
        assert ana.customer.thread.owner(shop.fake.clock.now()) is None


@pytest.mark.parametrize(("code", "tries"), [(100, 1), (2, 2), (200, 1)])
async def test_what_meta_says_of_the_thread_keeps_no_word_back(shop: Shop, code: int, tries: int) -> None:
    shop.fake.faults.fail(code, api=EXTEND)
    shop.fake.faults.fail(code, api=LET_GO)
    async with served(shop) as ana:
        await says(ana, "Hello Ada.")
        await shop.until(lambda: heard(ana.customer)[-1] == "Hello Ada.")
        await ana.screen.post(f"{ana.path}/close", {"epoch": ana.epoch, "seen": ALL})
        await shop.until(lambda: LET_GO in acts(shop))
        shop.fake.person_picks(ana.customer, "Yes")
        await shop.until(lambda: heard(ana.customer)[-1] == "Thank you for telling us.")
        # What passes is tried again, what was refused is not.
        assert (acts(shop).count(EXTEND), acts(shop).count(LET_GO)) == (tries, tries)
