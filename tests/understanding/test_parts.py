"""Two needs in one message are two parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.parts import MOST, parts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "When do you restock the socks? Also my handbag was stolen.",
            ["When do you restock the socks", "Also my handbag was stolen"],
        ),
        ("where is my order, and also i was charged twice", ["where is my order", "also i was charged twice"]),
        ("我想退这双鞋。另外你们扣了我两次钱", ["我想退这双鞋", "另外你们扣了我两次钱"]),
        ("鞋子想退，順便問一下運費誰出", ["鞋子想退", "順便問一下運費誰出"]),
        (
            "is the green kettle coming back soon and what wattage is it",
            ["is the green kettle coming back soon", "what wattage is it"],
        ),
        (
            "swap the mug in order 2210, will it get there friday",
            ["swap the mug in order 2210", "will it get there friday"],
        ),
        ("打发票的事麻烦处理下，什么时候发货", ["打发票的事麻烦处理下", "什么时候发货"]),
    ],
)
def test_each_sentence_and_turn_is_a_part(text: str, found: list[str]) -> None:
    assert parts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "salt and pepper mills and plates",
        "it broke, badly, on Sunday",
        "where is my order",
        "hi. where is my order?",
        "it cost 12.50 last week",
        "你好，我想退货",
        "",
    ],
)
def test_one_need_has_no_parts(text: str) -> None:
    assert parts(text) == []


@given(st.text(max_size=500))
def test_there_are_never_too_many(text: str) -> None:
    assert len(parts(text)) <= MOST
