"""The texts that Baton comes with, in every language."""

import re

import pytest

from bot.automation.responses import Responses
from bot.automation.wanted import WANTED
from bot.conversation.language import Language
from bot.conversation.message import Reply

LOW_STAKES = (
    *("delivery_time", "shipping_cost", "shipping_options", "change_address", "cancel_order", "change_order"),
    *("return_policy", "start_return", "track_return", "payment_methods", "invoice_copy", "discount_code"),
    *("price_question", "gift_card", "loyalty_points", "product_availability", "product_info", "warranty_info"),
    *("damaged_or_wrong_item", "password_reset", "account_settings", "store_info"),
)
SMALL_TALK = ("greeting", "thanks", "goodbye", "bot_challenge", "affirm", "deny")
OTHERS = (
    *("order_status", "request_human", "double_charge", "unknown_charge", "wrong_amount", "refund_overdue"),
    *("refund_dispute", "missing_parcel", "fraud_report", "account_takeover", "data_privacy", "legal_threat"),
    *("product_safety", "courier_misconduct", "complaint", "vulnerable_customer", "vague_problem", "out_of_scope"),
)
#: Messenger cuts a quick reply's title here.
LONGEST_TITLE = 20
VALUES = {
    "name": "Ana",
    "need": "…",
    "place": 2,
    "low": 3,
    "high": 8,
    "opens_at": "…",
    "number": "48213",
    "day": "Tuesday",
    "carrier": "GreenPost",
    "tracking": "GP1",
}
#: What makes the routing take a reply for a question whose answer is awaited.
QUESTION = re.compile(
    r"[?？]|\b(please|could you|which|what|tell me)\b|请|請|哪|吗|嗎|呢|麻烦|麻煩|提供", re.IGNORECASE
)


def every_reply(responses: Responses, language: Language) -> list[tuple[str, Reply]]:
    """Return each variant of each text."""
    return [(key, responses.varied(n).say(key, language, **VALUES)) for key in responses.keys for n in range(2)]


@pytest.mark.parametrize("language", Language)
def test_no_button_is_longer_than_messenger_shows(responses: Responses, language: Language) -> None:
    titles = {button.title for _, reply in every_reply(responses, language) for button in reply.buttons}
    assert [title for title in titles if len(title) > LONGEST_TITLE] == []


@pytest.mark.parametrize("language", [Language.SIMPLIFIED, Language.TRADITIONAL])
def test_chinese_texts_are_chinese(responses: Responses, language: Language) -> None:
    for key, reply in every_reply(responses, language):
        assert re.search(r"[一-鿿]", reply.text), key
        assert not re.search(r"[,;?!](?!\d)", reply.text), f"{key}: ordinary punctuation"


def test_simplified_and_traditional_are_not_mixed_up(responses: Responses) -> None:
    only_traditional = set("們這請說單訂處輸還沒問題為嗎應當")
    only_simplified = set("们这请说单订处输还没问题为吗应当") - {"没"}
    for key, reply in every_reply(responses, Language.SIMPLIFIED):
        assert not only_traditional & set(reply.text), key
    for key, reply in every_reply(responses, Language.TRADITIONAL):
        assert not only_simplified & set(reply.text), key


def test_taiwan_reads_its_own_words(responses: Responses) -> None:
    mainland = re.compile(r"订单号|訂單號|郵箱|快遞|賬|账|信息|支持|默認|登錄|優惠碼|發票抬頭|運單")
    for key, reply in every_reply(responses, Language.TRADITIONAL):
        assert not mainland.search(reply.text), key


def test_english_needs_no_exclamation_marks(responses: Responses) -> None:
    assert [key for key, reply in every_reply(responses, Language.ENGLISH) if "!" in reply.text] == []


def test_every_question_that_the_bot_answers_itself_has_an_answer(responses: Responses) -> None:
    assert [intent for intent in LOW_STAKES + SMALL_TALK if f"faq/{intent}" not in responses] == []


def test_every_intent_has_a_name_for_agents(responses: Responses) -> None:
    assert [intent for intent in LOW_STAKES + SMALL_TALK + OTHERS if f"intent/{intent}" not in responses] == []


@pytest.mark.parametrize("language", Language)
def test_an_answer_does_not_sound_like_a_question(responses: Responses, language: Language) -> None:
    answers = [(key, reply.text) for key, reply in every_reply(responses, language) if key.startswith("faq/")]
    assert [key for key, text in answers if QUESTION.search(text)] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", ["utter_ask_order_number", "utter_ask_email", "utter_offer_person", "utter_clarify"])
def test_a_question_sounds_like_one(responses: Responses, key: str, language: Language) -> None:
    assert QUESTION.search(responses.say(key, language).text)


@pytest.mark.parametrize("language", Language)
def test_every_handoff_says_the_place_in_line(responses: Responses, language: Language) -> None:
    for key in (key for key in WANTED if key.startswith("utter_handoff")):
        assert "7" in responses.say(key, language, place=7).text


@pytest.mark.parametrize("intent", ["cancel_order", "change_address", "change_order", "start_return", "password_reset"])
def test_what_the_bot_cannot_do_it_says_and_offers_a_person(responses: Responses, intent: str) -> None:
    reply = responses.say(f"faq/{intent}", Language.ENGLISH)
    assert "I can't" in reply.text
    assert "Talk to a person" in [button.title for button in reply.buttons]
