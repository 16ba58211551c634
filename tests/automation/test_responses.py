"""What the bot says: texts filled, varied, in the right language."""

import pytest

from bot.automation.responses import ButtonText, Responses, Variant, joined, variety
from bot.conversation.errors import BadInput
from bot.conversation.events import BotReplied, Entry
from bot.conversation.language import Language
from bot.conversation.message import Button, Reply
from bot.conversation.tracker import Tracker

from .talk import NOW


def in_all(text: str) -> dict[Language, str]:
    return dict.fromkeys(Language, text)


HELLO = {Language.ENGLISH: "Hello {name}", Language.SIMPLIFIED: "{name}，您好", Language.TRADITIONAL: "{name}，您好"}
YES = ButtonText(title={Language.ENGLISH: "Yes", Language.SIMPLIFIED: "好", Language.TRADITIONAL: "好"})


@pytest.fixture
def texts() -> Responses:
    return Responses(
        {
            "utter_hello": (Variant(text=HELLO, buttons=(YES,)),),
            "utter_two": (Variant(text=in_all("one")), Variant(text=in_all("two"))),
        }
    )


def test_fills_placeholders_in_the_language_that_is_asked_for(texts: Responses) -> None:
    assert texts.say("utter_hello", Language.SIMPLIFIED, name="Ana").text == "Ana，您好"


def test_a_button_sends_its_title(texts: Responses) -> None:
    assert texts.say("utter_hello", Language.SIMPLIFIED, name="Ana").buttons == (Button(title="好", payload="好"),)


def test_a_value_is_never_read_as_a_placeholder(texts: Responses) -> None:
    assert texts.say("utter_hello", Language.ENGLISH, name="{name} {secret}").text == "Hello {name} {secret}"


def test_a_missing_value_or_text_is_said_to_be_missing(texts: Responses) -> None:
    with pytest.raises(BadInput, match="needs a value for `name`"):
        texts.say("utter_hello", Language.ENGLISH)
    with pytest.raises(BadInput, match="no text `utter_bye`"):
        texts.say("utter_bye", Language.ENGLISH)


def test_the_next_reply_of_a_conversation_is_another_variant_and_a_replay_the_same(texts: Responses) -> None:
    tracker = Tracker("c1")
    first = texts.varied(variety(tracker)).say("utter_two", Language.ENGLISH)
    replayed = texts.varied(variety(Tracker("c1"))).say("utter_two", Language.ENGLISH)
    reply = BotReplied(text=first.text)
    tracker.apply([Entry(conversation_id="c1", seq=1, at=NOW, actor="bot", epoch=1, event=reply)])
    second = texts.varied(variety(tracker)).say("utter_two", Language.ENGLISH)
    assert first == replayed
    assert first != second


def test_sentences_are_joined_as_the_language_wants() -> None:
    replies = (Reply(text="一。"), Reply(text="二。"))
    assert joined(replies, Language.TRADITIONAL).text == "一。二。"
    assert joined(replies, Language.ENGLISH).text == "一。 二。"
