"""Caution that is bought: the promise holds in simulation, and the price is said."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.tune import (
    CAUTIONS,
    CONFIDENCE,
    Judged,
    Setting,
    cautious,
    chosen,
    chosen_on_average,
    fewest,
    fewest_sure,
    highest_rate,
    settings,
)
from bot.routing.policy import Policy
from tests.routing.samples import POLICY

#: One of `chosen` and `chosen_on_average`.
Choose = Callable[[Sequence[Setting], float], Setting | None]


def misses_of(policy: Policy, doubts: np.ndarray) -> Judged:
    """Judge customers who each show a sign of some strength: missed where the policy wants a stronger one."""
    missed = int((doubts < policy.need).sum())
    return Judged(missed=missed, people=len(doubts), sent=int(100 * (1 - policy.need)), simple=100)


def tuned(doubts: np.ndarray, limit: float, choose: Choose = chosen) -> Setting | None:
    whole = replace(POLICY, need=1.0)
    return choose(settings(whole, lambda policy: misses_of(policy, doubts)), limit)


def true_rates(choose: Choose, limit: float) -> list[float]:
    """Return the true rate at what is chosen, over many draws of what is judged."""
    random = np.random.default_rng(3)
    found = [tuned(random.random(150), limit, choose) for _ in range(400)]
    # Signs are uniform: the true rate of misses is the limit itself. Who finds no limit that would do hands everybody
    # over, and misses none.
    return [setting.policy.need if setting else 0.0 for setting in found]


def test_the_rate_is_kept_with_the_confidence_that_is_stated() -> None:
    assert np.mean(np.array(true_rates(chosen, 0.14)) > 0.14) <= 1 - CONFIDENCE
    # Who holds the mean alone breaks it far more often.
    assert np.mean(np.array(true_rates(chosen_on_average, 0.14)) > 0.14) > 1 - CONFIDENCE


def test_the_rate_that_is_promised_is_kept_on_average_over_many_shops() -> None:
    assert np.mean(true_rates(chosen_on_average, 0.1)) <= 0.1


def test_no_more_caution_than_is_needed_is_bought() -> None:
    found = tuned(np.linspace(0, 1, 400, endpoint=False), 0.2)
    assert found is not None
    assert 0.1 < found.policy.need <= 0.2


def test_where_no_caution_is_enough_none_is_chosen() -> None:
    assert tuned(np.zeros(100), 0.1) is None


def test_the_policy_as_it_is_does_where_it_is_good_enough() -> None:
    found = tuned(np.ones(100), 0.05)
    assert found is not None
    assert (found.caution, found.policy.need) == (0.0, 1.0)


def test_a_rise_by_chance_counts_for_the_less_cautious_too() -> None:
    misses = iter(range(len(CAUTIONS)))  # asked from the most cautious on: it misses more and more
    rising = settings(POLICY, lambda _: Judged(missed=next(misses), people=100, sent=0, simple=0))
    assert [s.judged.missed for s in rising] == sorted((s.judged.missed for s in rising), reverse=True)
    odd = iter([5, *[0] * (len(CAUTIONS) - 1)])
    tried = settings(POLICY, lambda _: Judged(missed=next(odd), people=100, sent=0, simple=0))
    assert {s.judged.missed for s in tried} == {5}


def test_caution_lowers_the_limits_and_nothing_else() -> None:
    half = cautious(POLICY, 0.5)
    assert half.need == pytest.approx(POLICY.need / 2)
    (before,), (after,) = (
        [rule.when["frustration_at_least"] for rule in policy.rules if "frustration_at_least" in rule.when]
        for policy in (POLICY, half)
    )
    assert after == pytest.approx(float(before) / 2)
    assert (half.confident, half.intents, [r.name for r in half.rules]) == (
        POLICY.confident,
        POLICY.intents,
        [r.name for r in POLICY.rules],
    )
    assert cautious(POLICY, 0) == POLICY


def test_a_limit_that_the_model_does_not_reach_is_not_advised() -> None:
    assert cautious(POLICY, 0.9, least=0.15).need == 0.15
    low = replace(POLICY, need=0.1)
    assert cautious(low, 0.9, least=0.2).need == 0.1


def test_many_misses_of_many_are_no_trouble() -> None:
    assert 0.1 < highest_rate(1000, 9000, 0.95) < 0.12


@given(st.integers(0, 50), st.integers(1, 200))
def test_the_highest_rate_is_above_the_one_that_was_seen(events: int, trials: int) -> None:
    rate = highest_rate(min(events, trials), trials, 0.95)
    assert min(events, trials) / trials <= rate <= 1.0


@pytest.mark.parametrize(("events", "trials", "rate"), [(0, 100, 0.0295), (1, 100, 0.0466), (5, 50, 0.1988)])
def test_the_highest_rate_is_that_of_the_tables(events: int, trials: int, rate: float) -> None:
    # One-sided Clopper-Pearson limits at 95 %.
    assert highest_rate(events, trials, 0.95) == pytest.approx(rate, abs=2e-4)


@pytest.mark.parametrize(("missed", "people"), [(0.01, 99), (0.02, 49), (0.5, 1)])
def test_so_many_are_wanted_that_none_missed_would_do(missed: float, people: int) -> None:
    assert fewest(missed) == people
    enough = Setting(caution=0, policy=POLICY, judged=Judged(missed=0, people=people, sent=0, simple=0))
    assert chosen_on_average([enough], missed) is enough
    fewer = Setting(caution=0, policy=POLICY, judged=Judged(missed=0, people=people - 1, sent=0, simple=0))
    assert chosen_on_average([fewer], missed) is None


@pytest.mark.parametrize(("missed", "events", "people"), [(0.01, 0, 299), (0.05, 0, 59), (0.05, 1, 93), (0.5, 0, 5)])
def test_so_many_more_are_wanted_to_be_sure(missed: float, events: int, people: int) -> None:
    # The well-known sample sizes of a one-sided test at 95 %.
    assert fewest_sure(missed, events) == people
    enough = Setting(caution=0, policy=POLICY, judged=Judged(missed=events, people=people, sent=0, simple=0))
    assert chosen([enough], missed) is enough
    fewer = Setting(caution=0, policy=POLICY, judged=Judged(missed=events, people=people - 1, sent=0, simple=0))
    assert chosen([fewer], missed) is None
