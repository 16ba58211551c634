"""What agents see and do on Messenger's conversations, through the calls that the console makes."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.handoff.agent import Role
from bot.storage.push_schema import thread
from bot.storage.sqlite import sqlite_engine
from tests.channels.messenger.conftest import Shop, heard
from tests.console.test_desk_over_http import Screen
from tests.support.graph import Person
from tests.support.live import OWN
from tests.support.screens import ALL


class Desk:
    """An agent who has a customer of Messenger."""

    def __init__(self, shop: Shop, screen: Screen, person: Person, shown: dict[str, Any]) -> None:
        self.shop = shop
        self.screen = screen
        self.person = person
        self.shown = shown
        self.one = f"conversations/{shown['conversation']}"
        self._seen: list[dict[str, Any]] = []

    async def say(self, text: str, status: int = 200) -> dict[str, Any]:
        body = {"id": f"id-{len(text)}", "text": text, "epoch": self.shown["state"]["epoch"], "seen": ALL}
        return await self.screen.post(f"{self.one}/reply", body, status)

    @property
    def epoch(self) -> dict[str, int]:
        """Name the epoch that the screen shows."""
        return {"epoch": self.shown["state"]["epoch"]}

    async def entry(self, kind: str) -> dict[str, Any]:
        """Return the first entry of a kind since the conversation was shown, with the state and the reach of then."""
        while not (found := [entry for entry in self._seen if entry["kind"] == kind]):
            frame = await self.screen.frame("entries")
            more = {"state": frame["state"], "reach": frame["reach"]}
            self._seen += [{**entry, **more} for entry in frame["entries"]]
        return found[0]

    async def greeted(self) -> None:
        """Return once the customer was told that Ana is there: what is sent next is not held up behind it."""
        await self.shop.until(lambda: any("Ana" in text for text in heard(self.person)))

    async def unknown_routing(self) -> None:
        """Let Meta be asked again whether the page uses Conversation Routing."""
        assert self.shop.baton.baton.messenger is not None
        await self.greeted()
        await self.shop.until(lambda: any(call.path == "me/extend_thread_control" for call in self.shop.fake.calls))
        self.shop.baton.baton.messenger.routing._known.clear()

    async def show(self) -> dict[str, Any]:
        return await self.screen.show(self.shown["conversation"])

    def heard_at(self, at: datetime) -> None:
        """Let the customer's last act have been then."""
        engine = sqlite_engine(self.shop.baton.settings.database_file)
        with engine.begin() as connection:
            connection.execute(sa.update(thread).values(opened_at=at))
        engine.dispose()


@pytest.fixture
async def desk(shop: Shop) -> AsyncIterator[Desk]:
    """An agent who has just accepted a customer of Messenger."""
    screen = await Screen.open(shop.baton)
    ada = shop.fake.person()
    shop.fake.person_says(ada, "I want a real person")
    offer = await screen.offer()
    assert offer["channel"] == "messenger"
    await screen.post(f"tickets/{offer['ticket']}/accept", {})
    yield Desk(shop, screen, ada, await screen.show(offer["conversation"]))
    await screen.close()


def _now(desk: Desk) -> datetime:
    return desk.shop.baton.baton.clock.now()


def _until(reach: dict[str, Any], who: str) -> datetime:
    return datetime.fromisoformat(reach[f"{who}_until"])


async def test_a_conversation_tells_its_channel_and_until_when_one_may_write(desk: Desk) -> None:
    reach = desk.shown["reach"]
    assert desk.shown["channel"] == reach["channel"] == "messenger"
    assert _now(desk) + timedelta(hours=23) < _until(reach, "bot") < _now(desk) + timedelta(hours=24)
    assert _until(reach, "person") - _until(reach, "bot") == timedelta(days=6)
    assert (reach["outside"], reach["problem"]) == (None, None)


async def test_a_conversation_of_the_website_has_no_window(shop: Shop) -> None:
    screen, widget = await Screen.open(shop.baton), await shop.baton.widget()
    await widget.ask("how much is shipping?", "m")
    assert widget.conversation is not None
    shown = await screen.show(widget.conversation)
    assert (shown["channel"], shown["reach"]) == ("website", None)
    for act, body in (("take-back", {}), ("give-to-inbox", {"epoch": 0})):
        refused = await screen.post(f"conversations/{widget.conversation}/{act}", body, 409)
        assert "no channel where that can be done" in refused["error"]["message"]
    await widget.cut()
    await screen.close()


@pytest.mark.parametrize(("days", "status"), [(0.9, 200), (1.1, 200), (6.9, 200), (7.1, 409)])
async def test_a_person_may_write_for_seven_days_and_then_nothing_is_stored(
    desk: Desk, days: float, status: int
) -> None:
    desk.heard_at(_now(desk) - timedelta(days=days))
    answer = await desk.say("hello Ada", status)
    said = [e["text"] for e in (await desk.show())["entries"] if e["kind"] == "agent_replied"]
    if status == 409:
        assert answer["error"]["message"] == "Messenger's time to answer is over: the customer must write first"
        assert said == []
    else:
        assert said == ["hello Ada"]


