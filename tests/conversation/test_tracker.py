"""The present state of a conversation, made from its entries and nothing else."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.events import (
    ActionRan,
    AgentJoined,
    AgentLost,
    AgentReplied,
    BotReplied,
    Closed,
    ConversationStarted,
    CustomerMessaged,
    Decided,
    Entry,
    Event,
    FormAsked,
    HandedBack,
    HandoffRequested,
    LocaleChosen,
    NoteAdded,
    OfferLapsed,
    Reopened,
    SlotSet,
    TicketOffered,
    TurnFailed,
    Understood,
)
from bot.conversation.interpretation import Interpretation
from bot.conversation.language import Language
from bot.conversation.tracker import Owner, Stretch, Tracker

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
STARTED = ConversationStarted(channel="website", locale="zh-TW")
REQUESTED = HandoffRequested(ticket_id="k1", queue="billing", reason="high_stakes")
JOINED = AgentJoined(ticket_id="k1", agent_id="ann", agent_name="Ann")
LOST = AgentLost(ticket_id="k1", agent_id="ann", agent_name="Ann")


def entries(events: Sequence[Event], first: int = 1) -> list[Entry]:
    return [
        Entry(conversation_id="c1", seq=first + n, at=NOW + timedelta(seconds=n), actor="x", epoch=1, event=event)
        for n, event in enumerate(events)
    ]


def tracked(*events: Event) -> Tracker:
    return Tracker("c1").apply(entries(events))


def said(text: str = "hello", client_id: str = "m1") -> CustomerMessaged:
    return CustomerMessaged(client_id=client_id, text=text)


def understood(seq: int, intent: str = "order_status", language: Language = Language.ENGLISH) -> Understood:
    meant = Interpretation(text="", intent=intent, confidence=0.9, language=language)
    return Understood(message_seq=seq, meant=meant, frustration=0.0)


def decided(kind: str, reason: str = "") -> Decided:
    return Decided(kind=kind, rule="r", reason=reason, explanation="", facts={}, policy="p")


def replied(text: str) -> BotReplied:
    return BotReplied(text=text)


def test_a_new_conversation_belongs_to_the_bot() -> None:
    tracker = tracked(STARTED)
    assert (tracker.owner, tracker.channel, tracker.language) == (Owner.BOT, "website", Language.TRADITIONAL)
    assert (tracker.seq, tracker.epoch, tracker.unanswered) == (1, 1, [])


@pytest.mark.parametrize("seq", [0, 2, 5])
def test_a_gap_or_a_repeat_is_refused(seq: int) -> None:
    with pytest.raises(ValueError, match=f"entry {seq} does not follow 0"):
        Tracker("c1").apply(entries([STARTED], first=seq))


def test_a_gap_further_on_is_refused_too() -> None:
    tracker = tracked(STARTED)
    with pytest.raises(ValueError, match="entry 4 does not follow 2"):
        tracker.apply([*entries([said()], first=2), *entries([said()], first=4)])


def test_entries_may_come_in_pieces() -> None:
    log = entries([STARTED, said(), understood(2), decided("automate"), replied("hi")])
    whole, pieces = Tracker("c1").apply(log), Tracker("c1")
    for entry in log:
        pieces.apply([entry])
    assert pieces == whole


@pytest.mark.parametrize(
    ("after", "owner"),
    [
        ((REQUESTED,), Owner.QUEUE),
        ((REQUESTED, JOINED), Owner.AGENT),
        ((REQUESTED, JOINED, LOST), Owner.QUEUE),
        ((REQUESTED, JOINED, LOST, JOINED), Owner.AGENT),
        ((REQUESTED, JOINED, HandedBack(agent_name="Ann")), Owner.BOT),
        ((REQUESTED, JOINED, Closed(agent_name="Ann")), Owner.CLOSED),
        ((REQUESTED, JOINED, Closed(agent_name="Ann"), Reopened()), Owner.BOT),
    ],
)
def test_the_owner_is_who_took_it_last(after: tuple[Event, ...], owner: Owner) -> None:
    assert tracked(STARTED, *after).owner is owner


@pytest.mark.parametrize(
    "event",
    [
        NoteAdded(client_id="n1", agent_name="Bo", text="look at this"),
        TicketOffered(ticket_id="k1", agent_id="bo", agent_name="Bo", ends_at=NOW),
        OfferLapsed(ticket_id="k1", agent_name="Bo"),
        said(),
    ],
)
def test_nothing_else_changes_the_owner(event: Event) -> None:
    assert tracked(STARTED, REQUESTED, event).owner is Owner.QUEUE


def test_the_agent_is_known_while_they_own_it_and_forgotten_after() -> None:
    tracker = tracked(STARTED, REQUESTED, JOINED)
    assert (tracker.agent_id, tracker.agent_name, tracker.ticket_id) == ("ann", "Ann", "k1")
    tracker.apply(entries([HandedBack(agent_name="Ann")], first=4))
    assert (tracker.agent_id, tracker.agent_name, tracker.ticket_id) == (None, None, None)


def test_a_lost_agent_leaves_the_place_in_line_and_what_nobody_answered() -> None:
    tracker = tracked(STARTED, REQUESTED, JOINED, said(), LOST)
    assert (tracker.agent_id, tracker.agent_name, tracker.ticket_id) == (None, None, "k1")
    assert [entry.seq for entry in tracker.unanswered] == [4]


def test_a_message_is_unanswered_until_a_turn_has_understood_it() -> None:
    tracker = tracked(STARTED, said("one", "m1"), said("two", "m2"), understood(2))
    assert [entry.seq for entry in tracker.unanswered] == [3]


def test_what_is_understood_later_answers_what_came_before() -> None:
    assert tracked(STARTED, said("one", "m1"), said("two", "m2"), understood(3)).unanswered == []


def test_what_the_customer_writes_in_line_stays_unanswered_until_the_agent_replies() -> None:
    tracker = tracked(STARTED, said(), understood(2), REQUESTED, said("anyone?", "m2"), JOINED)
    assert [entry.seq for entry in tracker.unanswered] == [5]
    tracker.apply(entries([AgentReplied(client_id="r1", agent_name="Ann", text="hi")], first=7))
    assert tracker.unanswered == []


def test_a_failed_turn_leaves_nothing_to_be_taken_again() -> None:
    assert tracked(STARTED, said(), TurnFailed(turn_id="t1")).unanswered == []


def test_the_customers_choice_of_language_holds_until_they_write_in_another() -> None:
    chosen = (STARTED, LocaleChosen(locale="en"))
    assert tracked(*chosen).language is Language.ENGLISH
    assert tracked(*chosen, said("你好"), understood(3, language=Language.SIMPLIFIED)).language is Language.SIMPLIFIED


def test_slots_are_remembered_over_a_hand_back_and_forgotten_by_none() -> None:
    number = SlotSet(name="order_number", value="48213")
    tracker = tracked(STARTED, number, REQUESTED, JOINED, HandedBack(agent_name="Ann"))
    assert tracker.slots == {"order_number": "48213"}
    tracker.apply(entries([SlotSet(name="order_number", value=None)], first=6))
    assert tracker.slots == {}


def test_a_slot_is_verified_only_as_long_as_its_value_is_the_one_that_was_proven() -> None:
    tracker = tracked(STARTED, SlotSet(name="order_number", value="48213", verified=True))
    assert tracker.verified == {"order_number"}
    tracker.apply(entries([SlotSet(name="order_number", value="99999")], first=3))
    assert (tracker.slots, tracker.verified) == ({"order_number": "99999"}, set())


def test_a_forgotten_slot_is_not_verified_even_if_it_says_so() -> None:
    tracker = tracked(STARTED, SlotSet(name="order_number", value="48213", verified=True))
    tracker.apply(entries([SlotSet(name="order_number", value=None, verified=True)], first=3))
    assert (tracker.slots, tracker.verified) == ({}, set())


@pytest.mark.parametrize("last", [HandedBack(agent_name="Ann"), Closed(agent_name="Ann")])
def test_the_bots_memory_starts_anew_after_a_person(last: Event) -> None:
    tracker = tracked(
        STARTED,
        said(),
        understood(2),
        decided("clarify"),
        replied("pardon?"),
        replied("pardon?"),
        ActionRan(action="a", outcome="not_found", failed=True),
        FormAsked(form="order_status", slot="email"),
        REQUESTED,
        JOINED,
        last,
    )
    assert tracker.stretch == Stretch()


def test_clarifying_questions_are_counted_in_a_row() -> None:
    assert tracked(STARTED, decided("clarify"), decided("clarify")).stretch.clarified == 2
    assert tracked(STARTED, decided("clarify"), decided("automate"), decided("clarify")).stretch.clarified == 1


def test_only_automations_that_failed_count_as_failures() -> None:
    failed, done = (ActionRan(action="a", outcome="x", failed=failed) for failed in (True, False))
    assert tracked(STARTED, failed, done, failed).stretch.failures == 2


def test_a_bot_that_says_the_same_again_repeats_itself() -> None:
    assert tracked(STARTED, replied("a"), replied("a"), replied("a")).stretch.repeats == 2
    assert tracked(STARTED, replied("a"), replied("a"), replied("b")).stretch.repeats == 0
    assert tracked(STARTED, replied("a"), replied("b"), replied("a")).stretch.repeats == 0


def test_a_form_waits_for_its_slot_until_it_is_over() -> None:
    tracker = tracked(STARTED, FormAsked(form="order_status", slot="email"))
    assert (tracker.stretch.form, tracker.stretch.form_slot) == ("order_status", "email")
    tracker.apply(entries([FormAsked(form="order_status", slot=None)], first=3))
    assert (tracker.stretch.form, tracker.stretch.form_slot) == (None, None)


def test_a_person_is_on_offer_only_right_after_the_bot_offered_one() -> None:
    assert not Stretch().person_offered
    assert tracked(STARTED, decided("clarify", "offer_person")).stretch.person_offered
    assert not tracked(STARTED, decided("clarify", "offer_person"), decided("automate")).stretch.person_offered


def test_a_wait_counts_from_the_first_question_to_the_answer_and_starts_anew_with_the_next() -> None:
    events = [STARTED, said("one", "m1"), said("two", "m2"), BotReplied(text="a"), said("three", "m3")]
    stretch = tracked(*events).stretch
    assert stretch.waited == timedelta(seconds=2)
    assert stretch.waited_until(NOW + timedelta(seconds=10)) == timedelta(seconds=2 + 6)
    # A clock that was set back makes no wait shorter.
    assert stretch.waited_until(NOW - timedelta(hours=1)) == timedelta(seconds=2)
