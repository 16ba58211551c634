"""The policy file: read strictly, with every mistake at once."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.conversation.errors import BadConfiguration
from bot.routing.policy import Rule, Stakes
from bot.routing.policy_file import load_policy
from tests.routing.samples import POLICY, POLICY_FILE

GOOD = """\
version: 1
thresholds: {confident: 0.5, out_of_scope: 0.6, need: 0.4}
queues: [front, billing]
rules:
  - name: angry
    when: {frustration_at_least: 0.6}
    then: {hand_off: frustrated}
  - name: rest
    then: {automate: by_intent}
intents:
  order_status: {stakes: low, automate: action_order_status}
  double_charge: {stakes: high, queue: billing}
"""


def problems(folder: Path, text: str) -> list[str]:
    """Return what is wrong with a policy, each as `line: what`."""
    path = folder / "policy.yml"
    path.write_text(text)
    with pytest.raises(BadConfiguration) as caught:
        load_policy(path)
    assert all(problem.startswith(f"{path}:") for problem in caught.value.problems)
    return [problem.removeprefix(f"{path}:") for problem in caught.value.problems]


def test_a_good_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(GOOD)
    policy = load_policy(path)
    assert (policy.confident, policy.out_of_scope, policy.need, policy.queue) == (0.5, 0.6, 0.4, "front")
    assert policy.rules == (
        Rule(name="angry", when={"frustration_at_least": 0.6}, verb="hand_off", what="frustrated"),
        Rule(name="rest", when={}, verb="automate", what="by_intent"),
    )
    assert policy.intent("order_status").action == "action_order_status"
    assert policy.intent("double_charge").queue == "billing"


def test_the_version_is_that_of_the_files_content(tmp_path: Path) -> None:
    first, second = tmp_path / "one.yml", tmp_path / "two.yml"
    first.write_text(GOOD)
    second.write_text(GOOD)
    assert load_policy(first).version == load_policy(second).version
    second.write_text(GOOD.replace("0.5", "0.55"))
    assert load_policy(first).version != load_policy(second).version


def test_every_mistake_is_named_at_once_with_its_line_and_what_was_meant(tmp_path: Path) -> None:
    text = """\
version: 1
thresholds: {confident: 7, out_of_scope: 0.6}
queues: [front, billing]
rules:
  - name: angry
    when: {frustration_atleast: 0.6}
    then: {handoff: frustrated}
  - name: angry
    when: {settled: 1, frustration_at_least: much}
    then: {hand_off: frustated}
  - then: {clarify: ask}
  - name: both
    then: {clarify: ask, hand_off: frustrated}
  - name: shy
    then: {clarify: offer_persn}
intents:
  order_status: {stakes: medium}
  gift_card: {stakes: low, automated: action_answer}
  double_charge: {stakes: high, queue: biling}
  refund: high
speed: fast
"""
    assert sorted(problems(tmp_path, text), key=lambda problem: int(problem.split(":")[0])) == [
        "2: `confident` must be a number from 0 to 1",
        "2: `need` must be a number from 0 to 1",
        "6: unknown key `frustration_atleast`; did you mean `frustration_at_least`?",
        "7: unknown `handoff`; did you mean `hand_off`?",
        "8: rule `angry` stands twice",
        "9: `settled` must be true or false",
        "9: `frustration_at_least` must be a number",
        "10: unknown `frustated`; did you mean `frustrated`?",
        "11: a rule needs a `name`",
        "13: `then` must be exactly one of hand_off, clarify, automate",
        "15: unknown `offer_persn`; did you mean `offer_person`?",
        "17: `stakes` must be low or high, not `medium`",
        "18: unknown key `automated`; did you mean `automate`?",
        "19: queue `biling` is not among `queues`; did you mean `billing`?",
        "20: `refund` must be a mapping",
        "21: unknown key `speed`",
    ]


@pytest.mark.parametrize("part", ["version", "thresholds", "queues", "intents", "rules"])
def test_a_part_that_is_missing_is_named(tmp_path: Path, part: str) -> None:
    text = "".join(f"{line}\n" if line != "gone" else "" for line in _without(part))
    assert any(problem.endswith(f"`{part}` is missing") for problem in problems(tmp_path, text))


def _without(part: str) -> list[str]:
    kept, inside = [], False
    for line in GOOD.splitlines():
        inside = line.startswith(part) or (inside and line.startswith(" "))
        if not inside:
            kept.append(line)
    return kept


@pytest.mark.parametrize("text", ["", "[1, 2]", "just words", "5"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == ["1: a mapping is wanted"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version: 1\nrules: [\n", "3: not YAML: expected the node content, but found '<stream end>'"),
        ("version: 1\nversion: 1\n", "2: `version` stands twice"),
        ("intents:\n  a: {b: 1}\n  a: {c: 2}\n", "3: `a` stands twice"),
        ("\tversion: 1\n", "1: not YAML: found character '\\t' that cannot start any token"),
        ("version: 1\nqueues: \x07\n", "2: not YAML: special characters are not allowed"),
    ],
)
def test_a_file_that_is_not_yaml_is_refused_with_the_line_and_why(tmp_path: Path, text: str, problem: str) -> None:
    assert problems(tmp_path, text) == [problem]


def test_bytes_that_are_no_text_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "policy.yml"
    path.write_bytes(b"version: 1\nqueues: \xe9\xff\n")
    with pytest.raises(BadConfiguration, match=r"policy\.yml:2: not YAML: invalid continuation byte"):
        load_policy(path)


def test_one_mistake_of_an_intent_hides_no_other(tmp_path: Path) -> None:
    text = GOOD.replace("{stakes: high, queue: billing}", "{stakes: hgih, queue: biling, automate: 5}")
    text = text.replace("when: {frustration_at_least: 0.6}", "when: {intent: double_charge}")
    assert problems(tmp_path, text) == [
        "12: `stakes` must be low or high, not `hgih`",
        "12: `automate` must be the name of an action",
        "12: queue `biling` is not among `queues`; did you mean `billing`?",
    ]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"policy\.yml: No such file or directory"):
        load_policy(tmp_path / "policy.yml")


def test_nothing_of_a_bad_file_is_used(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD + "unknown: 1\n") == ["13: unknown key `unknown`"]


def test_the_shipped_policy_names_every_intent_of_the_examples_and_none_besides() -> None:
    taught: set[str] = set()
    for path in (POLICY_FILE.parent / "nlu").rglob("*.yml"):
        taught |= {entry["intent"] for entry in YAML(typ="safe").load(path)["nlu"] if "intent" in entry}
    assert set(POLICY.intents) == taught


def test_the_shipped_policy_leaves_no_high_stakes_to_a_machine() -> None:
    high = [intent for intent in POLICY.intents.values() if intent.stakes is Stakes.HIGH]
    assert high
    assert all(intent.action is None for intent in high)
