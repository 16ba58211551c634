"""A policy can only name what there is: a slip of the pen in a name is found before a customer finds it."""

from collections.abc import Collection
from pathlib import Path

import pytest

from bot.conversation.errors import BadConfiguration
from bot.engine.known import Known
from bot.routing.policy_file import load_policy
from tests.engine.small_bot import shipped_texts
from tests.routing.test_policy_file import GOOD

TRAINED = ("order_status", "double_charge", "vague_problem", "out_of_scope")


def test_names_are_checked_whatever_else_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "policy.yml"
    text = GOOD.replace("confident: 0.5", "confident: 5").replace("double_charge:", "double_chrage:")
    path.write_text(
        text.replace("frustrated}", "frustrated, say: utter_sory}").replace("{stakes: low, ", "{stakes: lo, ")
    )
    known = Known(responses=shipped_texts(), intents=TRAINED, actions=())
    with pytest.raises(BadConfiguration) as caught:
        load_policy(path, known.problems)
    lines = [int(problem.removeprefix(f"{path}:").split(":")[0]) for problem in caught.value.problems]
    assert lines == [2, 11, 7, 11, 12, 10]


def problems(folder: Path, text: str, trained: Collection[str] | None = TRAINED) -> list[str]:
    """Return what is wrong with the names in a policy, each as `line: what`."""
    path = folder / "policy.yml"
    path.write_text(text)
    actions = {"action_order_status", "action_answer"}
    found = Known(responses=shipped_texts(), intents=trained, actions=actions).problems(load_policy(path))
    return [problem.removeprefix(f"{path}:") for problem in found]


def test_what_there_is_may_be_named(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


def test_an_intent_with_a_slip_is_unknown_and_the_one_that_was_meant_has_no_stakes(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD.replace("double_charge:", "double_chrage:")) == [
        "12: the model knows no intent `double_chrage`; did you mean `double_charge`?",
        "10: the model knows `double_charge`, and `intents` does not say whether its stakes are low or high",
    ]


def test_a_retrieval_intent_stands_for_all_that_belong_to_it_and_each_may_stand_alone(tmp_path: Path) -> None:
    trained = (*TRAINED, "faq/shipping", "faq/returns")
    assert problems(tmp_path, f"{GOOD}  faq: {{stakes: low}}\n", trained) == []
    (left_out,) = problems(tmp_path, f"{GOOD}  faq/shipping: {{stakes: low}}\n", trained)
    assert "`faq/returns`" in left_out


def test_whoever_trains_no_small_talk_may_leave_it_in_the_policy(tmp_path: Path) -> None:
    assert problems(tmp_path, f"{GOOD}  thanks: {{stakes: low}}\n  request_human: {{stakes: low}}\n") == []


def test_before_anything_is_trained_intents_are_not_compared(tmp_path: Path) -> None:
    assert problems(tmp_path, f"{GOOD}  of_a_business_of_its_own: {{stakes: low}}\n", None) == []


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        ("action_order_staus", "there is no action `action_order_staus`; did you mean `action_order_status`?"),
        ("utter_clarfy", "there is no response `utter_clarfy`; did you mean `utter_clarify`?"),
        ("utter_handoff", "`utter_handoff` wants a value for `{place}`, which there is none of here"),
    ],
)
def test_an_action_that_nothing_runs_is_named_where_it_stands(tmp_path: Path, action: str, problem: str) -> None:
    text = GOOD.replace("{stakes: low, automate: action_order_status}", f"\n    stakes: low\n    automate: {action}")
    assert problems(tmp_path, text) == [f"13: {problem}"]


def test_a_response_that_needs_nothing_can_be_the_whole_answer(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD.replace("action_order_status", "utter_clarify")) == []
