"""Capitals and rows of marks shout; sizes, currencies and one exclamation mark do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.shouting import shouting


@pytest.mark.parametrize(
    "text", ["where is it", "OK", "size XXL please", "DHL or UPS?", "great!", "我的USB充电器", "你好！", "", "48213"]
)
def test_a_quiet_message_is_quiet(text: str) -> None:
    assert shouting(text) == 0


@pytest.mark.parametrize("text", ["WHERE IS MY PARCEL", "still nothing!!!!!", "骗子！！！！！", "NOOOOOO"])
def test_a_loud_message_is_loud(text: str) -> None:
    assert shouting(text) >= 0.7


def test_more_marks_are_louder() -> None:
    assert shouting("no!") < shouting("no!!") < shouting("no!!!") < shouting("no!!!!!")


@given(st.text(max_size=300))
def test_it_is_between_0_and_1(text: str) -> None:
    assert 0 <= shouting(text) <= 1
