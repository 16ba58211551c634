"""What went wrong once, and may not again."""

from pathlib import Path

import pytest

from bot.conversation.errors import BadConfiguration
from bot.routing.decide import decide
from bot.routing.policy import Rule, Stakes
from bot.routing.policy_file import load_policy
from tests.routing.samples import facts, understood
from tests.routing.test_facts import known
from tests.routing.test_policy_file import GOOD

THRESHOLDS = "thresholds: {confident: 0.5, out_of_scope: 0.6, need: 0.4}"


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        (THRESHOLDS, "thresholds:", 2),
        (THRESHOLDS, "thresholds: 5", 2),
        ("confident: 0.5", "confident: true", 2),
        ("[front, billing]", "front", 3),
        ("[front, billing]", "5", 3),
        ("[front, billing]", "[]", 3),
        ("when: {frustration_at_least: 0.6}", "when: [understood]", 6),
        ("when: {frustration_at_least: 0.6}", "when: 5", 6),
        ("when: {frustration_at_least: 0.6}", "when: {stakes: medium}", 6),
        ("hand_off: frustrated", "hand_off: [frustrated]", 7),
        ("automate: action_order_status", "automate: 5", 11),
        ("automate: action_order_status", "automate: true", 11),
        ("version: 1", "version: 2", 1),
    ],
)
def test_a_wrong_shape_is_named_with_its_line_and_never_half_read(
    tmp_path: Path, good: str, bad: str, line: int
) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(GOOD.replace(good, bad))
    with pytest.raises(BadConfiguration) as caught:
        load_policy(path)
    assert any(problem.startswith(f"{path}:{line}: ") for problem in caught.value.problems), caught.value.problems


@pytest.mark.parametrize("part", ["rules", "intents"])
@pytest.mark.parametrize("value", ["", "5", "[]", "[a]"])
def test_a_policy_without_rules_or_intents_is_refused(tmp_path: Path, part: str, value: str) -> None:
    head, _, tail = GOOD.partition(f"{part}:\n")
    rest = "" if part == "intents" else tail[tail.index("intents:") :]
    path = tmp_path / "policy.yml"
    path.write_text(f"{head}{part}: {value}\n{rest}")
    with pytest.raises(BadConfiguration):
        load_policy(path)


@pytest.mark.parametrize("raw", [b"version: \x07\n", b"version: \xe9\xff\n"])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "policy.yml"
    path.write_bytes(raw)
    with pytest.raises(BadConfiguration, match="not YAML"):
        load_policy(path)


def test_an_intent_that_nobody_wrote_down_waits_in_a_queue_that_there_is(tmp_path: Path) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(GOOD)
    policy = load_policy(path)
    assert policy.intent("an_intent_that_no_policy_names").queue == policy.queue == "front"
    assert all(isinstance(rule, Rule) for rule in policy.rules)
    choice = decide(policy, facts(intent="an_intent_that_no_policy_names")).choice
    assert getattr(choice, "queue", None) == "front"


def test_a_rule_about_an_intent_that_there_is_not_is_named(tmp_path: Path) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(GOOD.replace("when: {frustration_at_least: 0.6}", "when: {intent: double_charg}"))
    with pytest.raises(BadConfiguration, match=r"6: .*did you mean `double_charge`"):
        load_policy(path)


@pytest.mark.parametrize("text", ["48213多扣款", "48213 被盗了", "我要告 48213", "48213 盜刷"])
def test_three_chinese_characters_beside_a_number_are_words(text: str) -> None:
    found = known(understood("double_charge", text=text, entities={"order_number": "48213"}))
    assert found.stakes is Stakes.HIGH


def test_three_chinese_characters_can_ask_for_a_person() -> None:
    found = known(understood("request_human", text="轉人工 48213", entities={"order_number": "48213"}))
    assert found.asks_for_person
