"""From held-out scores to honest probabilities, and the figures of the model card."""

from collections.abc import Sequence

import numpy as np

from bot.training.evaluate import HeldOut, figures
from bot.training.measures import auroc, best_temperature, logistic
from bot.understanding.heads import OUT_OF_SCOPE, SENTIMENTS, OutOfScope, doubts, out_of_scope, softmax

LANGUAGES = ("en", "zh")


def curve_of(unseen: HeldOut, temperature: float, intents: Sequence[str]) -> OutOfScope:
    """Return the curve from held-out answers to the probability that no known intent is meant."""
    if OUT_OF_SCOPE not in intents:
        return OutOfScope(odds=0.0, doubt=1.0, bias=0.0)
    outside = intents.index(OUT_OF_SCOPE)
    found = np.array([doubts(p, outside) for p in softmax(unseen.scores / np.float32(temperature))], np.float32)
    odds, doubt, bias = (round(float(w), 4) for w in logistic(found, unseen.labels == outside))
    return OutOfScope(odds=odds, doubt=doubt, bias=bias)


def intent_scores(unseen: HeldOut, temperature: float, curve: OutOfScope, intents: Sequence[str]) -> dict[str, float]:
    """Return accuracy, macro-F1 and calibration by language, and the out-of-scope AUROC."""
    scores: dict[str, float] = {}
    for language in LANGUAGES:
        if (unseen.languages == language).any():
            found = figures(unseen, temperature, language)
            scores[f"intent_accuracy_{language}"] = found.accuracy
            scores[f"intent_macro_f1_{language}"] = found.macro_f1
            scores[f"calibration_error_{language}"] = found.calibration_error
    if OUT_OF_SCOPE in intents:
        outside = intents.index(OUT_OF_SCOPE)
        answers = softmax(unseen.scores / np.float32(temperature))
        chances = [out_of_scope(*doubts(answer, outside), curve) for answer in answers]
        scores["out_of_scope_auroc"] = auroc(np.array(chances, np.float32), unseen.labels == outside)
    return scores


def feeling_scores(unseen: HeldOut, temperature: float, feelings: Sequence[str]) -> dict[str, float]:
    """Return accuracy of feelings by language, and how well sentiment follows the labels' own (correlation)."""
    scores: dict[str, float] = {}
    worth = np.array([SENTIMENTS[f] for f in feelings], np.float32)
    for language in LANGUAGES:
        chosen = unseen.languages == language
        if chosen.any():
            scores[f"feeling_accuracy_{language}"] = figures(unseen, temperature, language).accuracy
            said = softmax(unseen.scores[chosen] / np.float32(temperature)) @ worth
            scores[f"sentiment_correlation_{language}"] = float(np.corrcoef(said, worth[unseen.labels[chosen]])[0, 1])
    return scores


def temperature_of(unseen: HeldOut) -> float:
    """Return the temperature at which the held-out labels are likeliest."""
    return best_temperature(unseen.scores, unseen.labels)
