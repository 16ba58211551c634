"""The doubts, the distance and the curve agree with what can be worked out by hand."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from bot.understanding.encoder import DEPTHS
from bot.understanding.out_of_scope import Floats, Known, OutOfScope, doubts, known_by, last_layer

SURE = math.log((1 - 1e-6) / 1e-6)
#: Two intents at right angles; each has two sentences, at the angle on either side whose sine is 0.6.
TWO = [(0.8, 0.6), (0.8, -0.6), (0.6, 0.8), (-0.6, 0.8)]
TWO_LABELS = np.array([0, 0, 1, 1])


def embedded(points: Sequence[tuple[float, ...]]) -> Floats:
    """Return embeddings whose last layer lies at the points; the other layers tell nothing."""
    last = np.array(points, np.float32)
    return np.concatenate([last, *[np.full_like(last, 7.0)] * (len(DEPTHS) - 1)], axis=1)


def floats(*values: float) -> Floats:
    return np.array(values, np.float32)


def test_the_curve_weighs_each_doubt() -> None:
    curve = OutOfScope(odds=1, doubt=2, energy=0.5, distance=3, bias=-1)
    found = curve.chance(np.array([[0, 0, 0, 1 / 3], [math.log(3), 0, 0, 1 / 3], [0, 0.5, 0, 0], [0, 0, 2, 0]]))
    assert found == pytest.approx([0.5, 0.75, 0.5, 0.5], abs=1e-6)


def test_the_curve_without_training_is_what_the_likeliest_intent_leaves() -> None:
    scores = np.log(np.array([[1, 3]], np.float32))
    assert OutOfScope().chance(doubts(scores, 1, floats(9), None)) == pytest.approx([0.25], abs=1e-6)


def test_the_wildest_doubts_give_a_probability() -> None:
    found = OutOfScope(distance=1).chance(np.array([[0, 0, 0, 1e9], [0, 0, 0, -1e9]]))
    assert found == pytest.approx([1, 0], abs=1e-6)


@pytest.mark.parametrize("temperature", [1.0, 2.0])
def test_doubts_are_odds_of_the_label_what_the_best_leaves_and_minus_the_energy(temperature: float) -> None:
    # After temperature 1 : 3 : 4, the last one is the label.
    scores = np.float32(temperature) * np.log(np.array([[1, 3, 4]], np.float32))
    found = doubts(scores, temperature, floats(0.7), 2)
    assert found == pytest.approx(
        np.array([[math.log(4 / (1 + 3)), math.log(5 / 3), -temperature * math.log(1 + 3), 0.7]]), abs=1e-5
    )


def test_without_the_label_its_odds_say_nothing() -> None:
    found = doubts(np.log(np.array([[1, 3]], np.float32)), 1, floats(0), None)
    assert found == pytest.approx(np.array([[0, math.log(1 / 3), -math.log(4), 0]]), abs=1e-5)


def test_doubts_stay_finite_where_scores_run_away() -> None:
    found = doubts(
        np.array([[-100, -200, -150], [900, -900, 0], [-900, -900, 900]], np.float32), 0.05, floats(0, 0, 0), 2
    )
    assert np.isfinite(found).all()
    assert found[:, 0] == pytest.approx([-14, -14, 14])
    assert found[:, 1] == pytest.approx([-SURE, -SURE, SURE], rel=1e-2)


def test_where_only_out_of_scope_was_learnt_no_intent_is_likely() -> None:
    found = doubts(np.array([[1.0]], np.float32), 1, floats(0), 0)
    assert found[0, 0] == 0
    assert found[0, 1] == pytest.approx(SURE, rel=1e-2)


def test_a_message_as_far_as_the_learnt_ones_are_is_at_distance_1() -> None:
    known = known_by(embedded(TWO), TWO_LABELS)
    assert known.distance(embedded(TWO)) == pytest.approx([1, 1, 1, 1], rel=0.01)


def test_the_nearest_intent_counts() -> None:
    known = known_by(embedded(TWO), TWO_LABELS)
    # Centres at 0.8 along each axis; the spread is half of 0.6² each way, and there are two ways.
    found = known.distance(embedded([(1, 0), (-1, 0), (-1, -1)]))
    last = (math.sqrt(0.5) + 0.8) ** 2 + 0.5
    assert found == pytest.approx([0.2**2 / 0.36, (0.8**2 + 1) / 0.36, last / 0.36], rel=0.02)


def test_a_step_where_sentences_never_vary_is_farther_than_one_where_they_do() -> None:
    varied = [(math.cos(a), math.sin(a), 0.0) for a in (-0.5, -0.25, 0.25, 0.5)]
    known = known_by(embedded(varied), np.zeros(4, np.int64))
    along, across = known.distance(embedded([(math.cos(0.6), math.sin(0.6), 0), (math.cos(0.6), 0, math.sin(0.6))]))
    assert across > 1.5 * along


def test_equal_sentences_leave_finite_distances() -> None:
    known = known_by(embedded([(1, 0, 0), (1, 0, 0), (0, 1, 0)]), np.array([4, 4, 9]))
    assert known.centres.shape == (2, 3)
    assert np.isfinite(known.whitening).all()
    assert np.isfinite(known.centres).all()
    here, elsewhere = known.distance(embedded([(1, 0, 0), (0, 0, 1)]))
    assert here < elsewhere < np.inf


def test_where_no_intent_is_known_there_is_no_distance() -> None:
    known = known_by(embedded(TWO)[:0], TWO_LABELS[:0])
    assert known.distance(embedded(TWO)).tolist() == [0, 0, 0, 0]
    assert isinstance(known, Known)
    assert known.whitening.shape == (2, 2)


def test_the_last_layer_is_the_first_part_at_length_1() -> None:
    assert last_layer(embedded([(3, 4)])) == pytest.approx(np.array([[0.6, 0.8]]))
    assert last_layer(embedded([(0, 0)])).tolist() == [[0, 0]]