async def test_a_failed_message_says_why_and_is_sent_again_with_one_click(desk: Desk) -> None:
    await desk.greeted()
    desk.shop.fake.faults.fail(551, 1545041)
    seq = (await desk.say("hello Ada"))["seq"]
    failed = await desk.entry("not_delivered")
    assert (failed["about_seq"], failed["code"], failed["private"]) == (seq, "person", True)
    assert "blocked the page or left" in failed["problem"]
    assert "hello Ada" not in heard(desk.person)
    await desk.screen.post(f"{desk.one}/send-again", {**desk.epoch, "seq": seq})
    again = await desk.entry("sent_again")
    assert (again["about_seq"], again["agent_name"]) == (seq, "Ana")
    await desk.shop.until(lambda: heard(desk.person).count("hello Ada") == 1)
    refused = await desk.screen.post(f"{desk.one}/send-again", {**desk.epoch, "seq": seq}, 409)
    assert refused["error"]["message"] == "this message has not failed; look again"


async def test_only_who_has_the_conversation_or_a_supervisor_sends_again(desk: Desk) -> None:
    shop = desk.shop
    await desk.greeted()
    shop.fake.faults.fail(551, 1545041)
    seq = (await desk.say("hello Ada"))["seq"]
    await desk.entry("not_delivered")
    other = await Screen.open(shop.baton, "Ben")
    for act, body in (("send-again", {**desk.epoch, "seq": seq}), ("give-to-inbox", desk.epoch)):
        refused = await other.post(f"{desk.one}/{act}", body, 409)
        assert "only the agent who has this conversation, or a supervisor" in refused["error"]["message"]
    await other.close()
    async with await shop.baton.hire("Cleo", role=Role.SUPERVISOR) as cleo:
        path = f"/api/console/{desk.one}/send-again"
        async with cleo.post(path, json={**desk.epoch, "seq": seq}, headers=OWN) as response:
            assert response.status == 200
    await shop.until(lambda: "hello Ada" in heard(desk.person))


async def test_what_failed_is_not_sent_again_once_the_time_is_over(desk: Desk) -> None:
    await desk.greeted()
    desk.shop.fake.faults.fail(551, 1545041)
    seq = (await desk.say("hello Ada"))["seq"]
    await desk.entry("not_delivered")
    desk.heard_at(_now(desk) - timedelta(days=8))
    refused = await desk.screen.post(f"{desk.one}/send-again", {**desk.epoch, "seq": seq}, 409)
    assert "the customer must write first" in refused["error"]["message"]


async def test_what_the_inbox_has_is_taken_back(desk: Desk) -> None:
    page = desk.shop.fake.shop
    desk.shop.fake.inbox_says(desk.person, "this is the inbox")
    taken = await desk.entry("taken_elsewhere")
    assert (taken["app"], taken["state"]["agent"], taken["reach"]["outside"]) == ("Meta inbox", None, "Meta inbox")
    said = await desk.entry("said_elsewhere")
    assert (said["app"], said["text"]) == ("Meta inbox", "this is the inbox")
    refused = await desk.say("hello Ada", 409)
    assert refused["error"]["message"] == "Meta inbox has this conversation now; take it back first"
    await desk.screen.post(f"{desk.one}/take-back", {})
    back = await desk.entry("back_from_elsewhere")
    assert (back["actor"], back["state"]["owner"], back["reach"]["outside"]) == ("agent:ana", "bot", None)
    assert desk.person.thread.owner(desk.shop.fake.clock.now()) == page.app.id
    again = await desk.screen.post(f"{desk.one}/take-back", {}, 409)
    assert "no other app has this conversation" in again["error"]["message"]
    desk.shop.fake.person_says(desk.person, "how much is shipping?")
    await desk.shop.until(lambda: any("4.90" in text for text in heard(desk.person)))


async def test_without_routing_only_our_own_silence_is_lifted(desk: Desk) -> None:
    fake = desk.shop.fake
    await desk.unknown_routing()
    fake.shop.default_app = None
    fake.inbox_says(desk.person, "this is the inbox")
    await desk.entry("taken_elsewhere")
    await desk.screen.post(f"{desk.one}/take-back", {})
    assert (await desk.entry("back_from_elsewhere"))["reach"]["outside"] is None
    assert not any(call.path == "me/take_thread_control" for call in fake.calls)
    fake.person_says(desk.person, "how much is shipping?")
    await desk.shop.until(lambda: any("4.90" in text for text in heard(desk.person)))


