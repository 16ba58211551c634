"""Why a decision was made, for people: which sentence, and what stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.counterfactual import Value

_MEANT = ("intent", "confidence")
_NEED = "intent {intent} ({confidence:.2f})"
#: Each sentence in English, with the facts that stand in it. The console's locales have the same ones under `whys`.
_SENTENCES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "automate": ("rule {rule}: {action} for {intent} ({confidence:.2f})", ("action", *_MEANT)),
    "likeliest": (
        "rule {rule}; likeliest {intent} ({confidence:.2f}), out of scope {out_of_scope:.2f}",
        (*_MEANT, "out_of_scope"),
    ),
    "high_stakes": (
        "{stakes_intent} ({stakes_confidence:.2f}) has high stakes",
        ("stakes_intent", "stakes_confidence"),
    ),
    "still_open": ("a person was due before, and nothing has settled it; " + _NEED, _MEANT),
    "frustrated": ("frustration is {frustration:.2f}; " + _NEED, ("frustration", *_MEANT)),
    "asked_for_person": ("the customer asked for a person", ()),
    "accepted_person": ("the customer said yes to a person", ()),
    "automation_failed": ("the automation failed {failures} times; " + _NEED, ("failures", *_MEANT)),
    "bot_failed": ("the bot said the same {answers} times; " + _NEED, ("answers", *_MEANT)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why; a terminal shows it in English, a console in the agent's language.

    Attributes:
        kind: the sentence.
        rule: that decided.
        facts: labels and figures that stand in the sentence, never what the customer wrote.
    """

    kind: str
    rule: str
    facts: Mapping[str, Value]

    def __str__(self) -> str:
        return _SENTENCES[self.kind][0].format(rule=self.rule, **self.facts)


def explain(*, kind: str, rule: str, reason: str, facts: Mapping[str, Any]) -> Explanation:
    """Return why a decision was made.

    Args:
        kind: `automate`, `clarify` or `human`.
        reason: the action, the question or the reason of the handoff.
        facts: as `routing.facts` records them.

    Raises:
        KeyError: one of the facts is not there; logs of older versions may lack some.
    """
    sentence = _sentence(kind, reason, facts)
    known = {**facts, "action": reason}
    if "bot_repeats" in facts:
        known["answers"] = facts["bot_repeats"] + 1
    return Explanation(kind=sentence, rule=rule, facts={name: known[name] for name in _SENTENCES[sentence][1]})


def _sentence(kind: str, reason: str, facts: Mapping[str, Any]) -> str:
    if kind == "automate":
        return kind
    if kind == "human" and reason == "high_stakes" and not facts["stakes"]:
        # Nothing that was said now has high stakes.
        return "still_open" if facts["open_handoff"] else "likeliest"
    return reason if kind == "human" and reason in _SENTENCES else "likeliest"
