"""What becomes of each kind of event in the log; Meta is played by signed webhooks, and nobody answers."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.messenger.intake import GET_STARTED, LONGEST
from bot.channels.messenger.messages import LIKES
from bot.conversation.channel_events import CustomerCame, CustomerEdited, CustomerReacted, SaidElsewhere, TakenElsewhere
from bot.conversation.events import ConversationStarted, CustomerMessaged, Event
from bot.storage.push_schema import arrival
from tests.channels.messenger.door import ADA, APP, PAGE, Door, door, now_ms, says, webhook

#: Meta's own inbox.
INBOX = 263902037430900
CAT = {"url": "https://cdn.example/cat", "sticker_id": 144884805685780}
AD: dict[str, Any] = {
    "ref": "spring",
    "ad_id": "6045246247433",
    "source": "ADS",
    "type": "OPEN_THREAD",
    "ads_context_data": {"ad_title": "Spring sale", "post_id": "1"},
}
M_ME = {"ref": "leaflet", "source": "SHORTLINK", "type": "OPEN_THREAD"}


@pytest.fixture
async def meta(tmp_path: Path) -> AsyncIterator[Door]:
    async with door(tmp_path) as opened:
        yield opened


def happens(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return the event of something that Ada did."""
    event = says("", "") | {kind: data}
    if kind != "message":
        del event["message"]
    return event


def sends(mid: str, **message: Any) -> dict[str, Any]:
    """Return the event of a message that is more than its text."""
    return happens("message", {"mid": mid, **message})


def taps(title: str | None, payload: str | None, **more: Any) -> dict[str, Any]:
    """Return the event of a button; `None` is left out."""
    named = {"mid": "m_tap", "title": title, "payload": payload}
    return happens("postback", {name: value for name, value in named.items() if value is not None} | more)


async def told(meta: Door, *events: dict[str, Any], field: str = "messaging") -> list[Event]:
    """Tell of events, each in a webhook of its own; return what is in the log beside its beginning."""
    for event in events:
        assert await meta.post(webhook(event, field=field)) == 200
    return [e.event for e in await meta.entries() if not isinstance(e.event, ConversationStarted)]


async def message_of(meta: Door, event: dict[str, Any], *, field: str = "messaging") -> CustomerMessaged:
    """Return the only message that an event became."""
    (said,) = [e for e in await told(meta, event, field=field) if isinstance(e, CustomerMessaged)]
    return said


@pytest.mark.parametrize(
    ("title", "payload", "text"),
    [
        ("Get Started", GET_STARTED, "hello"),
        ("Where is my order?", "Where is my order?", "Where is my order?"),
        ("Opening hours", "MENU_HOURS", "Opening hours"),
        (None, "Opening hours", "Opening hours"),
        (" ", "Opening hours", "Opening hours"),
        ("Opening hours", None, "Opening hours"),
    ],
    ids=["get started", "question", "menu", "no title", "empty title", "no payload"],
)
async def test_a_button_says_what_stands_on_it(meta: Door, title: str | None, payload: str | None, text: str) -> None:
    assert (await message_of(meta, taps(title, payload))).text == text
    assert await meta.problems() == []


async def test_a_button_without_words_says_nothing(meta: Door) -> None:
    assert await told(meta, taps(None, None)) == []
    assert await meta.problems() == ["a button without words"]


async def test_a_button_that_was_pressed_twice_was_pressed_twice(meta: Door) -> None:
    again = taps("Opening hours", "MENU_HOURS", mid="m_tap_2")
    await told(meta, taps("Opening hours", "MENU_HOURS"), taps("Opening hours", "MENU_HOURS"), again)
    assert await meta.said() == ["Opening hours"] * 2


async def test_a_button_without_an_id_is_told_twice_and_pressed_once(meta: Door) -> None:
    event = taps("Opening hours", "MENU_HOURS")
    del event["postback"]["mid"]
    await told(meta, event)
    # What was known of it is forgotten: only the log knows it still.
    await meta.database.write(lambda c: c.execute(arrival.delete()))
    await told(meta, event)
    assert await meta.said() == ["Opening hours"]


async def test_a_button_that_another_application_s_customer_presses_says_its_title(meta: Door) -> None:
    # Beside the thread Meta leaves out the payload.
    assert (await message_of(meta, taps("Opening hours", None), field="standby")).text == "Opening hours"
    assert any(isinstance(e.event, TakenElsewhere) for e in await meta.entries())


