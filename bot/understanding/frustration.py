"""How frustrated a conversation is: a feeling grows and fades over messages, so no single one decides alone."""

from collections.abc import Sequence

from bot.conversation.events import Understood
from bot.conversation.interpretation import Interpretation

#: What is left of earlier feelings at the next message, as far as that one is neither better nor worse.
_KEPT = 0.8
#: Intents that say nothing about a need of their own: hearing them again is no repetition.
_SMALL_TALK = frozenset({"greeting", "thanks", "goodbye", "affirm", "deny", "bot_challenge", "out_of_scope"})
_CONTENT = frozenset({"thanks", "goodbye"})
#: What a repeat of the same need adds: the second, the third, each later one.
_ASKED_AGAIN = (0.0, 0.12, 0.34, 0.5)
_BOT_REPEATED = 0.15
_FAILED = 0.15


def frustration(past: Sequence[Understood], meant: Interpretation, *, bot_repeats: int, failures: int) -> float:
    """Return how frustrated the customer is after this message, 0…1.

    Args:
        past: earlier messages since the bot got the conversation, oldest first.
        bot_repeats: times that the bot said the very same thing again.
        failures: automations that failed.
    """
    felt = 0.0
    for earlier in past:
        felt = _after(felt, earlier.meant)
    felt = _after(felt, meant)
    if meant.intent in _CONTENT and meant.sentiment > -0.3:
        return round(felt, 3)
    pressure = _repetition(past, meant) + _BOT_REPEATED * min(bot_repeats, 2) + _FAILED * min(failures, 3)
    return round(min(1.0, felt + pressure * (1 - max(0.0, meant.sentiment))), 3)


def _after(felt: float, meant: Interpretation) -> float:
    """A worse message raises the feeling to it and a little beyond; a better one lets it fade, thanks let it end."""
    heat = _heat(meant)
    if meant.sentiment > 0.25 or (meant.intent in _CONTENT and meant.sentiment > -0.3):
        return min(felt * 0.2, heat)
    faded = felt * _KEPT if heat >= 0.1 else felt * 0.5
    return min(1.0, max(heat, faded) + 0.25 * min(heat, faded))


def _heat(meant: Interpretation) -> float:
    """How hot one message is. Shouting makes anger hotter, and alone is only emphasis."""
    anger = max(0.0, -meant.sentiment)
    if meant.sentiment > 0.25:
        return 0.0
    return min(1.0, float(anger**1.3) * (0.85 + 0.3 * meant.shouting) + 0.15 * meant.shouting)


def _repetition(past: Sequence[Understood], meant: Interpretation) -> float:
    if meant.intent in _SMALL_TALK:
        return 0.0
    times = sum(earlier.meant.intent == meant.intent for earlier in past)
    return _ASKED_AGAIN[min(times, len(_ASKED_AGAIN) - 1)]
