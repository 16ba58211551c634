"""Customers who are treated apart."""

from pathlib import Path

import pytest

from bot.conversation.events import (
    AgentJoined,
    Entry,
    Event,
    HandedBack,
    HandoffRequested,
    SlotSet,
)
from bot.conversation.tracker import Tracker
from bot.routing.decide import decide
from bot.routing.facts import facts_of
from bot.routing.segments import AskedBefore, Segment, SlotAtLeast, SlotIs, segment_of
from tests.routing.samples import understood
from tests.routing.test_facts import NOW
from tests.routing.test_line_file import read
from tests.routing.test_policy_file import GOOD, problems

SAID = """\
segments:
  - name: vip
    when: {slot: tier, is: [gold, 1]}
    bonus_minutes: 5
  - name: big
    when:
      - {slot: value, at_least: 500}
      - {slot: country, is: [HK]}
  - name: comes_back
    when: {asked_for_person_before_at_least: 2}
"""
VIP = Segment(name="vip", traits=(SlotIs(slot="tier", values=frozenset({"gold", "1"})),), bonus_minutes=5.0)


def test_segments_are_read_as_they_are_written(tmp_path: Path) -> None:
    policy = read(tmp_path, GOOD + SAID)
    big = (SlotAtLeast(slot="value", least=500.0), SlotIs(slot="country", values=frozenset({"HK"})))
    assert policy.segments == (
        VIP,
        Segment(name="big", traits=big),
        Segment(name="comes_back", traits=(AskedBefore(times=2),)),
    )
    assert [policy.segment_bonus(name) for name in ("vip", "big", "gone", None)] == [5.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("slots", "asked", "segment"),
    [
        ({}, 0, None),
        ({"tier": "gold"}, 9, "vip"),
        ({"tier": "silver"}, 0, None),
        ({"tier": "1", "value": "900", "country": "HK"}, 0, "vip"),
        ({"value": "500.5", "country": "HK"}, 0, "big"),
        ({"value": "500"}, 0, None),
        ({"value": "a lot", "country": "HK"}, 0, None),
        ({"value": "nan", "country": "HK"}, 2, "comes_back"),
        ({}, 1, None),
    ],
)
def test_the_first_segment_of_which_somebody_has_every_trait_counts(
    tmp_path: Path, slots: dict[str, str], asked: int, segment: str | None
) -> None:
    assert segment_of(read(tmp_path, GOOD + SAID).segments, slots, asked) == segment


def tracked(*events: Event) -> Tracker:
    entries = [
        Entry(conversation_id="c1", seq=seq, at=NOW, actor="x", epoch=1, event=event)
        for seq, event in enumerate(events, 1)
    ]
    return Tracker("c1").apply(entries)


def went(reason: str) -> tuple[Event, ...]:
    joined = AgentJoined(ticket_id="t", agent_id="a", agent_name="Ann")
    return HandoffRequested(ticket_id="t", queue="front", reason=reason), joined, HandedBack(agent_name="Ann")


def test_what_is_known_counts_over_the_whole_conversation_and_not_only_since_the_bot_has_it(tmp_path: Path) -> None:
    policy = read(tmp_path, GOOD + SAID)
    gold = tracked(SlotSet(name="tier", value="gold"), *went("high_stakes"))
    assert facts_of(gold, [understood()], policy).segment == "vip"
    twice = tracked(*went("asked_for_person"), *went("asked_for_person"))
    assert facts_of(twice, [understood()], policy).segment == "comes_back"
    once = tracked(*went("asked_for_person"), *went("high_stakes"))
    assert facts_of(once, [understood()], policy).segment is None


def test_a_rule_can_send_a_segment_to_a_person_earlier(tmp_path: Path) -> None:
    text = (
        (GOOD + SAID).replace("when: {frust", "when: {segment: vip, frust").replace("0.6}\n    then", "0.4}\n    then")
    )
    policy = read(tmp_path, text)
    upset = [understood("order_status", frustration=0.45)]
    kinds = [decide(policy, facts_of(tracked(*known), upset, policy)).kind for known in ((), _GOLD)]
    assert kinds == ["automate", "human"]


_GOLD = (SlotSet(name="tier", value="gold"),)


def test_every_mistake_about_segments_is_named_with_its_line(tmp_path: Path) -> None:
    said = """\
segments:
  - name: a
    when: {slot: tier}
  - name: a
    when: {is: [gold]}
    bonus_minutes: 6
  - when: {slot: tier, is: [gold]}
  - name: b
  - name: c
    when: {slot: value, at_least: much, is: [[x]]}
  - name: d
    when: [{asked_for_person_before_at_least: 0}, {slots: tier}]
    bonus_minute: 5
"""
    slot = "`slot` must be the name of a slot, with `is` or `at_least` beside it"
    assert problems(tmp_path, GOOD + said) == [
        f"15: {slot}",
        "16: segment `a` stands twice",
        "18: `bonus_minutes` must be a number from 0 to 5",
        f"17: {slot}",
        "19: a segment needs a `name`",
        "20: `when` must be a mapping, or a list of them, that is not empty",
        "22: `is` must be a list of words or numbers",
        "22: `at_least` must be a number",
        "25: unknown key `bonus_minute`; did you mean `bonus_minutes`?",
        "24: `asked_for_person_before_at_least` must be a whole number from 1 on",
        "24: unknown key `slots`; did you mean `slot`?",
    ]


def test_a_rule_about_a_segment_that_there_is_not_is_named(tmp_path: Path) -> None:
    text = (GOOD + SAID).replace("when: {frustration_at_least: 0.6}", "when: {segment: vips}")
    assert problems(tmp_path, text) == ["6: unknown `vips`; did you mean `vip`?"]
