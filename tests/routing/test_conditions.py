"""The words that a rule may use, each with the facts that make it hold."""

from typing import Any

import pytest

from bot.routing.conditions import CONDITIONS, holds
from bot.routing.policy import Stakes
from tests.routing.samples import facts

#: condition, wanted, facts for which it holds, facts for which it does not
TABLE: list[tuple[str, Any, dict[str, Any], dict[str, Any]]] = [
    ("asks_for_person", True, {"asks_for_person": True}, {}),
    ("asks_for_person", False, {}, {"asks_for_person": True}),
    ("accepts_person", True, {"person_offered": True, "affirms": True}, {"affirms": True}),
    ("declines_person", True, {"person_offered": True, "denies": True}, {"denies": True}),
    ("stakes", "high", {"stakes": Stakes.HIGH}, {"stakes": Stakes.LOW}),
    ("stakes", "low", {"stakes": Stakes.LOW}, {"stakes": Stakes.HIGH}),
    ("segment", "vip", {"segment": "vip"}, {"segment": None}),
    ("open_handoff", True, {"open_handoff": True}, {}),
    ("settled", False, {}, {"settled": True}),
    ("understood", False, {"understood": False}, {}),
    ("intent", "complaint", {"intent": "complaint"}, {"intent": "complaint", "understood": False}),
    ("intent", "complaint", {"intent": "complaint"}, {"intent": "gift_card"}),
    ("intent", "complaint", {"intent": "complaint/courier"}, {"intent": "complaints/courier"}),
    ("in_form", True, {"form": "order_status"}, {}),
    ("in_form", False, {}, {"form": "order_status"}),
    ("fills_form", True, {"fills_form": True}, {}),
    ("frustration_at_least", 0.6, {"frustration": 0.6}, {"frustration": 0.599}),
    ("failures_at_least", 3, {"failures": 3}, {"failures": 2}),
    ("bot_repeats_at_least", 1, {"bot_repeats": 1}, {"bot_repeats": 0}),
    ("clarified_at_least", 2, {"clarified": 2}, {"clarified": 1}),
    ("asked_before_at_least", 1, {"asked_before": 1}, {"asked_before": 0}),
]


@pytest.mark.parametrize(("name", "wanted", "true_of", "false_of"), TABLE)
def test_a_condition_holds_for_what_it_names(
    name: str, wanted: Any, true_of: dict[str, Any], false_of: dict[str, Any]
) -> None:
    assert holds(name, wanted, facts(**true_of))
    assert not holds(name, wanted, facts(**false_of))


def test_the_table_above_holds_every_condition() -> None:
    assert {name for name, *_ in TABLE} == set(CONDITIONS)
