"""What would have had to be otherwise: true, and the nearest there is."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from bot.conversation.counterfactual import Counterfactual
from bot.routing.counterfactual import counterfactual
from bot.routing.decide import decide
from bot.routing.facts import Facts
from bot.routing.policy import Stakes
from tests.routing.samples import ANY_FACTS, POLICY, facts

GRAVE: dict[str, Any] = {"stakes": Stakes.HIGH, "stakes_intent": "double_charge", "stakes_confidence": 0.36}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        # Nearly handed over, nearly kept.
        ({"frustration": 0.55}, "human with frustration 0.60 instead of 0.55"),
        ({"frustration": 0.64}, "automate with frustration 0.59 instead of 0.64"),
        # The limits of what counts as understood, from both sides.
        ({"confidence": 0.47}, "clarify with confidence 0.44 instead of 0.47"),
        ({"confidence": 0.41, "understood": False}, "automate with confidence 0.45 instead of 0.41"),
        ({"out_of_scope": 0.58}, "clarify with out_of_scope 0.60 instead of 0.58"),
        ({"out_of_scope": 0.63, "understood": False}, "automate with out_of_scope 0.59 instead of 0.63"),
        # Grave needs.
        (GRAVE, "automate with stakes_confidence 0.29 instead of 0.36"),
        (
            {"runner_up": "double_charge", "runner_up_confidence": 0.28},
            "human with runner_up_confidence 0.30 instead of 0.28",
        ),
        # The second guess before the first.
        (
            {"runner_up": "complaint", "runner_up_confidence": 0.86},
            "human with intent complaint instead of order_status",
        ),
        # Once more.
        ({"failures": 2}, "human with failures 3 instead of 2"),
        ({"bot_repeats": 1, "frustration": 0.2}, "automate with bot_repeats 0 instead of 1"),
    ],
)
def test_the_nearest_change_is_said(known: dict[str, Any], said: str) -> None:
    assert str(counterfactual(POLICY, facts(**known))) == said


@pytest.mark.parametrize("known", [{"asks_for_person": True}, {"open_handoff": True}])
def test_who_asked_for_a_person_is_not_imagined_otherwise(known: dict[str, Any]) -> None:
    assert counterfactual(POLICY, facts(**known)) is None


@given(ANY_FACTS)
def test_it_leads_elsewhere_and_is_about_one_of_the_facts(known: Facts) -> None:
    found = counterfactual(POLICY, known)
    if found is not None:
        assert found.kind != decide(POLICY, known).kind
        assert getattr(known, found.fact) == found.value != found.needed


@given(ANY_FACTS)
def test_where_one_number_decides_alone_it_really_decides(known: Facts) -> None:
    found = counterfactual(POLICY, known)
    if found is not None and found.fact in {"frustration", "failures", "bot_repeats", "clarified", "intent"}:
        changed: dict[str, Any] = {found.fact: found.needed}
        assert decide(POLICY, replace(known, **changed)).kind == found.kind


def test_what_was_recorded_before_there_were_any_is_still_read() -> None:
    from bot.conversation.events import Decided
    from bot.storage.codec import encoded, event_of

    decided = Decided(
        kind="human",
        rule="frustrated",
        reason="frustrated",
        explanation="",
        facts={},
        policy="p",
        otherwise=Counterfactual(fact="frustration", value=0.64, needed=0.59, kind="automate"),
    )
    assert event_of("decided", encoded(decided)) == decided
    old = b'{"kind":"human","rule":"r","reason":"x","explanation":"","facts":{},"policy":"p"}'.decode()
    assert event_of("decided", old) == Decided(kind="human", rule="r", reason="x", explanation="", facts={}, policy="p")
