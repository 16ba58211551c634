"""Frustration belongs to the conversation: it grows with anger and repetition, and fades with a kind word."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.events import Understood
from bot.conversation.interpretation import Interpretation
from bot.conversation.language import Language
from bot.training.conversations import read_conversations
from bot.training.frustration import Moment, moments_of
from bot.understanding.encoder import OnnxEncoder
from bot.understanding.frustration import DEFAULT_CURVE, FrustrationCurve, frustration
from bot.understanding.heads import Heads
from bot.understanding.understanding import Understanding

TALKS = Path(__file__).parents[2] / "training_data" / "conversations"


def _meant(intent: str = "order_status", sentiment: float = 0.0, shouting: float = 0.0) -> Interpretation:
    return Interpretation(text="…", intent=intent, confidence=0.9, sentiment=sentiment, shouting=shouting)


def _after(*meanings: Interpretation, bot_repeats: int = 0, failures: int = 0, minutes: float = 0) -> float:
    past = [Understood(message_seq=seq, meant=meant, frustration=0.0) for seq, meant in enumerate(meanings[:-1], 1)]
    waited = timedelta(minutes=minutes)
    return frustration(past, meanings[-1], bot_repeats=bot_repeats, failures=failures, waited=waited)


_meanings = st.builds(
    _meant,
    st.sampled_from(["order_status", "out_of_scope", "complaint", "deny", "x"]),
    st.floats(-1, 0.2),
    st.floats(0, 1),
)
_courses = st.lists(_meanings, min_size=1, max_size=6)


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


@given(_courses, st.integers(0, 5), st.integers(0, 5), st.floats(0, 300))
def test_more_trouble_is_never_less_frustration(
    course: list[Interpretation], repeats: int, failures: int, minutes: float
) -> None:
    so_far = _after(*course, bot_repeats=repeats, failures=failures, minutes=minutes)
    assert so_far <= _after(*course, bot_repeats=repeats + 1, failures=failures, minutes=minutes)
    assert so_far <= _after(*course, bot_repeats=repeats, failures=failures + 1, minutes=minutes)
    assert so_far <= _after(*course, bot_repeats=repeats, failures=failures, minutes=minutes * 2 + 1)


@given(_courses, st.integers(1, 6))
def test_asking_once_more_is_never_less_frustrating(course: list[Interpretation], times: int) -> None:
    asked = [_meant()] * times
    assert _after(*course, *asked) >= _after(*course, *asked[1:], _meant("price_question"))
    assert _after(*asked, _meant()) >= _after(*asked)


@given(_courses, st.integers(0, 5), st.integers(0, 5), st.floats(0, 300), st.floats(0.3, 1))
def test_thanks_never_leave_it_higher_and_nearly_end_it(
    course: list[Interpretation], repeats: int, failures: int, minutes: float, joy: float
) -> None:
    before = _after(*course, bot_repeats=repeats, failures=failures, minutes=minutes)
    after = _after(*course, _meant("thanks", joy), bot_repeats=repeats, failures=failures, minutes=minutes)
    assert after <= before
    assert repeats or after < 0.15


@given(_courses)
def test_a_calm_new_matter_lets_it_fall(course: list[Interpretation]) -> None:
    before, after = _after(*course), _after(*course, _meant("gift_card"))
    assert after < before or before <= 0.002


def test_it_goes_on_falling_while_the_customer_stays_calm() -> None:
    calm = [_meant(intent) for intent in ("gift_card", "store_info", "price_question")]
    course = [_after(_meant("complaint", -1.0, 0.5), *calm[:times]) for times in range(4)]
    assert all(later < earlier for earlier, later in pairwise(course))
    assert course[0] > 0.8
    assert course[-1] < 0.2


def test_waiting_wears_a_customer_down() -> None:
    waits = [_after(_meant(), minutes=minutes) for minutes in (0, 1, 10, 60, 120, 600)]
    assert waits[0] == 0
    assert waits == sorted(waits)
    assert waits[-1] == waits[-2] < 0.6


def test_shouting_makes_anger_hotter_and_is_nothing_by_itself() -> None:
    assert _after(_meant(shouting=1.0)) == _after(_meant()) == 0
    assert _after(_meant("thanks", 0.9, shouting=1.0)) == 0
    assert _after(_meant(sentiment=-0.6, shouting=0.6)) > _after(_meant(sentiment=-0.6))


def test_what_the_bot_knows_nothing_of_is_asked_again_only_in_the_same_words() -> None:
    first, second = (Interpretation(text=t, intent="out_of_scope", confidence=0.9) for t in ("moon?", "mars?"))
    assert _after(first, second) == 0
    assert _after(first, first) > 0


def test_a_repetition_is_still_felt_in_the_words_that_follow_it() -> None:
    assert _after(_meant(), _meant(), _meant(), _meant("deny")) > _after(_meant(), _meant("deny"))


def test_another_curve_weighs_otherwise() -> None:
    patient = msgspec.structs.replace(DEFAULT_CURVE, anger=0.1, fury=0.1)
    furious = _meant(sentiment=-1.0)
    assert frustration([], furious, bot_repeats=0, failures=0, curve=patient) < _after(furious)


@pytest.mark.parametrize("wrong", [b'{"failed": -0.1}', b'{"kept": 1.5}', b'{"start": 1}'])
def test_a_curve_with_which_trouble_would_calm_is_refused(wrong: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(wrong, type=FrustrationCurve)


@pytest.mark.parametrize(
    ("texts", "least", "most"),
    [
        (["I was charged twice!!"], 0.0, 0.4),
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


def test_it_rises_and_falls_as_people_said_it_would(encoder: OnnxEncoder, heads: Heads) -> None:
    understanding = Understanding(encoder, heads)
    talks = [talk for file in ("rising", "calming") for talk in read_conversations(TALKS) if file in talk.place]
    apart = moments_of(talks, lambda texts: understanding.interpret_now(texts, fallback=Language.ENGLISH))

    def level(moment: Moment) -> float:
        return DEFAULT_CURVE.level(moment.signs(DEFAULT_CURVE.kept))

    steps = [
        (later.felt > earlier.felt, level(later) > level(earlier))
        for course in apart
        for earlier, later in pairwise(course)
        if abs(later.felt - earlier.felt) >= 0.2
    ]
    assert len(steps) > 120
    assert sum(said == meant for said, meant in steps) / len(steps) > 0.85
