"""What has high stakes goes to a person, unless the file says why not."""

from pathlib import Path

import pytest

from bot.routing.policy import Rule
from tests.routing.samples import POLICY
from tests.routing.test_line_file import read
from tests.routing.test_policy_file import GOOD, problems

HIGH = "double_charge: {stakes: high, queue: billing}"
FORM_FIRST = GOOD.replace(
    "  - name: rest", "  - name: form\n    when: {in_form: true}\n    then: {automate: by_form}\n  - name: rest"
)


def automated(why: str = "") -> str:
    beside = f', acknowledged: "{why}"' if why else ""
    return GOOD.replace(HIGH, f"double_charge: {{stakes: high, automate: action_refund{beside}}}")


def test_a_machine_may_not_take_high_stakes_by_oversight(tmp_path: Path) -> None:
    wanted = '12: `double_charge` has high stakes: a machine may take it only with `acknowledged: "why"` beside it'
    assert problems(tmp_path, automated()) == [wanted]


def test_a_machine_may_take_high_stakes_where_somebody_says_why_and_that_is_told(tmp_path: Path) -> None:
    policy = read(tmp_path, automated("pays back twice at most"))
    place = f"{tmp_path / 'policy.yml'}:12"
    assert policy.warnings == (
        f"{place}: `double_charge` has high stakes, and a machine may take it: pays back twice at most",
    )
    assert policy.intent("double_charge").acknowledged == "pays back twice at most"


@pytest.mark.parametrize(
    ("acknowledged", "problem"),
    [
        ("5", "`acknowledged` must say why in words"),
        ('" "', "`acknowledged` must say why in words"),
        ("because", "`order_status` has low stakes: there is nothing to acknowledge"),
    ],
)
def test_an_acknowledgement_says_why_of_something_that_needs_it(
    tmp_path: Path, acknowledged: str, problem: str
) -> None:
    text = GOOD.replace("automate: action_order_status", f"automate: action_order_status, acknowledged: {acknowledged}")
    assert problems(tmp_path, text) == [f"11: {problem}"]


def test_a_rule_that_lets_a_machine_take_high_stakes_on_the_way_is_found_by_trying(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, FORM_FIRST)
    assert problem.startswith("10: rule `form` lets a machine take `double_charge`, of high stakes: ")
    assert '`acknowledged: "why"`' in problem


def test_it_is_found_whatever_else_is_wrong_with_parts_that_do_not_decide(tmp_path: Path) -> None:
    text = FORM_FIRST.replace("[front, billing]", "[front, billing, billing]") + "  refund: {stakes: medium}\n"
    found = problems(tmp_path, text + "speed: fast\n")
    assert len(found) == 4
    assert found[-1].startswith("10: rule `form` lets a machine take `double_charge`")
    assert problems(tmp_path, FORM_FIRST.replace("need: 0.4", "need: 4")) == ["2: `need` must be a number from 0 to 1"]


def test_such_a_rule_is_well_behind_one_for_high_stakes_or_with_an_acknowledgement(tmp_path: Path) -> None:
    first = "rules:\n  - name: grave\n    when: {stakes: high}\n    then: {hand_off: high_stakes}\n"
    assert read(tmp_path, FORM_FIRST.replace("rules:\n", first)).warnings == ()
    known = FORM_FIRST.replace(HIGH, 'double_charge: {stakes: high, queue: billing, acknowledged: "the form is safe"}')
    assert len(read(tmp_path, known).warnings) == 1


ASKED = GOOD.replace(
    "  - name: rest", "  - name: unsure\n    when: {stakes: high}\n    then: {clarify: ask}\n  - name: rest"
)


def test_a_rule_that_only_ever_asks_back_keeps_high_stakes_from_people(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, ASKED)
    assert problem.startswith("10: rule `unsure` only asks back about `double_charge`, of high stakes: ")
    known = ASKED.replace(HIGH, 'double_charge: {stakes: high, queue: billing, acknowledged: "they write to us"}')
    assert len(read(tmp_path, known).warnings) == 1


@pytest.mark.parametrize("condition", ["clarified_at_least: 1", "asked_before_at_least: 3"])
def test_a_question_that_a_person_follows_keeps_nothing(tmp_path: Path, condition: str) -> None:
    person = f"rules:\n  - name: again\n    when: {{{condition}}}\n    then: {{hand_off: high_stakes}}\n"
    assert read(tmp_path, ASKED.replace("rules:\n", person)).warnings == ()


def test_an_offer_of_a_person_keeps_nothing_where_it_can_be_accepted(tmp_path: Path) -> None:
    offered = ASKED.replace("clarify: ask", "clarify: offer_person") + "  affirm: {automate: action_answer}\n"
    assert len(problems(tmp_path, offered)) == 1
    accepts = "rules:\n  - name: yes\n    when: {accepts_person: true}\n    then: {hand_off: accepted_person}\n"
    assert read(tmp_path, offered.replace("rules:\n", accepts)).warnings == ()


def test_a_segment_is_tried_too(tmp_path: Path) -> None:
    text = FORM_FIRST.replace("{in_form: true}", "{segment: vip, fills_form: true}")
    text += "segments: [{name: vip, when: {slot: tier, is: [gold]}}]\n"
    (problem,) = problems(tmp_path, text)
    assert problem.startswith("10: rule `form` lets a machine")


def test_the_shipped_policy_needs_no_acknowledgement() -> None:
    assert POLICY.warnings == ()


def test_a_rule_may_say_something_of_its_own(tmp_path: Path) -> None:
    text = GOOD.replace("{hand_off: frustrated}", "{say: utter_sorry, hand_off: frustrated}")
    first, *_ = read(tmp_path, text).rules
    wanted = Rule(
        name="angry", when={"frustration_at_least": 0.6}, verb="hand_off", what="frustrated", say="utter_sorry"
    )
    assert (first, first.place) == (wanted, f"{tmp_path / 'policy.yml'}:7")


@pytest.mark.parametrize(
    ("then", "problem"),
    [
        ("{hand_off: frustrated, say: 5}", "`say` must be the name of a response"),
        (
            "{automate: by_intent, say: utter_x}",
            "`say` goes with hand_off or clarify: what is automated speaks for itself",
        ),
        ("{say: utter_x}", "`then` must be exactly one of hand_off, clarify, automate"),
    ],
)
def test_what_a_rule_says_is_checked(tmp_path: Path, then: str, problem: str) -> None:
    assert problems(tmp_path, GOOD.replace("{hand_off: frustrated}", then)) == [f"7: {problem}"]
