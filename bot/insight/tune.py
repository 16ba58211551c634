"""Thresholds that keep missed serious conversations under a rate, with a stated confidence where there is data enough.

The settings are tested one after another, the most cautious first, until one fails (Learn then Test, Angelopoulos et
al. 2021); where that asks for more data than there is, conformal risk control still holds the rate on average
(Angelopoulos et al. 2024).
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.routing.policy import Policy, Rule

#: What is tried: 0 is the policy as it is, 1 hands over at the least sign.
CAUTIONS = tuple(step / 20 for step in range(20))
CONFIDENCE = 0.95
_FRUSTRATION = "frustration_at_least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of judged conversations under a policy.

    Attributes:
        missed: of `people` who needed a person, kept by the bot.
        sent: of `simple` ones who needed none, handed to one.
    """

    missed: int
    people: int
    sent: int
    simple: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One degree of caution, and what came of it."""

    caution: float
    policy: Policy
    judged: Judged

    @property
    def expected(self) -> float:
        """Bound on the chance that the next conversation that needs a person is missed, if it is like those judged."""
        return (self.judged.missed + 1) / (self.judged.people + 1)

    @property
    def at_most(self) -> float:
        """The rate of misses that is not exceeded, with `CONFIDENCE` (Clopper and Pearson 1934)."""
        return highest_rate(self.judged.missed, self.judged.people, CONFIDENCE)


def settings(policy: Policy, judge: Callable[[Policy], Judged], *, least: float = 0.0) -> list[Setting]:
    """Return every degree of caution, from the policy as it is, with what came of it.

    Conformal risk control wants a loss that never rises with caution; where chance has it rise, the higher one counts
    for all the less cautious ones too.

    Args:
        least: confidence below which the model names no need, so that no limit helps.
    """
    found: list[Setting] = []
    worst = 0
    for caution in reversed(CAUTIONS):
        tried = cautious(policy, caution, least=least)
        judged = judge(tried)
        worst = max(worst, judged.missed)
        found.append(Setting(caution=caution, policy=tried, judged=replace(judged, missed=worst)))
    return found[::-1]


def chosen(tried: Sequence[Setting], missed: float) -> Setting | None:
    """Return the least cautious setting whose rate of misses is within the limit with `CONFIDENCE`; None if none is.

    Misses never rise with caution (see `settings`), so every more cautious setting passes the same test: the confidence
    is that of the choice, however many are tried.
    """
    return next((setting for setting in tried if setting.at_most <= missed), None)


def chosen_on_average(tried: Sequence[Setting], missed: float) -> Setting | None:
    """Return the least cautious setting whose expected rate of misses is within the limit; None where there is none."""
    return next((setting for setting in tried if setting.expected <= missed), None)


def cautious(policy: Policy, caution: float, *, least: float = 0.0) -> Policy:
    """Return a policy for which a smaller sign is enough: of a serious need, and of frustration.

    Args:
        caution: 0…1, the part of each limit that is taken off.
        least: see `settings`.
    """
    part = 1 - caution
    need = max(round(policy.need * part, 3), min(least, policy.need))
    return replace(policy, need=need, rules=tuple(_earlier(r, part) for r in policy.rules))


def fewest(missed: float) -> int:
    """Return how many conversations that need a person are wanted for a limit on average, if none of them is missed."""
    return math.ceil(1 / missed) - 1


def fewest_sure(missed: float, events: int) -> int:
    """Return how many conversations that need a person are wanted for a limit with `CONFIDENCE`.

    Args:
        events: how many of them are missed.
    """
    high = 1
    while highest_rate(events, high, CONFIDENCE) > missed:
        high *= 2
    return bisect_left(range(high), x=True, key=lambda people: highest_rate(events, people, CONFIDENCE) <= missed)


def highest_rate(events: int, trials: int, confidence: float) -> float:
    """Return the rate with which as few events or fewer among trials have a chance of one minus the confidence."""
    if events >= trials:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        if _at_most(events, trials, rate) > 1 - confidence:
            low = rate
        else:
            high = rate
    return high


def _at_most(events: int, trials: int, rate: float) -> float:
    return sum(math.exp(_log_chance(k, trials, rate)) for k in range(events + 1))


def _log_chance(events: int, trials: int, rate: float) -> float:
    ways = math.lgamma(trials + 1) - math.lgamma(events + 1) - math.lgamma(trials - events + 1)
    return ways + events * math.log(rate) + (trials - events) * math.log1p(-rate)


def _earlier(rule: Rule, part: float) -> Rule:
    limit = rule.when.get(_FRUSTRATION)
    if limit is None:
        return rule
    return replace(rule, when={**rule.when, _FRUSTRATION: round(float(limit) * part, 3)})
