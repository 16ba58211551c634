"""Figures of an examination agree with what can be counted by hand, and whoever knows nothing is not sure of it."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.conversation.errors import BadConfiguration
from bot.training.answers import Answers
from bot.training.data import Sentence, read_sentences
from bot.training.examine import OfIntent, _moved, cross_examine, examine, report
from tests.training.conftest import WordEncoder

NEVER, OUTSIDE = -1, -2
#: Label, chances of `ask` and `buy`, chance of being out of scope.
BY_HAND = [
    (0, (0.9, 0.1), 0.1),  # right
    (0, (0.2, 0.8), 0.2),  # wrong
    (1, (0.3, 0.7), 0.1),  # right
    (1, (0.4, 0.6), 0.9),  # right, but judged out of scope
    (NEVER, (0.6, 0.4), 0.3),
    (OUTSIDE, (0.8, 0.2), 0.95),
    (OUTSIDE, (0.5, 0.5), 0.2),
]
#: Six intents that share their first words and nothing else.
SUBJECTS = {
    "order_status": ("parcel", "tracking", "delivery", "shipment"),
    "double_charge": ("charged", "payment", "twice", "billing"),
    "return_policy": ("return", "exchange", "unworn", "deadline"),
    "opening_hours": ("opening", "hours", "sunday", "closing"),
    "gift_card": ("gift", "voucher", "balance", "redeem"),
    "newsletter": ("newsletter", "unsubscribe", "spam", "mailing"),
}
WORLD = ("football", "election", "moon", "pasta", "guitar", "volcano", "poem", "chess")


def answers(rows: Sequence[tuple[int, tuple[float, ...], float]], **more: Any) -> Answers:
    given: dict[str, Any] = {
        "intents": ("ask", "buy"),
        "labels": np.array([label for label, _, _ in rows], np.int64),
        "chances": np.array([chances for _, chances, _ in rows], np.float32).reshape(len(rows), 2),
        "strange": np.array([strange for _, _, strange in rows], np.float32),
        "threshold": 0.5,
    }
    return Answers(**given | more)


def sentence(text: str, label: str) -> Sentence:
    return Sentence(text=text, label=label, entities=(), place="here:1")


def known(pick: tuple[int, ...] = (0, 1, 2, 3)) -> list[Sentence]:
    """Return each two of the words of an intent that are picked, either first, after a word common to all."""
    return [
        sentence(f"please {a} {b}", label)
        for label, own in SUBJECTS.items()
        for a, b in itertools.permutations([own[i] for i in pick], 2)
    ]


def quiet(_: str) -> None: ...


def test_figures_agree_with_those_counted_by_hand() -> None:
    found = report(answers(BY_HAND, never_trained=("sell",)), trained=10, seconds=1.26)
    assert (found.train_sentences, found.test_sentences, found.intents, found.training_seconds) == (10, 7, 2, 1.3)
    assert found.accuracy == pytest.approx(3 / 7, abs=1e-4)
    assert found.in_scope_accuracy == 0.6
    # `ask` was said of sentences 1 and 5, `buy` of 2, 3 and 4; `sell` is an intent of the test that nobody says.
    assert found.per_intent == {
        "ask": OfIntent(sentences=2, precision=0.5, recall=0.5, f1=0.5),
        "buy": OfIntent(sentences=2, precision=0.6667, recall=1.0, f1=0.8),
    }
    assert found.macro_f1 == pytest.approx((0.5 + 0.8 + 0) / 3, abs=1e-4)
    # Gaps of 0.1, 0.8 and 0.3, and two sentences in one bin: 0.6 sure, half of them right.
    assert found.calibration_error == pytest.approx((0.1 + 0.8 + 0.3 + 2 * 0.1) / 5, abs=1e-4)
    assert found.in_scope_kept == 0.8
    assert found.never_trained == ("sell",)


def test_figures_of_out_of_scope_agree_with_those_counted_by_hand() -> None:
    found = report(answers(BY_HAND), trained=10, seconds=0)
    assert found.out_of_scope_sentences == 2
    assert found.out_of_scope_recall == 0.5
    assert found.out_of_scope_precision == 0.5
    # Five are kept only where all are: above 0.9.
    assert found.out_of_scope_recall_at_95 == 0.5
    # 0.95 is above all five; 0.2 is above two and as high as one.
    assert found.out_of_scope_auroc == 0.75


def test_of_twenty_in_scope_one_is_lost_at_95_percent() -> None:
    inside = [(0, (1.0, 0.0), place / 100) for place in range(1, 21)]
    outside = [(OUTSIDE, (1.0, 0.0), strange) for strange in (0.5, 0.1902, 0.1)]
    assert report(answers(inside + outside), trained=1, seconds=0).out_of_scope_recall_at_95 == 0.6667


def test_times_are_in_milliseconds() -> None:
    found = report(answers(BY_HAND, times=(0.003, 0.001, 0.002)), trained=1, seconds=0)
    assert (found.milliseconds_p50, found.milliseconds_p99) == (2.0, 2.98)


def test_what_the_test_has_nothing_of_has_no_figure() -> None:
    outside = report(answers(BY_HAND[5:]), trained=1, seconds=0)
    assert (outside.accuracy, outside.out_of_scope_recall, outside.out_of_scope_precision) == (0.5, 0.5, 1.0)
    assert outside.in_scope_accuracy is outside.macro_f1 is outside.in_scope_kept is outside.calibration_error is None
    assert outside.out_of_scope_auroc is outside.out_of_scope_recall_at_95 is None
    inside = report(answers(BY_HAND[:3]), trained=1, seconds=0)
    assert (inside.accuracy, inside.out_of_scope_recall, inside.out_of_scope_auroc) == (0.6667, None, None)
    nothing = report(answers([]), trained=1, seconds=0)
    assert (nothing.test_sentences, nothing.accuracy, nothing.in_scope_accuracy) == (0, 0.0, None)


def test_nothing_judged_out_of_scope_is_a_precision_of_0() -> None:
    found = report(answers(BY_HAND, threshold=0.99), trained=1, seconds=0)
    assert (found.out_of_scope_recall, found.out_of_scope_precision, found.in_scope_kept) == (0.0, 0.0, 1.0)


def test_other_words_than_the_trained_ones_are_understood_and_timed(words: WordEncoder) -> None:
    test = [sentence(f"{a} {b} thanks", label) for label, (a, _, b, _) in SUBJECTS.items()]
    found, said = examine(known(), test, encoder=words, seed=7, progress=quiet)
    assert (found.train_sentences, found.test_sentences, found.intents) == (72, 6, 6)
    assert (found.in_scope_accuracy, found.macro_f1) == (1.0, 1.0)
    assert set(found.per_intent) == set(SUBJECTS)
    assert len(said.times) == 6
    assert 0 < found.milliseconds_p50 <= found.milliseconds_p99
    assert said.chances.sum(axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("label", ["oos", "NO_NODES_DETECTED", "out_of_scope"])
@pytest.mark.parametrize("labelled", [True, False])
def test_unknown_words_are_likelier_out_of_scope_than_known_ones(
    label: str, labelled: bool, tmp_path: Path, words: WordEncoder
) -> None:
    learnt = [f"{s.text},{s.label}" for s in known()]
    if labelled:
        learnt += [f"{a} {b},{label}" for a, b in itertools.permutations(WORLD[:5], 2)]
    asked = [f"{own[0]} please {own[3]},{intent}" for intent, own in SUBJECTS.items()]
    asked += [f"{a} {b},{label}" for a, b in itertools.pairwise(WORLD[5:])]
    for name, rows in (("train", learnt), ("test", asked)):
        (tmp_path / f"{name}.csv").write_text("\n".join(["text,label", *rows]), "utf-8")
    train, test = (read_sentences(tmp_path / f"{name}.csv") for name in ("train", "test"))
    found, said = examine(train, test, encoder=words, seed=7, progress=quiet)
    assert (found.intents, found.out_of_scope_sentences, found.never_trained) == (6, 2, ())
    assert said.intents == tuple(sorted(SUBJECTS))
    assert said.strange[~said.inside].min() > said.strange[said.inside].max()
    assert found.out_of_scope_auroc == 1.0


def test_a_label_never_trained_is_named_and_counts_as_wrong(words: WordEncoder) -> None:
    test = [sentence("parcel tracking", "order_status"), sentence("parcel tracking", "退货")]
    found, said = examine(known(), test, encoder=words, seed=7, progress=quiet)
    assert found.never_trained == ("退货",)
    assert said.labels.tolist() == [said.intents.index("order_status"), NEVER]
    assert found.in_scope_accuracy == 0.5
    assert found.per_intent == {"order_status": OfIntent(sentences=1, precision=0.5, recall=1.0, f1=0.6667)}
    assert found.macro_f1 == pytest.approx((2 / 3 + 0) / 2, abs=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_a_handful_of_sentences_is_enough(seed: int, words: WordEncoder) -> None:
    few = [sentence(text, text[0]) for text in ("a parcel", "a gift", "b hat", "b sock")]
    found, _ = examine(few[::2], few, encoder=words, seed=seed, progress=quiet)
    assert (found.train_sentences, found.test_sentences, found.intents) == (2, 4, 2)
    assert found.accuracy == 1.0
    crossed, _ = cross_examine(few, encoder=words, seed=seed, progress=quiet)
    assert (crossed.test_sentences, crossed.intents, crossed.never_trained) == (4, 2, ())


def test_two_sentences_leave_nothing_to_cross_validate(words: WordEncoder) -> None:
    with pytest.raises(BadConfiguration, match="the only sentence"):
        cross_examine([sentence("a", "a"), sentence("b", "b")], encoder=words, seed=7, progress=quiet)


def test_cross_validation_asks_each_sentence_once_of_a_model_that_has_not_seen_it(words: WordEncoder) -> None:
    # The first label in order has one sentence: in its own fold the others' columns are one less.
    sentences = [sentence("zebra", "aaa"), *known((0, 1, 2))]
    said: list[str] = []
    found, together = cross_examine(sentences, encoder=words, seed=7, progress=said.append)
    assert said == [f"fold {n} of 5" for n in range(1, 6)]
    assert found.test_sentences == len(together.labels) == len(sentences) == 37
    assert sorted(together.labels.tolist()) == [NEVER] + [column for column in range(1, 7) for _ in range(6)]
    assert found.never_trained == ("aaa",)
    assert found.in_scope_accuracy == pytest.approx(36 / 37, abs=1e-4)
    assert {intent: of.sentences for intent, of in found.per_intent.items()} == dict.fromkeys(SUBJECTS, 6)


def test_cross_validation_counts_out_of_scope(words: WordEncoder) -> None:
    strangers = [sentence(f"{a} {b}", "out_of_scope") for a, b in itertools.permutations(WORLD[:5], 2)]
    found, _ = cross_examine([*known((0, 1)), *strangers], encoder=words, seed=7, progress=quiet)
    assert (found.out_of_scope_sentences, found.intents) == (20, 6)
    assert found.out_of_scope_auroc is not None
    assert found.out_of_scope_auroc > 0.95


def test_a_fold_without_any_intent_to_learn_is_survived(words: WordEncoder) -> None:
    strangers = [sentence(word, "out_of_scope") for word in WORLD]
    found, _ = cross_examine([sentence("parcel", "a"), *strangers], encoder=words, seed=7, progress=quiet)
    assert (found.test_sentences, found.in_scope_accuracy, found.never_trained) == (9, 0.0, ("a",))


@pytest.mark.parametrize(("threshold", "to"), [(0.5, 0.1), (0.00001, 0.9), (0.3, 0.3), (0.0, 0.5), (1.0, 0.5)])
def test_chances_moved_to_another_threshold_stay_on_their_side_and_in_order(threshold: float, to: float) -> None:
    chances = np.array([0.0, 1e-7, 1e-4, 0.2, 0.4, 0.7, 0.999, 1.0], np.float32)
    moved = _moved(chances, threshold, to)
    sides = chances[chances != threshold] > threshold
    assert ((moved > to)[chances != threshold] == sides).all()
    assert (np.diff(moved) >= 0).all()
    # Odds of 1 to 1 at a threshold of one half are odds of 1 to 9 at one of a tenth.
    assert _moved(np.array([0.5], np.float32), 0.5, 0.1) == pytest.approx(0.1)
