"""What another policy costs and spares, over several conversations."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.events import AgentJoined, AgentLost, Closed, CustomerMessaged, Entry, Event, HandoffRequested
from bot.conversation.line_events import Abandoned, Requeued, Transferred
from bot.insight.on_duty import OnDuty
from bot.insight.what_if import Staffing, what_if
from tests.insight.test_replay import NOON, Log
from tests.routing.samples import POLICY


def named(log: Log, conversation_id: str) -> list[Entry]:
    return [replace(entry, conversation_id=conversation_id) for entry in log.entries]


@pytest.fixture
def served() -> Log:
    """Give a customer who was charged twice and had an agent for two minutes."""
    log = Log()
    log.turn("shipping_cost", 0.5)
    log.turn("double_charge")
    log.add(AgentJoined(ticket_id="k1", agent_id="ann", agent_name="Ann"))
    log.add(CustomerMessaged(client_id="m9", text="thank you"), Closed(agent_name="Ann"))
    return log


def test_the_same_policy_changes_nothing(served: Log) -> None:
    found = what_if([served.entries, named(served, "c2")], POLICY)
    assert (found.conversations, found.changes, found.moved, found.high_stakes_kept) == (2, {}, (), ())
    assert found.handoffs_then == found.handoffs_now == 2
    assert found.extra_minutes == 0
    assert found.waits_then == found.waits_now


def test_more_handoffs_cost_the_minutes_that_one_takes() -> None:
    helped, kept = Log(), Log()
    helped.turn("double_charge")
    helped.add(AgentJoined(ticket_id="k1", agent_id="ann", agent_name="Ann"), Closed(agent_name="Ann"))
    kept.turn("shipping_cost")
    rules = tuple(
        replace(rule, when={"frustration_at_least": 0.0}) if rule.name == "frustrated" else rule
        for rule in POLICY.rules
    )
    found = what_if([helped.entries, named(kept, "c2")], replace(POLICY, rules=rules))
    assert found.changes == {"automate → human": 1}
    assert (found.handoffs_then, found.handoffs_now) == (1, 2)
    assert found.minutes_each == 1.0
    assert found.extra_minutes == 1.0


def test_once_a_person_has_it_further_turns_are_no_further_handoffs() -> None:
    log = Log()
    log.turn("shipping_cost")
    log.turn("shipping_cost")
    everything = replace(POLICY, rules=(replace(POLICY.rules[0], when={}),))
    found = what_if([log.entries], everything)
    assert found.changes == {"automate → human": 2}
    assert (found.handoffs_then, found.handoffs_now) == (0, 1)


def test_who_lost_their_agent_is_one_handoff_of_both_agents_minutes() -> None:
    log = Log()
    log.turn("double_charge")
    joined = AgentJoined(ticket_id="k1", agent_id="ann", agent_name="Ann")
    lost = AgentLost(ticket_id="k1", agent_id="ann", agent_name="Ann")
    log.add(joined, lost, joined, Closed(agent_name="Ann"))
    found = what_if([log.entries], POLICY)
    assert (found.handoffs_then, found.minutes_each) == (1, 2.0)


@pytest.mark.parametrize(
    "changes_hands",
    [
        (Transferred(ticket_id="k1", agent_id="ann", agent_name="Ann", queue="billing", to_name="Ben"),),
        (Requeued(ticket_id="k1", agent_id="ann", agent_name="Ann"),),
        # A supervisor gives it to another agent at once.
        (),
    ],
)
def test_each_agents_spell_counts_however_it_comes_to_the_next_one(changes_hands: tuple[Event, ...]) -> None:
    log = Log()
    log.turn("double_charge")
    log.add(AgentJoined(ticket_id="k1", agent_id="ann", agent_name="Ann"))
    log.add(*[CustomerMessaged(client_id=f"x{n}", text="and then") for n in range(29)], *changes_hands)
    log.add(AgentJoined(ticket_id="k1", agent_id="ben", agent_name="Ben"))
    log.add(*[CustomerMessaged(client_id=f"y{n}", text="and then") for n in range(4)], Closed(agent_name="Ben"))
    found = what_if([log.entries], POLICY)
    # Each thing is a minute after the one before; who waits in line costs no agent a minute.
    assert (found.handoffs_then, found.minutes_each, found.staffing) == (1, 35.0, Staffing.ON_DUTY)
    # One after the other, both in the same half hour.
    assert found.on_duty == OnDuty(least=1, most=2, places=2, staffed_hours=1.0, hours=1.0)


def test_who_leaves_the_line_after_a_transfer_cost_the_first_agent_all_the_same() -> None:
    log = Log()
    log.turn("double_charge")
    log.add(AgentJoined(ticket_id="k1", agent_id="ann", agent_name="Ann"))
    log.add(Transferred(ticket_id="k1", agent_id="ann", agent_name="Ann", queue="billing", to_name=None))
    log.add(Abandoned(ticket_id="k1"))
    assert what_if([log.entries], POLICY).minutes_each == 1.0


def test_a_handoff_by_an_action_is_one_whatever_the_rules_say() -> None:
    log = Log()
    log.turn("order_status")
    log.entries.pop()
    requested = HandoffRequested(ticket_id="k1", queue="general", reason="by_action")
    log.entries.append(replace(log.entries[-1], seq=len(log.entries) + 1, event=requested))
    found = what_if([log.entries], POLICY)
    assert (found.handoffs_then, found.handoffs_now, found.changes) == (1, 1, {})
    everything = replace(POLICY, rules=(replace(POLICY.rules[0], when={}),))
    assert what_if([log.entries], everything).changes == {}


def test_turns_before_the_day_that_is_asked_for_are_passed_over_but_remembered(served: Log) -> None:
    second = served.entries[-1].at
    assert what_if([served.entries], POLICY, since=second + timedelta(days=1)).turns == 0
    whole = what_if([served.entries], POLICY)
    late = what_if([served.entries], POLICY, since=NOON + timedelta(minutes=6))
    assert 0 < late.turns < whole.turns


def test_the_line_is_served_by_who_was_on_duty_unless_places_are_given(served: Log) -> None:
    found = what_if([served.entries, named(served, "c2")], POLICY)
    assert (found.staffing, found.places) == (Staffing.ON_DUTY, None)
    given = what_if([served.entries], POLICY, places=7)
    assert (given.staffing, given.places, given.on_duty) == (Staffing.GIVEN, 7, None)


def test_where_nobody_is_seen_on_duty_there_are_as_many_places_as_agents_ever_had_at_once(served: Log) -> None:
    later = Log()
    later.turn("double_charge")
    tomorrow = [replace(entry, conversation_id="c3", at=entry.at + timedelta(days=1)) for entry in later.entries]
    logs = [served.entries, named(served, "c2"), tomorrow]
    found = what_if(logs, POLICY, since=tomorrow[0].at)
    assert (found.staffing, found.places, found.on_duty) == (Staffing.AT_ONCE, 2, None)


def test_a_capacity_that_is_known_counts_though_it_was_never_used() -> None:
    """Two customers come in the same minute; the agent, who had one at a time, could have had both."""
    first = Log()
    first.turn("double_charge")
    first.add(AgentJoined(ticket_id="k1", agent_id="ann", agent_name="Ann"), Closed(agent_name="Ann"))
    logs = [first.entries, [replace(e, conversation_id="c2") for e in first.entries[:-2]]]
    one, both = what_if(logs, POLICY), what_if(logs, POLICY, capacities={"ann": 2, "ben": 9})
    assert one.waits_now is not None
    assert both.waits_now is not None
    assert (one.waits_now.longest, both.waits_now.longest) == (1.0, 0.0)


def test_the_same_logs_give_the_same_figures(served: Log) -> None:
    logs = [served.entries, named(served, "c2")]
    assert what_if(logs, POLICY) == what_if(logs, POLICY)
