"""What may be said, and under which ids."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.errors import BadInput, TooLarge
from bot.conversation.message import LONGEST_CLIENT_ID, LONGEST_MESSAGE, checked_client_id, checked_text

#: Everything that JSON can bring, lone surrogates included.
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  where is my order? \n", "where is my order?"),
        ("first\nsecond\tthird", "first\nsecond\tthird"),
        ("first\r\nsecond", "first\nsecond"),
        ("a\x00b\x07c\x1b[31md\x7fe\x85f", "abc[31mdef"),
        ("我的订单在哪里", "我的订单在哪里"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("0", "0"),
        ("?", "?"),
    ],
)
def test_text_is_kept_without_control_characters_and_outer_space(sent: str, kept: str) -> None:
    assert checked_text(sent) == kept


@pytest.mark.parametrize("sent", ["a\ud800b", "\udc00 ab", "a\udc00\ud800b", "ab\ud800"])
def test_lone_surrogates_are_replaced_so_that_the_text_can_be_stored(sent: str) -> None:
    kept = checked_text(sent)
    assert "\ufffd" in kept
    assert kept.encode().decode() == kept


def test_a_surrogate_pair_is_the_character_that_it_stands_for() -> None:
    assert checked_text("\ud83d\ude00") == "😀"


@pytest.mark.parametrize(
    "sent",
    ["", " ", "\n\t\r", "\x00\x01", "\u200b", "\u200b\u200d\ufeff", "\u2060 \u00a0\u3000", "\u2028\u2029", "\u202e"],
)
def test_a_message_with_nothing_to_read_is_refused(sent: str) -> None:
    with pytest.raises(BadInput, match="text is empty"):
        checked_text(sent)


def test_the_longest_message_is_taken_and_one_character_more_is_not() -> None:
    assert checked_text("x" * LONGEST_MESSAGE) == "x" * LONGEST_MESSAGE
    with pytest.raises(TooLarge, match=str(LONGEST_MESSAGE)):
        checked_text("x" * (LONGEST_MESSAGE + 1))


@pytest.mark.parametrize("character", ["x", " ", "\u200b", "\x00", "\ud800", "好"])
def test_a_million_characters_are_refused_whatever_they_are(character: str) -> None:
    with pytest.raises(TooLarge):
        checked_text(character * 1_000_000)


@given(ANYTHING)
def test_whatever_is_taken_can_be_stored_read_and_taken_again(sent: str) -> None:
    try:
        kept = checked_text(sent)
    except BadInput:
        return
    assert kept.encode().decode() == kept
    assert not [c for c in kept if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert checked_text(kept) == kept


@pytest.mark.parametrize("client_id", ["a", "0", "m-1_2.3:4", "Z" * LONGEST_CLIENT_ID])
def test_an_id_of_plain_characters_is_taken_as_it_is(client_id: str) -> None:
    assert checked_client_id(client_id) == client_id


@pytest.mark.parametrize(
    "client_id",
    ["", "x" * (LONGEST_CLIENT_ID + 1), "a b", "a/b", "a\n", "é", "一", "\x00", "a\ud800", "'; DROP TABLE event"],
)
def test_any_other_id_is_refused(client_id: str) -> None:
    with pytest.raises(BadInput, match="id must be 1 to 64"):
        checked_client_id(client_id)
