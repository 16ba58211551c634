"""Why a decision was made: recorded so that any language can say it, and said in each of the console's."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.conversation.events import Decided
from bot.conversation.explanation import explain
from bot.routing.decide import decide
from bot.routing.facts import Facts
from bot.routing.policy import Stakes
from bot.storage.codec import encoded, event_of
from tests.routing.samples import POLICY, facts

LOCALES = Path(__file__).parents[2] / "bot" / "web" / "locales"
#: facts → the sentence
SENTENCES: list[tuple[dict[str, Any], str]] = [
    ({}, "automate"),
    ({"understood": False, "intent": "vague_problem"}, "likeliest"),
    ({"stakes": Stakes.HIGH, "stakes_intent": "double_charge"}, "high_stakes"),
    ({"open_handoff": True}, "still_open"),
    ({"frustration": 0.7}, "frustrated"),
    ({"asks_for_person": True}, "asked_for_person"),
    ({"person_offered": True, "affirms": True}, "accepted_person"),
    ({"failures": 3}, "automation_failed"),
    ({"bot_repeats": 1}, "bot_failed"),
]


def recorded(known: Facts) -> Decided:
    decision = decide(POLICY, known)
    return Decided(
        kind=decision.kind,
        rule=decision.rule,
        reason=decision.reason,
        explanation=decision.explanation,
        facts=known.recorded(),
        policy="p",
    )


@pytest.mark.parametrize(("known", "sentence"), SENTENCES)
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_console_can_say_each_sentence_with_what_it_gets(language: str, known: dict[str, Any], sentence: str) -> None:
    why = decide(POLICY, facts(**known)).why
    said = json.loads((LOCALES / f"console.{language}.json").read_text())["whys"]
    assert said.keys() == {sentence for _, sentence in SENTENCES}
    assert why.kind == sentence
    assert set(re.findall(r"{(\w+)}", said[sentence])) == why.facts.keys()


@pytest.mark.parametrize(("known", "sentence"), SENTENCES)
def test_the_log_says_later_what_was_said_then(known: dict[str, Any], sentence: str) -> None:
    decided = recorded(facts(**known))
    again = event_of("decided", encoded(decided))
    assert isinstance(again, Decided)
    assert again.why is not None
    assert (again.why.kind, str(again.why)) == (sentence, decided.explanation)


def test_a_reason_of_ones_own_that_is_named_like_a_sentence_is_not_taken_for_it() -> None:
    known = facts().recorded()
    assert explain(kind="human", rule="r", reason="high_stakes", facts=known).kind == "likeliest"
    assert explain(kind="clarify", rule="r", reason="frustrated", facts=known).kind == "likeliest"


def test_what_goes_to_a_screen_holds_labels_and_figures_alone() -> None:
    why = msgspec.to_builtins(decide(POLICY, facts(frustration=0.7)).why)
    assert why == {
        "kind": "frustrated",
        "rule": "frustrated",
        "facts": {"frustration": 0.7, "intent": "order_status", "confidence": 0.9},
    }
