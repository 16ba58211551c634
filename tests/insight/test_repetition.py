"""Repeats over many conversations: how many, in how many, before and after a person took over."""

from datetime import timedelta

from bot.conversation.events import Entry, HandoffRequested
from bot.insight.repetition import repetition
from tests.support.told import NOON, log_of, read, said

REQUESTED = HandoffRequested(ticket_id="k1", queue="general", reason="frustrated")
KNOWN = read(2, entities=[("order_number", "48213"), ("email", "ana@example.com")])


def logs() -> list[list[Entry]]:
    return [
        log_of(said("48213 ana@example.com"), KNOWN, said("48213"), REQUESTED, said("48213, ana@example.com")),
        log_of(said("thanks"), read(2, "thanks"), conversation_id="c2"),
        log_of(conversation_id="c3"),
    ]


def test_repeats_are_counted_before_and_after_the_handoff_and_by_fact() -> None:
    found = repetition(logs())
    assert (found.conversations, found.handed_over, found.with_any) == (2, 1, 1)
    assert (found.before, found.after, found.total) == (1, 2, 3)
    assert found.by_name == {"order_number": 2, "email": 1}
    assert (found.per_conversation, found.share_with_any) == (1.5, 0.5)


def test_from_a_moment_on_only_later_messages_count_though_the_fact_is_older() -> None:
    found = repetition(logs(), since=NOON + timedelta(minutes=5))
    assert (found.conversations, found.before, found.after) == (1, 0, 2)


def test_nothing_recorded_is_nothing_to_divide() -> None:
    found = repetition([])
    assert (found.total, found.per_conversation, found.share_with_any) == (0, 0.0, 0.0)
