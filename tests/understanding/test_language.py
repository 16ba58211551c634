"""The language and script of a message, and what to do where it does not tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.language import Language
from bot.understanding.language import detect

EN, HANS, HANT = Language.ENGLISH, Language.SIMPLIFIED, Language.TRADITIONAL


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my order", EN),
        ("我的订单到哪了", HANS),
        ("請問我的訂單到哪了", HANT),
        ("買咗灰色，想換返黑色得唔得呀", HANT),
        ("请问 pre-order 的那个大概几时会 arrive 呀", HANS),
        # Half of these characters are in both scripts, or change into something else where they stand alone.
        ("晚餐吃什麼", HANT),
        ("這台冰箱保固多久", HANT),
        ("多謝晒", HANT),
        ("之後再聊", HANT),
        ("台灣的门店在哪里，后面那条路吗", HANS),
        ("my name is 王小明 and I cannot log in today", EN),
    ],
)
def test_a_clear_message_tells_its_language(text: str, language: Language) -> None:
    assert all(detect(text, fallback) is language for fallback in Language)


@pytest.mark.parametrize("text", ["48213", "😡", "", "?!", "مرحبا كيف", "ありがとう", "감사합니다"])
def test_a_message_without_letters_that_tell_keeps_the_conversation_s_language(text: str) -> None:
    assert all(detect(text, fallback) is fallback for fallback in Language)


@pytest.mark.parametrize("fallback", [HANS, HANT])
def test_a_chinese_message_of_either_script_keeps_the_conversation_s_script(fallback: Language) -> None:
    assert detect("你好", fallback) is fallback


def test_a_chinese_message_of_either_script_is_simplified_in_an_english_conversation() -> None:
    assert detect("你好", EN) is HANS


def test_one_english_word_leaves_a_chinese_conversation_chinese() -> None:
    assert detect("ok", HANT) is HANT
    assert detect("iPhone 15", HANS) is HANS


def test_an_english_sentence_changes_a_chinese_conversation_to_english() -> None:
    assert detect("sorry, I prefer to write in English", HANT) is EN


@given(st.text(max_size=300), st.sampled_from(list(Language)))
def test_no_text_breaks_it(text: str, fallback: Language) -> None:
    assert detect(text, fallback) in Language
