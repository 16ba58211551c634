"""What a policy says about an intent."""

from dataclasses import replace

import pytest

from bot.routing.policy import IntentPolicy, Stakes
from tests.routing.samples import POLICY


def test_an_intent_has_the_stakes_that_are_written() -> None:
    assert POLICY.stakes("double_charge") is Stakes.HIGH
    assert POLICY.stakes("order_status") is Stakes.LOW


@pytest.mark.parametrize("name", ["", "an_intent_that_no_policy_names", "Double_Charge"])
def test_an_intent_that_nobody_wrote_down_goes_to_a_person(name: str) -> None:
    assert POLICY.intent(name).action is None


def test_an_intent_without_a_line_of_its_own_has_that_of_its_retrieval_intent() -> None:
    faq = IntentPolicy(stakes=Stakes.LOW, action="action_answer", queue="general")
    fraud = IntentPolicy(stakes=Stakes.HIGH, action=None, queue="trust")
    policy = replace(POLICY, intents={"faq": faq, "faq/fraud": fraud})
    assert [policy.intent(name) for name in ("faq/hours", "faq/fraud", "faq")] == [faq, fraud, faq]
    assert policy.intent("faqs/hours").action is None
