"""Tags are words in one spelling, and few of them."""

import pytest

from bot.conversation.errors import BadInput
from bot.engine.lessons import LONGEST_TAG, MOST_TAGS, checked_tags


def test_tags_are_trimmed_in_small_letters_and_each_once() -> None:
    assert checked_tags(["  Refund ", "refund", "VIP  customer", "退款"]) == ("refund", "vip customer", "退款")


def test_no_tags_are_fine() -> None:
    assert checked_tags([]) == ()


@pytest.mark.parametrize(
    "tags", [[""], ["  "], ["\x00"], ["x" * (LONGEST_TAG + 1)], [f"t{n}" for n in range(MOST_TAGS + 1)]]
)
def test_what_is_no_tag_or_one_too_many_is_refused(tags: list[str]) -> None:
    with pytest.raises(BadInput):
        checked_tags(tags)


def test_the_limits_are_allowed() -> None:
    assert len(checked_tags([f"{n}" * LONGEST_TAG for n in range(MOST_TAGS)])) == MOST_TAGS
