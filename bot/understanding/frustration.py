"""How frustrated a conversation is: a feeling grows and fades over messages, so no single one decides alone.

What happened is summed up in a few signs, each 0 or more; a logistic curve that was fitted to example conversations
(`training.frustration`) turns them into 0…1. No weight is negative, so more trouble never means less frustration.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Annotated

import msgspec

from bot.conversation.events import Understood
from bot.conversation.interpretation import Interpretation

#: Intents that say nothing about a need of their own: hearing them again is no repetition.
_SMALL_TALK = frozenset({"greeting", "thanks", "goodbye", "affirm", "deny", "bot_challenge"})
_UNKNOWN = "out_of_scope"
_CONTENT = frozenset({"thanks", "goodbye"})
_COMPLAINTS = frozenset({"complaint", "legal_threat"})
#: What a kind word leaves of earlier anger.
_FORGIVEN = 0.2
#: Anger from which a message is furious.
_FURIOUS = 0.85
#: Beyond these, more of it makes no difference.
_MOST_REPEATS, _MOST_FAILURES = 3, 3
_LONGEST_WAIT = timedelta(hours=2)
_NO_TIME = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What in the course of a conversation tells how frustrated the customer is; each 0 or more.

    Attributes:
        anger: 0…1, of this message, or what is left of an earlier one's.
        fury: 0…1, how far this message is beyond mere anger.
        lasting: 0…1, anger that this message shares with the earlier ones.
        shouting: 0…1, shouting in anger or when asking again; in joy or in a hurry it is only emphasis.
        complaining: 0…1, a complaint or a threat.
        asked_again: 1 from the second time of the same need on.
        asked_often: further times, 0…2.
        bot_repeated: times that the bot said the very same thing again, 0…3.
        failed: automations that failed, 0…3.
        waited: 0…1, for answers; two hours and more are 1.
    """

    anger: float = 0.0
    fury: float = 0.0
    lasting: float = 0.0
    shouting: float = 0.0
    complaining: float = 0.0
    asked_again: float = 0.0
    asked_often: float = 0.0
    bot_repeated: float = 0.0
    failed: float = 0.0
    waited: float = 0.0


_Weight = Annotated[float, msgspec.Meta(ge=0)]


class FrustrationCurve(msgspec.Struct, frozen=True, kw_only=True):
    """What each sign weighs, never below 0; fitted by `training.frustration`, so the defaults are of Baton's own model.

    Attributes:
        start: where the curve stands without any sign; the lower, the more signs it takes.
        kept: what is left of anger at the next message, 0…1, as far as that one is neither better nor worse.
    """

    anger: _Weight = 1.791
    fury: _Weight = 1.014
    lasting: _Weight = 0.792
    shouting: _Weight = 0.939
    complaining: _Weight = 0.355
    asked_again: _Weight = 0.306
    asked_often: _Weight = 0.583
    bot_repeated: _Weight = 0.543
    failed: _Weight = 0.343
    waited: _Weight = 0.796
    start: Annotated[float, msgspec.Meta(le=0)] = -0.5
    kept: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.5

    def level(self, signs: Signs) -> float:
        """Return 0…1; without any sign exactly 0."""
        pressure = sum(getattr(self, sign.name) * getattr(signs, sign.name) for sign in fields(Signs))
        ease = (1 + math.exp(self.start)) / (1 + math.exp(min(pressure + self.start, 700)))
        return 1 - ease


DEFAULT_CURVE = FrustrationCurve()


def frustration(
    past: Sequence[Understood],
    meant: Interpretation,
    *,
    bot_repeats: int,
    failures: int,
    waited: timedelta = _NO_TIME,
    curve: FrustrationCurve = DEFAULT_CURVE,
) -> float:
    """Return how frustrated the customer is after this message, 0…1.

    Args:
        past: earlier messages since the bot got the conversation, oldest first.
        bot_repeats: times that the bot said the very same thing again.
        failures: automations that failed.
        waited: for answers, in all.
    """
    meanings = [*(earlier.meant for earlier in past), meant]
    signs = signs_of(meanings, bot_repeats=bot_repeats, failures=failures, waited=waited, kept=curve.kept)
    return round(curve.level(signs), 3)


def signs_of(
    meanings: Sequence[Interpretation], *, bot_repeats: int, failures: int, waited: timedelta, kept: float
) -> Signs:
    """Return the signs after the last of these messages. Kind words leave little of the rest."""
    anger = lasting = asked = 0.0
    times: Counter[str] = Counter()
    for message in meanings:
        heat = _heat(message)
        if _is_content(message):
            anger, lasting, asked = max(heat, _FORGIVEN * anger), 0.0, 0.0
            times.clear()
            continue
        anger, lasting = max(heat, kept * anger), min(heat, kept * anger)
        need = _need(message)
        asked = max(float(times[need]) if need else 0.0, kept * asked)
        times[need] += 1
    meant = meanings[-1]
    # Praise for a bot that has just said the same again may be irony.
    bot_repeated = float(min(bot_repeats, _MOST_REPEATS))
    if _is_content(meant):
        return Signs(anger=anger, bot_repeated=bot_repeated)
    share = 1 - max(0.0, meant.sentiment)
    return Signs(
        anger=anger,
        fury=max(0.0, _heat(meant) - _FURIOUS) / (1 - _FURIOUS),
        lasting=lasting,
        shouting=share * meant.shouting * max(_heat(meant), min(asked / 2, 1.0)),
        complaining=share * meant.confidence * (meant.intent in _COMPLAINTS),
        asked_again=share * min(asked, 1.0),
        asked_often=share * min(max(asked - 1, 0.0), _MOST_REPEATS - 1),
        bot_repeated=bot_repeated,
        failed=share * min(failures, _MOST_FAILURES),
        waited=share * min(1.0, _logarithm(waited) / _logarithm(_LONGEST_WAIT)),
    )


def _logarithm(time: timedelta) -> float:
    """The first minutes of a wait are the longest."""
    return math.log1p(max(0.0, time.total_seconds()) / 60)


def _heat(meant: Interpretation) -> float:
    return max(0.0, -meant.sentiment)


def _is_content(meant: Interpretation) -> bool:
    return meant.sentiment > 0.25 or (meant.intent in _CONTENT and meant.sentiment > -0.3)


def _need(meant: Interpretation) -> str:
    """Return what is asked for, empty for small talk. What the bot knows nothing of is its own words."""
    if meant.intent in _SMALL_TALK:
        return ""
    return meant.text if meant.intent == _UNKNOWN else meant.intent
