"""The policy's queues and line: read strictly, with today's behaviour where nothing is said."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.line_rules import LineRules, QueueRules, Relax, Want, When
from bot.routing.policy import Policy
from bot.routing.policy_file import load_policy
from tests.routing.samples import POLICY
from tests.routing.test_policy_file import GOOD, problems

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ALONE = Relax(after=2 * MINUTE, without=Want.LANGUAGE)


def read(folder: Path, text: str) -> Policy:
    path = folder / "policy.yml"
    path.write_text(text)
    return load_policy(path)


def with_queues(queues: str) -> str:
    return GOOD.replace("[front, billing]", queues)


def test_a_file_that_says_nothing_of_the_line_has_it_as_it_is_by_default(tmp_path: Path) -> None:
    line = read(tmp_path, GOOD).line
    assert line == LineRules(queues={"front": QueueRules(), "billing": QueueRules()})


def test_queues_may_want_skills_and_do_without_them_after_a_while(tmp_path: Path) -> None:
    text = with_queues("{front: , billing: {skills: [money, calm], relax: [{after: 2m, without: language}]}}")
    policy = read(tmp_path, text)
    assert policy.queue == "front"
    assert policy.line.queue("billing") == QueueRules(skills=frozenset({"money", "calm"}), relax=(ALONE,))
    assert policy.line.queue("front") == policy.line.queue("a_queue_of_old") == QueueRules()


def test_a_step_may_hang_on_nobody_being_there_who_has_it(tmp_path: Path) -> None:
    steps = "{after: 5m, without: skills}, {when: nobody_has_it, without: skills, after: 30s}"
    text = with_queues(f"{{front: , billing: {{relax: [{steps}, {{without: language, when: nobody_has_it}}]}}}}")
    assert read(tmp_path, text).line.queue("billing").relax == (
        Relax(after=5 * MINUTE, without=Want.SKILLS),
        Relax(after=30 * SECOND, without=Want.SKILLS, when=When.NOBODY_HAS_IT),
        Relax(after=timedelta(), without=Want.LANGUAGE, when=When.NOBODY_HAS_IT),
    )


def test_what_the_line_does_without_holds_for_each_queue_that_says_nothing_else(tmp_path: Path) -> None:
    text = with_queues("{front: {}, billing: {relax: []}}") + "line: {relax: [{after: 2m, without: language}]}\n"
    line = read(tmp_path, text).line
    assert (line.queue("front").relax, line.queue("billing").relax) == ((ALONE,), ())
    assert read(tmp_path, GOOD + "line: {relax: [{after: 2m, without: language}]}\n").line.queue("front").relax


def test_everything_about_the_line_can_be_said(tmp_path: Path) -> None:
    said = """\
line:
  waiting_weight: 0.25
  missed_offers: 5
  sticky: 1h
  wanted: 90s
  left_after: 2m
  keeps_place: 0
  wrap_up: 0s
  dispositions: [done, lost]
"""
    line = read(tmp_path, GOOD + said).line
    assert (line.waiting_weight, line.missed_offers, line.dispositions) == (0.25, 5, ("done", "lost"))
    assert (line.sticky, line.wanted, line.left_after) == (HOUR, 90 * SECOND, 2 * MINUTE)
    assert line.keeps_place == line.wrap_up == timedelta()


def test_every_mistake_about_the_line_is_named_with_its_line(tmp_path: Path) -> None:
    said = """\
line:
  relax:
    - {after: soon, without: language}
    - {after: 1m}
    - {after: 1m, without: skill}
    - {after: 1m, without: skills}
    - {after: 2m, without: skills}
    - {when: nobody_has_them, without: skills}
    - {without: language}
    - {wen: nobody_has_it, after: 1m, without: language}
  waiting_weight: 2
  missed_offers: 0
  sticky: 30
  wanted: true
  wrapup: 1m
  dispositions: [solved, solved, "a,b", 7]
"""
    form = "must be a duration such as 30s, 2m or 24h, or 0"
    word = "must be a word of at most 32 characters, without a comma"
    assert problems(tmp_path, GOOD + said) == [
        "27: unknown key `wrapup`; did you mean `wrap_up`?",
        "23: `waiting_weight` must be a number from 0 to 1",
        "24: `missed_offers` must be a whole number from 1 to 20",
        "28: `solved` stands twice",
        f"28: `a,b` {word}",
        f"28: `7` {word}",
        f"25: `sticky` {form}",
        f"26: `wanted` {form}",
        f"15: `after` {form}",
        "16: a step needs `without`, and `after` or `when`",
        "17: `without` must be skills or language; did you mean `skills`?",
        "19: `skills` is done without already",
        "20: `when` must be nobody_has_it; did you mean `nobody_has_it`?",
        "21: a step needs `without`, and `after` or `when`",
        "22: unknown key `wen`; did you mean `when`?",
    ]


@pytest.mark.parametrize(
    ("queues", "problem"),
    [
        ("front", "`queues` must be a list or a mapping that is not empty"),
        ("{}", "`queues` must be a list or a mapping that is not empty"),
        ("[front, billing, front]", "`front` stands twice"),
        ("{front: 5, billing: {}}", "`front` must be a mapping"),
        ("{front: {skill: [a]}, billing: {}}", "unknown key `skill`; did you mean `skills`?"),
        ("{front: {skills: a}, billing: {}}", "`skills` must be a list that is not empty"),
        ("{front: {relax: 5}, billing: {}}", "`relax` must be a list that is not empty"),
        (
            f"{{{'q' * 33}: {{}}, billing: {{}}}}",
            f"`{'q' * 33}` must be a word of at most 32 characters, without a comma",
        ),
    ],
)
def test_a_mistake_about_queues_is_named_with_its_line(tmp_path: Path, queues: str, problem: str) -> None:
    assert f"3: {problem}" in problems(tmp_path, with_queues(queues))


def test_the_shipped_line_is_that_of_the_defaults_and_every_want_is_done_without_in_the_end() -> None:
    line = POLICY.line
    assert (line.hours, POLICY.queue) == (None, "general")
    assert {name: set(rules.skills) for name, rules in line.queues.items()} == {
        "general": set(),
        "billing": {"billing"},
        "trust": {"trust"},
        "safety": {"safety"},
    }
    for rules in line.queues.values():
        assert rules.relax == (
            Relax(after=timedelta(), without=Want.LANGUAGE, when=When.NOBODY_HAS_IT),
            Relax(after=timedelta(), without=Want.SKILLS, when=When.NOBODY_HAS_IT),
            Relax(after=MINUTE, without=Want.LANGUAGE),
            Relax(after=5 * MINUTE, without=Want.SKILLS),
        )
    assert line == LineRules(queues=line.queues)