async def test_where_meta_does_not_let_it_be_taken_back_the_agent_reads_why(desk: Desk) -> None:
    page = desk.shop.fake.shop
    desk.shop.fake.inbox_says(desk.person, "this is the inbox")
    await desk.entry("taken_elsewhere")
    desk.shop.fake.faults.fail(10, 2018300, api="take_thread_control")
    refused = await desk.screen.post(f"{desk.one}/take-back", {}, 409)
    assert "whoever has it was asked to give it back" in refused["error"]["message"]
    assert desk.person.thread.requests == [page.app.id]
    desk.shop.fake.faults.crash(api="take_thread_control")
    later = await desk.screen.post(f"{desk.one}/take-back", {}, 503)
    assert later["error"]["message"] == "Meta does not answer; try again in a moment"
    assert (await desk.show())["reach"]["outside"] == "Meta inbox"


async def test_what_a_stale_screen_asks_for_is_refused(desk: Desk) -> None:
    stale = {"epoch": desk.epoch["epoch"] - 1}
    refused = await desk.screen.post(f"{desk.one}/give-to-inbox", stale, 409)
    assert refused["error"]["message"] == "this conversation has changed hands; look again"
    assert desk.person.thread.passed == []


async def test_a_conversation_is_given_to_the_inbox(desk: Desk) -> None:
    await desk.screen.post(f"{desk.one}/give-to-inbox", desk.epoch)
    taken = await desk.entry("taken_elsewhere")
    assert (taken["actor"], taken["reach"]["outside"]) == ("agent:ana", "Meta inbox")
    assert [app for app, _ in desk.person.thread.passed] == ["263902037430900"]
    assert (await desk.screen.frame("desk"))["mine"] == []
    refused = await desk.screen.post(f"{desk.one}/give-to-inbox", desk.epoch, 409)
    assert refused["error"]["message"] == "Meta inbox has this conversation already"


async def test_a_page_that_is_broken_is_shown_to_everybody_until_it_works_again(desk: Desk) -> None:
    await desk.greeted()
    desk.shop.fake.kill_token()
    await desk.say("hello Ada")
    while not (troubles := (await desk.screen.frame("desk"))["troubles"]):
        continue
    assert [(t["channel"], t["page"], t["code"]) for t in troubles] == [
        ("messenger", desk.shop.fake.shop.id, "token"),
    ]
    assert (await desk.show())["reach"]["problem"] == "token"
    messenger = desk.shop.baton.baton.messenger
    assert messenger is not None
    desk.shop.fake.revive_token()
    for page in messenger.pages:
        page.broken = None
    while (await desk.screen.frame("desk"))["troubles"]:
        continue


@pytest.mark.parametrize(("error", "code"), [((613, 2018338), "slowed"), ((200, None), "permission")])
async def test_what_somebody_must_look_at_is_shown_to_everybody(
    desk: Desk, error: tuple[int, int | None], code: str
) -> None:
    await desk.greeted()
    desk.shop.fake.faults.fail(*error)
    await desk.say("hello Ada")
    while not (troubles := (await desk.screen.frame("desk"))["troubles"]):
        continue
    assert [trouble["code"] for trouble in troubles] == [code]


async def test_what_the_customer_does_with_messages_is_told(desk: Desk) -> None:
    fake, ada = desk.shop.fake, desk.person
    await desk.greeted()
    seq = (await desk.say("hello Ada"))["seq"]
    await desk.shop.until(lambda: "hello Ada" in heard(ada))
    mid = ada.thread.messages[-1].mid
    fake.person_says(ada, "yes, about that", reply_to=mid)
    answered = await desk.entry("customer_messaged")
    assert answered["reply_to"] == seq
    assert abs(datetime.fromisoformat(answered["sent_at"]) - _now(desk)) < timedelta(seconds=30)
    fake.person_reacts(ada, mid)
    reacted = await desk.entry("customer_reacted")
    assert (reacted["about_seq"], reacted["undone"]) == (seq, False)
    assert abs(datetime.fromisoformat(reacted["sent_at"]) - _now(desk)) < timedelta(seconds=30)
    fake.person_edits(ada, ada.thread.messages[-1].mid, "no, about another")
    edited = await desk.entry("customer_edited")
    assert abs(datetime.fromisoformat(edited["sent_at"]) - _now(desk)) < timedelta(seconds=30)
    fake.person_reads(ada)
    assert (await desk.entry("read"))["up_to_seq"] == seq


@pytest.mark.parametrize(
    "body",
    [{}, {"seq": 1}, {"epoch": 0, "seq": 0}, {"epoch": 0, "seq": "1"}, {"epoch": 0, "seq": 1, "more": 1}],
)
async def test_a_bad_call_is_one_clear_error(desk: Desk, body: dict[str, Any]) -> None:
    refused = await desk.screen.post(f"{desk.one}/send-again", body, 400)
    assert refused["error"]["code"] == "bad_input"


@pytest.mark.parametrize(
    ("act", "body"),
    [("send-again", {"epoch": 0, "seq": 1}), ("take-back", {}), ("give-to-inbox", {"epoch": 0})],
)
async def test_there_must_be_such_a_conversation(desk: Desk, act: str, body: dict[str, Any]) -> None:
    await desk.screen.post(f"conversations/nothing/{act}", body, 404)
