"""The decision: what each rule of the shipped policy does, and what no facts can make it do."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing.conditions import CONDITIONS
from bot.routing.decide import decide
from bot.routing.decision import Automate, Clarify, HandOff, Question
from bot.routing.facts import Facts
from bot.routing.policy import Rule, Stakes
from tests.routing.samples import ANY_FACTS, POLICY, facts, policy_of

HIGH: dict[str, Any] = {"stakes": Stakes.HIGH, "stakes_intent": "double_charge"}
UNCLEAR: dict[str, Any] = {"understood": False, "intent": "vague_problem"}
IN_FORM: dict[str, Any] = {"form": "order_status", "intent": "greeting"}

#: rule → facts that it is for, and what comes of them
TABLE: list[tuple[str, dict[str, Any], str, str]] = [
    ("asks_for_a_person", {"asks_for_person": True}, "human", "asked_for_person"),
    ("asks_for_a_person", {"asks_for_person": True, **HIGH}, "human", "asked_for_person"),
    ("accepts_a_person", {"person_offered": True, "affirms": True, "intent": "affirm"}, "human", "accepted_person"),
    ("high_stakes", HIGH, "human", "high_stakes"),
    ("high_stakes", {**HIGH, "settled": True, "sentiment": 1.0}, "human", "high_stakes"),
    ("high_stakes_still_open", {"open_handoff": True}, "human", "high_stakes"),
    ("complains", {"intent": "complaint"}, "human", "frustrated"),
    ("frustrated", {"frustration": 0.6}, "human", "frustrated"),
    ("automation_failed", {"failures": 3}, "human", "automation_failed"),
    ("form_answered", {**IN_FORM, "fills_form": True}, "automate", "action_order_status"),
    ("bot_repeats_itself", {"bot_repeats": 1}, "human", "bot_failed"),
    ("form_waits", {**IN_FORM, "understood": False}, "automate", "action_order_status"),
    ("not_understood", UNCLEAR, "clarify", "ask"),
    ("not_understood_again", {**UNCLEAR, "clarified": 1}, "clarify", "offer_person"),
    ("not_understood_twice", {**UNCLEAR, "clarified": 2}, "human", "not_understood"),
    ("simple_need", {}, "automate", "action_order_status"),
    ("simple_need", {"intent": "shipping_cost"}, "automate", "action_answer"),
    ("simple_need", {"intent": "vague_problem"}, "human", "not_understood"),
    ("simple_need", {"intent": "an_intent_that_no_policy_names"}, "human", "not_understood"),
    ("simple_need", {"frustration": 0.59, "failures": 2}, "automate", "action_order_status"),
    ("simple_need", {"bot_repeats": 3, "settled": True, "intent": "thanks"}, "automate", "action_answer"),
    ("simple_need", {"person_offered": True, "denies": True, "intent": "deny"}, "automate", "action_answer"),
    ("simple_need", {"affirms": True, "intent": "affirm"}, "automate", "action_answer"),
    ("simple_need", {**IN_FORM, "intent": "shipping_cost"}, "automate", "action_answer"),
]


@pytest.mark.parametrize(("rule", "known", "kind", "reason"), TABLE)
def test_each_rule_does_what_it_says(rule: str, known: dict[str, Any], kind: str, reason: str) -> None:
    decision = decide(POLICY, facts(**known))
    assert (decision.rule, decision.kind, decision.reason) == (rule, kind, reason)


def test_the_table_above_holds_every_rule_that_is_shipped() -> None:
    assert {rule for rule, *_ in TABLE} == {rule.name for rule in POLICY.rules}


@given(ANY_FACTS)
def test_high_stakes_are_never_left_to_a_machine(known: Facts) -> None:
    assert decide(POLICY, replace(known, stakes=Stakes.HIGH)).kind == "human"


@given(ANY_FACTS)
def test_who_asks_for_a_person_gets_one_in_any_state(known: Facts) -> None:
    decision = decide(POLICY, replace(known, asks_for_person=True))
    assert (decision.kind, decision.reason) == ("human", "asked_for_person")


@given(ANY_FACTS)
def test_a_need_with_high_stakes_is_never_automated_even_where_only_its_name_tells(known: Facts) -> None:
    choice = decide(POLICY, known).choice
    if isinstance(choice, Automate):
        assert POLICY.stakes(choice.intent) is Stakes.LOW


@given(ANY_FACTS)
def test_the_bot_only_runs_actions_that_the_policy_names_or_the_form_that_waits(known: Facts) -> None:
    choice = decide(POLICY, known).choice
    if isinstance(choice, Automate):
        assert choice.action in {POLICY.intent(choice.intent).action, f"action_{known.form}"}


@given(ANY_FACTS)
def test_the_same_facts_give_the_same_decision(known: Facts) -> None:
    assert decide(POLICY, known) == decide(POLICY, known)


def _when() -> st.SearchStrategy[dict[str, Any]]:
    wanted: dict[type, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        float: st.floats(0, 5) | st.integers(0, 5),
        str: st.sampled_from(["low", "high"]),
    }
    return st.fixed_dictionaries({}, optional={name: wanted[kind] for name, (kind, _) in CONDITIONS.items()})


THEN = st.sampled_from(
    [
        ("hand_off", "frustrated"),
        ("clarify", "ask"),
        ("clarify", "offer_person"),
        ("automate", "by_intent"),
        ("automate", "by_form"),
    ]
)
ANY_RULE = st.builds(
    lambda when, then: Rule(name="any", when=when, verb=then[0], what=then[1]),
    when=_when(),
    then=THEN,
)


@given(st.lists(ANY_RULE, max_size=4), ANY_FACTS)
def test_any_policy_decides_about_any_facts(rules: list[Rule], known: Facts) -> None:
    decision = decide(policy_of(*rules), known)
    assert decision.kind in {"automate", "clarify", "human"}
    assert decision.explanation
    assert decision.rule in {"any", "no_rule"}


@given(ANY_FACTS)
def test_a_person_takes_what_no_rule_covers(known: Facts) -> None:
    decision = decide(policy_of(), known)
    assert decision.choice == HandOff(queue="general", reason="not_understood", high_stakes=False)
    assert decision.rule == "no_rule"


def test_the_first_rule_that_holds_decides() -> None:
    ask = Rule(name="ask", when={}, verb="clarify", what="ask")
    do = Rule(name="do", when={}, verb="automate", what="by_intent")
    assert decide(policy_of(ask, do), facts()).choice == Clarify(question=Question.ASK)
    assert decide(policy_of(do, ask), facts()).choice == Automate(action="action_order_status", intent="order_status")


def test_all_conditions_of_a_rule_must_hold() -> None:
    both = Rule(name="both", when={"understood": True, "settled": True}, verb="clarify", what="ask")
    assert decide(policy_of(both), facts(settled=True)).rule == "both"
    assert decide(policy_of(both), facts()).rule == "no_rule"


def test_a_handoff_waits_in_the_queue_of_the_need_with_the_stakes() -> None:
    both = facts(intent="order_status", stakes=Stakes.HIGH, stakes_intent="account_takeover")
    assert decide(POLICY, both).choice == HandOff(queue="trust", reason="high_stakes", high_stakes=True)


def test_a_handoff_that_is_still_open_keeps_its_stakes() -> None:
    choice = decide(POLICY, facts(open_handoff=True)).choice
    assert isinstance(choice, HandOff)
    assert choice.high_stakes


def test_a_form_of_which_nothing_is_known_falls_back_to_the_need() -> None:
    by_form = Rule(name="form", when={}, verb="automate", what="by_form")
    choice = decide(policy_of(by_form), facts(intent="shipping_cost", form=None)).choice
    assert choice == Automate(action="action_answer", intent="shipping_cost")


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({}, "rule simple_need: action_order_status for order_status (0.90)"),
        (HIGH, "double_charge (0.90) has high stakes"),
        ({"open_handoff": True}, "a person was due before, and nothing has settled it; intent order_status (0.90)"),
        ({"frustration": 0.7}, "frustration is 0.70; intent order_status (0.90)"),
        ({"asks_for_person": True}, "the customer asked for a person"),
        ({"person_offered": True, "affirms": True}, "the customer said yes to a person"),
        ({"failures": 3}, "the automation failed 3 times; intent order_status (0.90)"),
        ({"bot_repeats": 1}, "the bot said the same 2 times; intent order_status (0.90)"),
        (UNCLEAR, "rule not_understood; likeliest vague_problem (0.90), out of scope 0.00"),
    ],
)
def test_a_decision_says_why_in_one_line(known: dict[str, Any], why: str) -> None:
    assert decide(POLICY, facts(**known)).explanation == why


@given(ANY_FACTS)
def test_an_explanation_is_one_line_of_plain_english(known: Facts) -> None:
    explanation = decide(POLICY, known).explanation
    assert explanation.isascii()
    assert explanation.isprintable()
    assert len(explanation) < 200
