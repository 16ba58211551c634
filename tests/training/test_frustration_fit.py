"""The curve is fitted to example conversations: it follows them, and keeps its promises whatever they say."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.events import BOT, ActionRan, BotReplied, CustomerMessaged, Entry, Event
from bot.conversation.interpretation import Interpretation
from bot.conversation.tracker import Tracker
from bot.training.conversations import LEVELS, Answered, Example, Failed, Told, Turn, Waited, read_conversations
from bot.training.frustration import (
    fit_frustration,
    learn_frustration,
    measure_frustration,
    measured,
    moments_of,
)
from bot.understanding.frustration import DEFAULT_CURVE, FrustrationCurve, Signs

OURS = Path(__file__).parents[2] / "training_data" / "conversations"
WORDS = {"furious": -1.0, "cross": -0.5, "fine": 0.0, "thanks": 0.9}


def read_words(texts: Sequence[str]) -> list[Interpretation]:
    """Return interpretations of sentences that say plainly how the customer feels."""
    felt = [next((worth for word, worth in WORDS.items() if word in text), 0.0) for text in texts]
    return [
        Interpretation(text=text, intent=text.split()[0], confidence=0.9, sentiment=sentiment)
        for text, sentiment in zip(texts, felt, strict=True)
    ]


def talk(*turns: Turn) -> Example:
    return Example(turns=turns, place="talks.yml:1")


def told(text: str, frustration: float) -> Told:
    return Told(text=text, frustration=frustration)


PLAIN = [
    talk(told("refund fine", 0.0), told("refund cross", 0.4), told("refund furious", 1.0)),
    talk(told("parcel furious", 0.8), told("thanks", 0.0)),
    talk(told("parcel fine", 0.0), told("invoice fine", 0.0)),
    talk(told("invoice cross", 0.4), told("invoice furious", 0.8), told("gift fine", 0.4)),
] * 5


def weights(curve: FrustrationCurve) -> list[float]:
    return [getattr(curve, name) for name in Signs.__slots__]


def test_a_good_curve_tells_who_has_had_enough() -> None:
    found = measure_frustration(PLAIN, read_words)
    assert found.auroc > 0.95
    assert found.brier < 0.03
    assert found.calibration_error < 0.12


def test_the_same_conversations_give_the_same_curve() -> None:
    assert fit_frustration(PLAIN, read_words) == fit_frustration(PLAIN, read_words)


def test_customers_who_mind_waiting_teach_the_curve_to_mind_it() -> None:
    patient = [talk(Waited(time=wait), told("parcel fine", 0.0)) for wait in WAITS]
    hasty = [talk(Waited(time=wait), told("parcel fine", 0.8)) for wait in WAITS]
    calm, keen = (fit_frustration([*PLAIN, *talks * 5], read_words) for talks in (patient, hasty))
    assert calm.waited < keen.waited


WAITS = [turn.time for example in read_conversations(OURS) for turn in example.turns if isinstance(turn, Waited)][:8]


@settings(max_examples=8)
@given(st.lists(st.sampled_from(LEVELS), min_size=12, max_size=12))
def test_labels_by_chance_never_make_trouble_calm(labels: list[float]) -> None:
    texts = ["parcel fine", "parcel cross", "parcel furious"]
    talks = [
        talk(Failed(), *(told(text, label) for text, label in zip(texts, labels[at : at + 3], strict=True)))
        for at in range(0, 12, 3)
    ]
    curve = fit_frustration(talks, read_words)
    assert min(weights(curve)) > 0
    assert 0 < curve.kept < 1
    assert curve.start < 0
    assert msgspec.json.decode(msgspec.json.encode(curve), type=FrustrationCurve) == curve


_turns = st.one_of(
    st.just(told("parcel fine", 0.0)),
    st.just(Failed()),
    st.sampled_from([Answered(text="One moment."), Answered(text="Which order?")]),
)


@given(st.lists(_turns, max_size=12))
def test_an_example_counts_as_a_live_conversation_does(turns: list[Turn]) -> None:
    tracker = Tracker("c")
    live: list[tuple[int, int]] = []
    for seq, turn in enumerate(turns, start=1):
        if isinstance(turn, Told):
            live.append((tracker.stretch.repeats, tracker.stretch.failures))
        tracker.apply([entry(seq, turn)])
    (moments,) = moments_of([talk(*turns)], read_words)
    assert [(moment.bot_repeats, moment.failures) for moment in moments] == live


def entry(seq: int, turn: Turn) -> Entry:
    return Entry(
        conversation_id="c", seq=seq, at=datetime(2026, 1, 1, tzinfo=UTC), actor=BOT, epoch=1, event=event(turn)
    )


def event(turn: Turn) -> Event:
    match turn:
        case Answered(text=text):
            return BotReplied(text=text)
        case Failed():
            return ActionRan(action="look_up", outcome="timeout", failed=True)
        case _:
            return CustomerMessaged(client_id="1", text="…")


def test_waits_add_up_over_a_conversation() -> None:
    (moments,) = moments_of(
        [talk(Waited(time=WAITS[0]), told("a", 0), Waited(time=WAITS[1]), told("b", 0))], read_words
    )
    assert [moment.waited for moment in moments] == [WAITS[0], WAITS[0] + WAITS[1]]


def test_the_figures_of_a_perfect_and_of_a_useless_curve() -> None:
    labels = [0.0, 0.2, 0.6, 1.0]
    assert measured(labels, labels).scores() == pytest.approx(
        {"frustration_brier": 0.0, "frustration_calibration_error": 0.0, "frustration_auroc": 1.0}
    )
    useless = measured([0.5] * 4, labels)
    assert useless.auroc == 0.5
    assert useless.brier == pytest.approx(np.mean([(0.5 - label) ** 2 for label in labels]))
    assert useless.calibration_error == pytest.approx(0.05)


def test_a_shop_without_conversations_gets_the_curve_that_comes_with_baton() -> None:
    assert learn_frustration((), read_words) == (DEFAULT_CURVE, {})


def test_one_call_reads_fits_and_measures() -> None:
    curve, scores = learn_frustration(read_conversations(OURS / "en"), read_words)
    assert min(weights(curve)) > 0
    assert set(scores) == {"frustration_brier", "frustration_calibration_error", "frustration_auroc"}
