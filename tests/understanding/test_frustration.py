"""Frustration belongs to the conversation: it grows with anger and repetition, and fades with a kind word."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.events import Understood
from bot.conversation.interpretation import Interpretation
from bot.conversation.language import Language
from bot.understanding.encoder import OnnxEncoder
from bot.understanding.frustration import frustration
from bot.understanding.heads import Heads
from bot.understanding.understanding import Understanding


def _meant(intent: str = "order_status", sentiment: float = 0.0, shouting: float = 0.0) -> Interpretation:
    return Interpretation(text="…", intent=intent, confidence=0.9, sentiment=sentiment, shouting=shouting)


def _after(*meanings: Interpretation, bot_repeats: int = 0, failures: int = 0) -> float:
    past: list[Understood] = []
    felt = 0.0
    for seq, meant in enumerate(meanings, start=1):
        felt = frustration(past, meant, bot_repeats=bot_repeats, failures=failures)
        past.append(Understood(message_seq=seq, meant=meant, frustration=felt))
    return felt


def test_a_calm_conversation_stays_calm() -> None:
    assert (
        _after(_meant("greeting"), _meant("order_status", -0.05), _meant("shipping_cost"), _meant("thanks", 0.8)) < 0.3
    )


def test_asking_a_second_time_counts_a_little_and_a_third_time_clearly() -> None:
    once, twice, thrice = (_after(*[_meant()] * times) for times in (1, 2, 3))
    assert once < twice < 0.3 < thrice


def test_the_same_question_a_third_time_with_growing_anger_is_too_much() -> None:
    assert _after(_meant(), _meant(sentiment=-0.2), _meant(sentiment=-0.5, shouting=0.4)) > 0.6


def test_a_kind_word_ends_it() -> None:
    assert _after(_meant("complaint", -1.0), _meant("thanks", 0.8)) < 0.3


def test_a_calm_message_lets_it_fade() -> None:
    assert _after(_meant("complaint", -0.9), _meant("deny", 0.0)) < _after(_meant("complaint", -0.9))


def test_a_bot_that_repeats_itself_and_fails_makes_it_worse() -> None:
    assert _after(_meant()) < _after(_meant(), bot_repeats=1) < _after(_meant(), bot_repeats=1, failures=1)


def test_small_talk_again_is_no_repetition() -> None:
    assert _after(*[_meant("affirm")] * 5) == 0


@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 1)), min_size=1, max_size=12),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_it_is_always_between_0_and_1(felt: Sequence[tuple[float, float]], repeats: int, failures: int) -> None:
    assert 0 <= _after(*(_meant("x", s, n) for s, n in felt), bot_repeats=repeats, failures=failures) <= 1


@pytest.mark.parametrize(
    ("texts", "least", "most"),
    [
        (["I was charged twice!!"], 0.0, 0.99),
        (["where is my order?", "so where is my order?", "I asked where my order is!!!"], 0.6, 1.0),
        (["holy cow that was fast, thank you!!"], 0.0, 0.1),
        (["hi", "do you ship to norway", "thanks"], 0.0, 0.3),
        (["this is the worst service ever, you useless idiots!!!"], 0.6, 1.0),
        (["你们这什么垃圾服务！！！骗子公司"], 0.6, 1.0),
        (["great job guys, really, top notch incompetence"], 0.6, 1.0),
    ],
)
def test_real_words_feel_as_they_should(
    encoder: OnnxEncoder, heads: Heads, texts: list[str], least: float, most: float
) -> None:
    understanding = Understanding(encoder, heads)
    meanings = understanding.interpret_now(texts, fallback=Language.ENGLISH)
    assert least <= _after(*meanings) <= most
