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


@pytest.mark.parametrize("text", ["please do not cancel my new order", "I want to cancel my order"])
def test_what_is_done_is_not_torn_from_whether(text: str) -> None:
    assert parts(text) == []


def test_of_many_parts_the_first_and_the_last_are_looked_at() -> None:
    said = [f"this is sentence number {n}" for n in range(9)]
    assert parts(". ".join(said)) == [*said[:3], *said[-3:]]


@pytest.mark.parametrize("run", [" " * 3_000, "\t \u3000" * 900, " ," * 1_500])
def test_a_long_run_of_blanks_or_commas_is_one(run: str) -> None:
    said = "i want to return the shoes, can you send a label"
    assert parts(said.replace(", ", f",{run}")) == parts(said) != []


@given(st.text(max_size=500))
def test_there_are_never_too_many(text: str) -> None:
    assert len(parts(text)) <= MOST
