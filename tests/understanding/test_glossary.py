"""Chinese reads as English words; the list of words is checked as a whole."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.errors import BadConfiguration
from bot.understanding.glossary import Glossary, chinese, read_glossary


def test_few_long_words_win_over_many_short_ones() -> None:
    words = Glossary({"联系": "contact", "联系人": "recipient", "人工": "agent"})
    assert words.english("联系人工") == "contact agent"


def test_what_is_not_chinese_stays_and_unknown_characters_go() -> None:
    assert Glossary({"退款": "refund"}).english("refund 退款龘 48213!") == "refund refund 48213!"


def test_cantonese_mandarin_and_mixed_sentences_read_alike() -> None:
    for text in ("refund 点解 rejected", "refund 为什么 rejected"):
        assert chinese().english(text) == "refund why rejected"


def test_every_mistake_in_a_list_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("# comment\nrefund: 退款\nno colon\nmoney back: 退款\n", "utf-8")
    with pytest.raises(BadConfiguration) as caught:
        read_glossary(path)
    assert [p.split(":")[1] for p in caught.value.problems] == ["3", "4"]


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    chinese().english(text)
