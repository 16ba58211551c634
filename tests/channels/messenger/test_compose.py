"""How words are put into Messenger's form."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.messenger.compose import (
    LONGEST_PAYLOAD,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_BUTTONS,
    Composer,
    length,
    quick_reply,
    split,
)
from bot.conversation.channel_events import SaidElsewhere
from bot.conversation.events import (
    AgentReplied,
    BotReplied,
    ConversationStarted,
    CustomerMessaged,
    Entry,
    Event,
    HandedBack,
    NoteAdded,
)
from bot.conversation.message import Button, Card
from bot.conversation.tracker import Tracker
from tests.engine.small_bot import shipped_texts

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
FAMILY, FLAGS, THUMB, CAFE = "👨‍👩‍👧‍👦", "🇫🇷🇩🇪🇯🇵", "👍🏽", "cafe\u0301"
ENGLISH = "We have looked at your order. It left on Monday! Will you be at home? "
CHINESE = "我们查看了您的订单。它星期一已经寄出！您会在家吗？"


def said(*events: Event, later: timedelta = timedelta()) -> list[str]:
    """Return what the newest of these events is on Messenger, when it happens so much later than the others."""
    return [body["text"] for body in bodies(*events, later=later)]


def bodies(*events: Event, later: timedelta = timedelta()) -> list[dict[str, Any]]:
    """Return the same as Meta is sent it."""
    entries = [
        Entry(
            conversation_id="c",
            seq=n,
            at=AT + (later if n == len(events) else timedelta()),
            actor="x",
            epoch=1,
            event=e,
        )
        for n, e in enumerate(events, 1)
    ]
    parts = Composer(shipped_texts).compose(Tracker("c").apply(entries), entries[-1:])
    return [part.body for part in parts]


BEGUN = ConversationStarted(channel="messenger", locale="en")
ASKED = CustomerMessaged(client_id="m1", text="hello")
ANSWER, WORD = BotReplied(text="it costs 4.90"), AgentReplied(client_id="r", text="hello, Ana here", agent_name="Ana")
DISCLOSED = "You are writing with our bot. Ask for a person whenever you want one."


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_a_long_text_is_cut_where_sentences_end(text: str) -> None:
    parts = split(text * 100)
    assert len(parts) > 1
    for part in parts:
        assert length(part) <= LONGEST_TEXT
        assert part[-1] in ".!?。！？"
    assert "".join(parts).replace(" ", "") == (text * 100).replace(" ", "")


def test_a_paragraph_ends_better_than_a_sentence() -> None:
    first, second = "One. Two. Three.", "Four. Five. Six."
    assert split(f"{first}\n\n{second}", longest=25) == [first, second]


def test_a_sentence_that_fills_the_room_to_the_last_letter_stays_whole() -> None:
    assert split("Hello there. Good bye now.", longest=12) == ["Hello there.", "Good bye", "now."]
    assert split("你好吗朋友。再见。", longest=6) == ["你好吗朋友。", "再见。"]


def test_a_word_without_end_is_cut_anywhere() -> None:
    assert split("x" * 5000) == ["x" * 1999, "x" * 1999, "x" * 1002]


@pytest.mark.parametrize("sign", [FAMILY, FLAGS[:2], THUMB, CAFE[-2:], "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_no_emoji_is_cut(sign: str) -> None:
    for before in range(40):
        for part in split("x" * before + sign * 9, longest=40):
            assert part.strip("x").replace(sign, "") == ""


def test_length_is_counted_as_meta_counts_it() -> None:
    assert (length("a"), length("中"), length("😀")) == (1, 1, 2)
    assert [length(part) for part in split("😀" * 1500)] == [1998, 1002]


@given(
    st.text(alphabet=st.sampled_from("ab .!?\n。！，中😀\u200d\u0301🇫🇷👍🏽\ud800"), max_size=300), st.integers(8, 60)
)
def test_nothing_is_lost_and_nothing_too_long_whatever_the_text(text: str, longest: int) -> None:
    parts = split(text, longest)
    assert all(length(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert parts == [""] or all(part.strip() for part in parts)


def test_quick_replies_stay_within_their_limits() -> None:
    buttons = tuple(Button(title=f"choice {n}", payload=f"p{n}") for n in range(20))
    entry = Entry(
        conversation_id="c", seq=2, at=AT, actor="bot", epoch=1, event=BotReplied(text="x" * 2500, buttons=buttons)
    )
    first = Entry(conversation_id="c", seq=1, at=AT, actor="bot", epoch=1, event=ANSWER)
    parts = Composer(shipped_texts).compose(Tracker("c").apply([first, entry]), [entry])
    assert ["quick_replies" in part.body for part in parts] == [False, True]
    replies = parts[-1].body["quick_replies"]
    assert [reply["payload"] for reply in replies] == [f"p{n}" for n in range(MOST_BUTTONS)]
    # What there is no button for stands in the text.
    assert parts[-1].body["text"].splitlines()[-7:] == [f"• choice {n}" for n in range(MOST_BUTTONS, 20)]


@pytest.mark.parametrize("answers", [2, 15])
def test_no_card_and_no_answer_below_cards_is_lost(answers: int) -> None:
    cards = tuple(Card(title=f"order {n}", subtitle="on its way") for n in range(23))
    buttons = tuple(Button(title=f"choice {n}", payload=f"p{n}") for n in range(answers))
    replied = BotReplied(text="These are your orders.", buttons=buttons, cards=cards)
    _, *parts = bodies(BEGUN, ASKED, ANSWER, ASKED, replied)
    shown = [one["title"] for part in parts[:3] for one in part["attachment"]["payload"]["elements"]]
    assert shown == [card.title for card in cards]
    assert ["quick_replies" in part for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[-1].get("text") == (None if answers == 2 else "• choice 13\n• choice 14")


@pytest.mark.parametrize(
    "title", ["Yes", "x" * 20, "x" * 21, "我想知道我的包裹现在到底在什么地方呢请告诉我", FAMILY * 4]
)
def test_a_title_that_is_too_long_ends_in_an_ellipsis(title: str) -> None:
    reply = quick_reply(Button(title=title, payload="p" * 2000))
    assert length(reply["title"]) <= LONGEST_TITLE
    assert (reply["title"] == title) == (length(title) <= LONGEST_TITLE)
    assert reply["title"] == title or reply["title"][-1] == "…"
    assert length(reply["payload"]) == LONGEST_PAYLOAD


def test_the_bot_says_what_it_is_before_its_first_word() -> None:
    assert said(BEGUN, ASKED, ANSWER) == [DISCLOSED, ANSWER.text]
    assert said(BEGUN, ASKED, ANSWER, ASKED, ANSWER) == [ANSWER.text]


def test_the_bot_says_it_again_after_a_long_silence() -> None:
    assert said(BEGUN, ASKED, ANSWER, ASKED, ANSWER, later=timedelta(hours=24)) == [DISCLOSED, ANSWER.text]
    assert said(BEGUN, ASKED, ANSWER, ASKED, ANSWER, later=timedelta(hours=23)) == [ANSWER.text]


def test_the_bot_says_it_when_it_speaks_after_a_person() -> None:
    elsewhere = SaidElsewhere(client_id="e", app="Meta inbox", text="hello, Ben here")
    assert said(BEGUN, ASKED, ANSWER, WORD, ASKED, ANSWER) == [DISCLOSED, ANSWER.text]
    assert said(BEGUN, ASKED, ANSWER, elsewhere, ASKED, ANSWER) == [DISCLOSED, ANSWER.text]


def test_handing_back_says_it_once() -> None:
    greeting = BotReplied(text="You are back with the automated assistant.")
    assert said(BEGUN, ASKED, ANSWER, WORD, HandedBack(agent_name="Ana"), greeting) == [greeting.text]


def test_a_person_speaks_under_their_name() -> None:
    entry = Entry(conversation_id="c", seq=1, at=AT, actor="agent:ana", epoch=1, event=WORD)
    (part,) = Composer(shipped_texts).compose(Tracker("c").apply([entry]), [entry])
    assert (part.body, part.agent_name) == ({"text": WORD.text}, "Ana")


def test_what_is_for_colleagues_and_what_the_customer_said_is_not_sent() -> None:
    assert said(BEGUN, NoteAdded(client_id="n", text="secret", agent_name="Ana")) == []
    assert said(BEGUN, ASKED) == []


def test_an_empty_reply_is_not_sent() -> None:
    assert said(BEGUN, ANSWER, BotReplied(text=" \n ")) == []
