"""Signed links: only ours, only whole, only for half an hour."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.link_tokens import LASTS, Link, read, written

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LINK = Link(id="n" * 22, conversation_id="c" * 22, how="link", ends_at=NOW + LASTS)
WORD = written(LINK, ["new", "old"])


def test_what_was_signed_is_read_with_the_secret_that_signed_or_the_one_after() -> None:
    assert read(WORD, ["new", "old"], now=NOW) == LINK
    assert read(WORD, ["newer", "new"], now=NOW) == LINK
    assert read(WORD, ["newest", "newer"], now=NOW) is None


def test_it_ends_after_half_an_hour() -> None:
    assert read(WORD, ["new"], now=NOW + LASTS - timedelta(seconds=1)) == LINK
    assert read(WORD, ["new"], now=NOW + LASTS) is None


def test_it_fits_into_a_link_to_a_page() -> None:
    longest = Link(id="n" * 22, conversation_id="c" * 64, how="account", ends_at=NOW + LASTS)
    word = written(longest, ["new"])
    assert len(word) <= 250
    assert set(word) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@pytest.mark.parametrize(
    "wrong", ["", "baton.", "baton..", "baton.a.b", "baton.é.é", WORD[6:], WORD + ".x", WORD + "="]
)
def test_what_is_no_link_is_none(wrong: str) -> None:
    assert read(wrong, ["new"], now=NOW) is None


@given(place=st.integers(0, len(WORD) - 1), letter=st.sampled_from("aZ0-_."))
def test_no_letter_can_be_changed(place: int, letter: str) -> None:
    changed = WORD[:place] + letter + WORD[place + 1 :]
    found = read(changed, ["new"], now=NOW)
    # The last letter of a base64 word may hold bits that mean nothing: then it is the same link.
    assert found is None or found == LINK


@given(text=st.text(max_size=80))
def test_whatever_comes_is_none_and_breaks_nothing(text: str) -> None:
    assert read(text, ["new"], now=NOW) is None
    assert read(f"baton.{text}", ["new"], now=NOW) is None
