"""What a policy says about an intent."""

import pytest

from bot.routing.policy import Stakes
from tests.routing.samples import POLICY


def test_an_intent_has_the_stakes_that_are_written() -> None:
    assert POLICY.stakes("double_charge") is Stakes.HIGH
    assert POLICY.stakes("order_status") is Stakes.LOW


@pytest.mark.parametrize("name", ["", "an_intent_that_no_policy_names", "Double_Charge"])
def test_an_intent_that_nobody_wrote_down_goes_to_a_person(name: str) -> None:
    assert POLICY.intent(name).action is None