@pytest.mark.parametrize("like", sorted(LIKES))
async def test_the_thumb_says_itself(meta: Door, like: str) -> None:
    attached = {"type": "sticker", "payload": {"url": "https://cdn.example/like", "sticker_id": int(like)}}
    said = await message_of(meta, sends("m1", attachments=[attached]))
    assert (said.text, [one.kind for one in said.attachments]) == ("👍", ["image"])


@pytest.mark.parametrize("kinds", [["sticker"], ["sticker", "image"], ["image", "sticker"]], ids="+".join)
async def test_a_sticker_is_one_message_and_one_picture(meta: Door, kinds: list[str]) -> None:
    said = await message_of(meta, sends("m1", attachments=[{"type": kind, "payload": CAT} for kind in kinds]))
    assert (said.text, [one.kind for one in said.attachments]) == ("[image]", ["image"])


async def test_a_sticker_beside_a_picture_hides_it_not(meta: Door) -> None:
    photo = {"type": "image", "payload": {"url": "https://cdn.example/photo"}}
    said = await message_of(meta, sends("m1", attachments=[{"type": "sticker", "payload": CAT}, photo]))
    assert [one.kind for one in said.attachments] == ["image", "image"]


async def test_a_link_is_its_text_and_its_title(meta: Door) -> None:
    shared = {"type": "fallback", "payload": {"url": "https://shop.example/x", "title": "A coat"}}
    said = await message_of(meta, sends("m1", text="https://shop.example/x", attachments=[shared]))
    assert said.text == "https://shop.example/x"
    assert [(one.kind, one.title) for one in said.attachments] == [("link", "A coat")]


@pytest.mark.parametrize("kind", ["reel", "ig_post", "appointment_booking", "of_tomorrow"])
async def test_what_is_attached_and_unknown_is_named(meta: Door, kind: str) -> None:
    said = await message_of(meta, sends("m1", attachments=[{"type": kind, "payload": None}]))
    assert (said.text, [one.kind for one in said.attachments]) == (f"[{kind}]", [kind])


@pytest.mark.parametrize(
    ("event", "how"),
    [
        (happens("referral", M_ME), ("SHORTLINK", "leaflet", "")),
        (happens("referral", AD), ("ADS", "spring", "Spring sale")),
        (sends("m1", text="hi", referral=AD), ("ADS", "spring", "Spring sale")),
        (taps("Get Started", GET_STARTED, referral=M_ME), ("SHORTLINK", "leaflet", "")),
    ],
    ids=["m.me link", "advertisement", "advertisement with a message", "link with get started"],
)
async def test_by_which_link_they_came_is_told_once(meta: Door, event: dict[str, Any], how: tuple[str, ...]) -> None:
    once = await told(meta, event)
    (came,) = [e for e in once if isinstance(e, CustomerCame)]
    assert (came.source, came.ref, came.title) == how
    assert await told(meta, event) == once
    # What was known of it is forgotten: only the log knows it still.
    await meta.database.write(lambda c: c.execute(arrival.delete()))
    assert await told(meta, event) == once
    assert await meta.problems() == []


async def test_who_comes_again_has_come_twice(meta: Door) -> None:
    at = now_ms()
    events = [happens("referral", M_ME) | {"timestamp": at - ago} for ago in (60_000, 0)]
    assert [type(e) for e in await told(meta, *events)] == [CustomerCame, CustomerCame]


async def test_what_a_link_says_without_end_is_cut(meta: Door) -> None:
    long = {"ref": "r" * 1000, "source": "s" * 1000, "ads_context_data": {"ad_title": "t" * 1000}}
    (came,) = await told(meta, happens("referral", long))
    assert isinstance(came, CustomerCame)
    assert {len(came.ref), len(came.source), len(came.title)} == {LONGEST}


async def test_an_answer_to_a_message_knows_to_which(meta: Door) -> None:
    first, second, third = says("a", "m1"), says("b", "m2"), says("c", "m3")
    second["message"]["reply_to"] = {"mid": "m1", "is_self_reply": True}
    third["message"]["reply_to"] = {"mid": "m_of_another_time"}
    await told(meta, first, second, third)
    said = {e.event.text: e for e in await meta.entries() if isinstance(e.event, CustomerMessaged)}
    assert [getattr(said[text].event, "reply_to", 0) for text in "abc"] == [None, said["a"].seq, None]


