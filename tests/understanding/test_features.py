"""One spelling for what means the same, and the same rows for the same text, for ever."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.features import BUCKETS, folded, rows_of


@pytest.mark.parametrize(
    ("text", "one_spelling"),
    [
        ("Where  is\nit", "where is it"),
        ("４８２１３", "48213"),
        ("訂單還沒到", "订单还没到"),
        ("z̷̢a̵l̴g̶o̶", "zalgo"),
        ("soooooo late!!!!!!", "sooo late!!!"),
        ("real\u200bperson", "realperson"),
        ("\ud800", "?"),
        ("", ""),
    ],
)
def test_spellings_fold(text: str, one_spelling: str) -> None:
    assert folded(text) == one_spelling


def test_rows_never_change() -> None:
    # Trained tables depend on them: where this fails, `FEATURES_VERSION` must rise and models be trained anew.
    assert rows_of("hi", "hi").tolist() == [2285, 9028, 10924, 22264, 25463, 26515, 28145, 29280, 31674]


@given(st.text(max_size=200), st.text(alphabet="abc !?", max_size=50))
def test_rows_are_distinct_ascending_and_within_the_table(text: str, english: str) -> None:
    rows = rows_of(folded(text), english)
    assert (np.diff(rows) > 0).all()
    assert rows.min() >= 0
    assert rows.max() < BUCKETS


@given(st.text(max_size=200))
def test_folding_keeps_texts_short(text: str) -> None:
    assert len(folded(text)) <= len(text) * 18
