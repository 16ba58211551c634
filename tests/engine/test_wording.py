"""A policy can only want said what there are words for."""

from dataclasses import replace

import pytest

from bot.engine.wording import unsaid
from bot.routing.policy import Policy, Rule
from tests.engine.small_bot import shipped_policy, shipped_texts


def with_rule(verb: str, what: str, say: str) -> Policy:
    rule = Rule(name="own", when={}, verb=verb, what=what, say=say, place="policy.yml:7")
    return replace(shipped_policy(), rules=(*shipped_policy().rules, rule))


def test_a_policy_that_says_what_is_usual_needs_no_words_of_its_own() -> None:
    assert list(unsaid(shipped_policy(), shipped_texts())) == []


@pytest.mark.parametrize(
    ("verb", "what", "say"),
    [("hand_off", "frustrated", "utter_handoff/high_stakes"), ("clarify", "ask", "utter_ask_email")],
)
def test_a_response_that_is_there_and_needs_no_more_than_there_is_can_be_said(verb: str, what: str, say: str) -> None:
    assert list(unsaid(with_rule(verb, what, say), shipped_texts())) == []


@pytest.mark.parametrize(
    ("verb", "what", "say", "problem"),
    [
        ("clarify", "ask", "utter_clarfy", "there is no response `utter_clarfy`; did you mean `utter_clarify`?"),
        ("clarify", "ask", "utter_handoff", "`utter_handoff` wants a value for `{place}`, which there is none of here"),
        (
            "hand_off",
            "frustrated",
            "utter_order/shipped",
            "`utter_order/shipped` wants a value for `{number}`, which there is none of here",
        ),
    ],
)
def test_what_cannot_be_said_is_named_with_its_line(verb: str, what: str, say: str, problem: str) -> None:
    assert list(unsaid(with_rule(verb, what, say), shipped_texts())) == [f"policy.yml:7: {problem}"]