async def test_a_change_and_a_reaction_know_their_message(meta: Door) -> None:
    edit = happens("message_edit", {"mid": "m1", "text": "a red one", "num_edit": 1})
    react = happens("reaction", {"mid": "m1", "action": "react", "reaction": "love", "emoji": "❤"})
    undo = happens("reaction", {"mid": "m1", "action": "unreact"}) | {"timestamp": now_ms() + 1}
    _, *changes = await told(meta, says("a coat", "m1"), edit, react, undo)
    (said,) = [e.seq for e in await meta.entries() if isinstance(e.event, CustomerMessaged)]
    edited, reacted, taken_back = changes
    assert isinstance(edited, CustomerEdited)
    assert (edited.text, edited.about_seq) == ("a red one", said)
    assert isinstance(reacted, CustomerReacted)
    assert isinstance(taken_back, CustomerReacted)
    assert [(one.emoji, one.undone, one.about_seq) for one in (reacted, taken_back)] == [
        ("❤", False, said),
        ("", True, said),
    ]


@pytest.mark.parametrize("kind", ["read", "delivery"])
async def test_a_mark_of_somebody_who_never_wrote_begins_nothing(meta: Door, kind: str) -> None:
    assert await meta.post(webhook(happens(kind, {"watermark": now_ms()}))) == 200
    assert await meta.entries() == []
    assert await meta.problems() == ["nobody has written to us yet"]


@pytest.mark.parametrize("payload", ["baton:helped", "baton:not_helped"])
async def test_a_judgement_while_it_goes_on_is_a_message(meta: Door, payload: str) -> None:
    assert (await message_of(meta, sends("m1", text="Yes", quick_reply={"payload": payload}))).text == "Yes"


async def test_a_survey_while_it_goes_on_says_nothing(meta: Door) -> None:
    screens = [{"screen_id": "0", "questions": {"q": {"type": "csat", "payload": "5"}}}]
    survey = happens("messaging_feedback", {"feedback_screens": screens})
    assert [type(e) for e in await told(meta, says("hello", "m1"), survey)] == [CustomerMessaged]
    assert await meta.problems() == ["a survey without a score, or the conversation goes on"]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("optin", {"type": "notification_messages", "payload": "p", "notification_messages_token": "1"}),
        ("response_feedback", {"feedback": "Good response", "mid": "m1"}),
        ("order", {"products": [{"id": "1"}], "note": "quick"}),
        ("template", {"type": "coupon", "payload": "p", "coupon_code": "c"}),
        ("form", {"id": "1"}),
        ("request_thread_control", {"requested_owner_app_id": INBOX, "metadata": ""}),
        ("app_roles", {APP: ["primary_receiver"]}),
    ],
)
async def test_what_nothing_is_made_of_says_why_and_begins_nothing(meta: Door, kind: str, data: dict[str, Any]) -> None:
    assert await meta.post(webhook(happens(kind, data))) == 200
    assert await meta.entries() == []
    (problem,) = await meta.problems()
    assert problem != "nobody's event"


async def test_an_event_of_tomorrow_is_passed_over_and_its_neighbours_are_not(meta: Door) -> None:
    unheard = happens("message_of_tomorrow", {"mid": "m2", "text": "hi"})
    assert await meta.post(webhook(says("a", "m1"), unheard, says("b", "m3"))) == 200
    assert await meta.said() == ["a", "b"]
    assert await meta.problems() == []


async def test_what_says_neither_that_an_account_is_linked_nor_unlinked_is_passed_over(meta: Door) -> None:
    out = happens("account_linking", {"status": None})
    assert [type(e) for e in await told(meta, says("hello", "m1"), out)] == [CustomerMessaged]
    assert await meta.problems() == ["neither linked nor unlinked"]


def echo(app_id: int | str | None, mid: str = "m_echo") -> dict[str, Any]:
    """Return the event of what the page said to Ada."""
    message = {"mid": mid, "is_echo": True, "app_id": app_id, "text": "good morning", "metadata": "unknown"}
    sides = {"sender": {"id": PAGE}, "recipient": {"id": ADA}}
    return happens("message", message) | sides


@pytest.mark.parametrize("app_id", [APP, int(APP)])
async def test_an_echo_of_our_application_changes_nothing(meta: Door, app_id: int | str) -> None:
    assert [type(e) for e in await told(meta, says("hello", "m1"), echo(app_id))] == [CustomerMessaged]
    assert await meta.problems() == ["our own words, from another installation"]


async def test_an_echo_of_another_application_is_said_elsewhere_once(meta: Door) -> None:
    await told(meta, says("hello", "m1"), echo(INBOX))
    await meta.database.write(lambda c: c.execute(arrival.delete()))
    _, taken, said = await told(meta, echo(INBOX))
    assert isinstance(taken, TakenElsewhere)
    assert isinstance(said, SaidElsewhere)
    assert (said.app, said.text) == ("Meta inbox", "good morning")
