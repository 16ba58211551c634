"""Law 3: what was recorded can be decided again, by the same policy alike and by another one otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.conversation.events import (
    BOT,
    ActionRan,
    BotReplied,
    ConversationStarted,
    CustomerMessaged,
    Decided,
    Entry,
    Event,
    HandedBack,
    HandoffRequested,
    SlotSet,
)
from bot.conversation.tracker import Tracker
from bot.engine.thinking import after_action, think
from bot.insight.replay import Turn, replayed
from bot.insight.what_if import what_if
from bot.routing.decide import decide
from bot.routing.policy import IntentPolicy, Policy, Rule, Stakes
from bot.routing.segments import Segment, SlotIs
from tests.laws.test_one_owner import POLICY as LIVE_POLICY
from tests.laws.test_one_owner import worlds
from tests.routing.samples import POLICY, meaning

#: Whoever has to ask three times is not frustrated here.
PATIENT = replace(POLICY, rules=tuple(rule for rule in POLICY.rules if rule.name != "frustrated"))
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Log:
    """A conversation that is written down as the engine does it, under the shipped policy unless another is given."""

    def __init__(self, policy: Policy = POLICY) -> None:
        self.entries: list[Entry] = []
        self._policy = policy
        self._tracker = Tracker("c1")
        self.add(ConversationStarted(channel="website", locale="en"))

    def add(self, *events: Event) -> None:
        """Write down what happened, a minute after the last thing."""
        for event in events:
            seq = len(self.entries) + 1
            at = NOON + timedelta(minutes=seq)
            entry = Entry(conversation_id="c1", seq=seq, at=at, actor=BOT, epoch=1, event=event)
            self.entries.append(entry)
            self._tracker.apply([entry])

    def turn(self, intent: str, confidence: float = 0.9, *, fails: bool = False, **more: object) -> None:
        """A message and what the bot did about it."""
        self.add(CustomerMessaged(client_id=f"m{len(self.entries)}", text="what the customer wrote"))
        thought = think(self._tracker, self._tracker.unanswered, [meaning(intent, confidence, **more)], self._policy)
        self.add(*thought.understood, thought.decided())
        if thought.decision.kind != "automate":
            return
        ran = ActionRan(action=thought.decision.reason, outcome="failed" if fails else "answered", failed=fails)
        self.add(ran)
        again = decide(self._policy, after_action(thought.facts, ran))
        if fails and again.kind == "human":
            self.add(thought.decided(again, ran=ran))
        else:
            self.add(BotReplied(text=f"answer {len(self.entries)}"))

    def under(self, policy: Policy) -> list[Turn]:
        """Return the turns under a policy."""
        return list(replayed(self.entries, policy))


def ways(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    return [(turn.then.kind, turn.now.kind) for turn in turns]


def test_what_the_engine_did_in_hundreds_of_worlds_is_decided_alike_again() -> None:
    turns = 0
    for seed, _, entries in worlds(range(300)):
        for turn in replayed(entries, LIVE_POLICY):
            turns += 1
            now = (turn.now.rule, turn.now.reason, turn.now.explanation)
            assert now == (turn.then.rule, turn.then.reason, turn.then.explanation), f"seed {seed}"
            assert turn.facts.recorded() == turn.then.facts, f"seed {seed}"
    assert turns > 300


def test_three_failures_are_replayed_with_the_decision_that_followed_them() -> None:
    log = Log(PATIENT)
    for _ in range(3):
        log.turn("order_status", fails=True)
    turns = log.under(PATIENT)
    assert ways(turns) == [("automate", "automate"), ("automate", "automate"), ("human", "human")]
    assert turns[-1].now.reason == turns[-1].then.reason == "automation_failed"


def test_a_threshold_that_moves_is_seen_in_what_was_understood() -> None:
    log = Log()
    log.turn("shipping_cost", 0.5)
    assert ways(log.under(replace(POLICY, confident=0.55))) == [("automate", "clarify")]
    assert ways(log.under(replace(POLICY, confident=0.5))) == [("automate", "automate")]


def test_stakes_that_are_raised_send_to_a_person_and_stakes_that_are_lowered_are_named() -> None:
    log = Log()
    log.turn("shipping_cost")
    log.turn("double_charge")
    intents = dict(POLICY.intents)
    intents["shipping_cost"] = IntentPolicy(stakes=Stakes.HIGH, action=None, queue="billing")
    intents["double_charge"] = IntentPolicy(stakes=Stakes.LOW, action="action_answer", queue="billing")
    turns = log.under(replace(POLICY, intents=intents))
    assert ways(turns) == [("automate", "human"), ("human", "automate")]
    assert [turn.keeps_high_stakes for turn in turns] == [False, True]


def moved(intent: str, **other: Any) -> Policy:
    return replace(POLICY, intents={**POLICY.intents, intent: replace(POLICY.intents[intent], **other)})


def test_people_of_another_queue_are_somebody_else() -> None:
    log = Log()
    log.turn("double_charge")
    log.add(HandoffRequested(ticket_id="k1", queue="billing", reason="high_stakes"))
    assert [turn.is_other for turn in log.under(POLICY)] == [False]
    (turn,) = log.under(moved("double_charge", queue="safety"))
    assert (turn.is_other, turn.where_then, turn.where_now) == (True, "billing", "safety")
    assert what_if([log.entries], moved("double_charge", queue="safety")).changes == {"human billing → human safety": 1}


def test_another_action_answers_otherwise() -> None:
    log = Log()
    log.turn("shipping_cost")
    (turn,) = log.under(moved("shipping_cost", action="action_shipping_price"))
    assert (turn.is_other, turn.where_then, turn.where_now) == (True, "action_answer", "action_shipping_price")


def test_where_the_log_tells_no_queue_nothing_is_said_of_it() -> None:
    log = Log()
    log.turn("double_charge")
    assert [turn.is_other for turn in log.under(moved("double_charge", queue="safety"))] == [False]


def test_what_an_action_hands_over_waits_where_the_other_policy_has_it_wait() -> None:
    log = Log()
    log.turn("shipping_cost")
    log.add(HandoffRequested(ticket_id="k1", queue="general", reason="by_action"))
    (turn,) = log.under(replace(POLICY, queue="trust"))
    assert (turn.where_then, turn.where_now) == ("general", "trust")


def test_a_turn_is_decided_on_what_had_happened_until_then_and_not_on_what_came_later() -> None:
    log = Log()
    log.turn("shipping_cost")
    once = log.under(POLICY)
    log.turn("complaint")
    assert log.under(POLICY)[0] == once[0]


def test_the_bot_has_a_conversation_anew_after_each_hand_back() -> None:
    log = Log()
    log.turn("double_charge")
    log.add(HandedBack(agent_name="Ann"))
    log.turn("shipping_cost")
    assert [turn.stretch for turn in log.under(POLICY)] == [0, 1]


@pytest.mark.parametrize("events", [(), (ConversationStarted(channel="website", locale="en"),)])
def test_a_conversation_without_a_turn_has_none(events: tuple[Event, ...]) -> None:
    log = [Entry(conversation_id="c1", seq=1, at=NOON, actor=BOT, epoch=1, event=event) for event in events]
    assert list(replayed(log, POLICY)) == []


def test_what_was_decided_is_the_last_word_of_the_turn() -> None:
    log = Log(PATIENT)
    for _ in range(3):
        log.turn("order_status", fails=True)
    decided = [entry.event for entry in log.entries if isinstance(entry.event, Decided)]
    assert log.under(PATIENT)[-1].then == decided[-1]


VIP = Segment(name="vip", traits=(SlotIs(slot="tier", values=frozenset({"gold"})),), bonus_minutes=5.0)
EARLY = Rule(name="vip_first", when={"segment": "vip"}, verb="hand_off", what="asked_for_person")


def test_what_was_recorded_before_there_were_segments_is_decided_by_a_policy_that_has_them() -> None:
    log = Log()
    log.add(SlotSet(name="tier", value="gold"))
    log.turn("shipping_cost")
    for number, entry in enumerate(log.entries):
        if isinstance(entry.event, Decided):
            known = {name: value for name, value in entry.event.facts.items() if name != "segment"}
            log.entries[number] = replace(entry, event=replace(entry.event, facts=known))
    other = replace(POLICY, segments=(VIP,), rules=(EARLY, *POLICY.rules))
    (turn,) = log.under(other)
    assert (turn.now.rule, turn.facts.segment) == ("vip_first", "vip")
    found = what_if([log.entries], other)
    assert (found.changes, found.handoffs_now) == ({"automate → human": 1}, 1)
