"""A fact that was given once need not be given again; who has to is counted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.channel_events import Joined
from bot.conversation.events import Event, HandoffRequested, SlotSet
from bot.handoff.repetition import MOST_FACTS, KnownBefore, facts_given, repeats
from tests.support.told import NOON, log_of, read, said

NUMBER = ("order_number", "48213")
REQUESTED = HandoffRequested(ticket_id="k1", queue="general", reason="frustrated")


def counted(*events: Event) -> int:
    return repeats(facts_given(log_of(*events)))


def test_a_number_that_is_written_in_a_later_message_is_a_repeat() -> None:
    (fact,) = facts_given(log_of(said("order 48213"), read(2, entities=[NUMBER]), said("I said 48213!")))
    assert (fact.name, fact.value, fact.given, fact.repeated) == ("order_number", "48213", (2, 4), (4,))


def test_twice_in_one_message_is_no_repeat() -> None:
    assert counted(said("48213, I mean order 48213"), read(2, entities=[NUMBER])) == 0


def test_what_is_written_after_the_handoff_counts_though_nobody_reads_it() -> None:
    assert counted(said("order 48213"), read(2, entities=[NUMBER]), REQUESTED, said("it is 48213"), said("48213")) == 2


@pytest.mark.parametrize(
    ("value", "again"),
    [
        ("48213", "４８２１３"),
        ("48213", "it is 482 13."),
        ("RT-55102", "rt55102"),
        ("RT55102", "my RT-55102 order"),
        ("ana@example.com", "Ana@Example.com, please"),
        ("+85291234567", "+852 9123-4567"),
        ("48213", "订单号是48213。"),
        ("48213", "no48213"),
    ],
)
def test_another_spelling_is_the_same_fact(value: str, again: str) -> None:
    assert counted(said(f"here: {value}"), read(2, entities=[("x", value)]), said(again)) == 1


@pytest.mark.parametrize("other", ["482134", "148213", "48214", "anything else"])
def test_another_number_is_another_fact(other: str) -> None:
    assert counted(said("order 48213"), read(2, entities=[NUMBER]), said(other)) == 0


def test_an_address_within_another_one_is_another_fact() -> None:
    known = read(2, entities=[("email", "ana@example.com")])
    assert counted(said("ana@example.com"), known, said("joana@example.com")) == 0


def test_what_the_system_had_of_itself_need_not_be_given_even_once() -> None:
    assert counted(SlotSet(name="order_number", value="48213", verified=True), said("my order is 48213")) == 1


def test_what_the_system_learns_from_the_message_is_given_once() -> None:
    assert counted(said("48213"), read(2), SlotSet(name="order_number", value="48213")) == 0


def test_a_slot_and_an_entity_of_one_value_are_one_fact() -> None:
    events = (said("48213"), read(2, entities=[NUMBER]), SlotSet(name="order_number", value="48213"), said("48213"))
    assert counted(*events) == 1


def test_what_was_forgotten_was_given_all_the_same() -> None:
    forgotten = SlotSet(name="order_number", value=None)
    assert counted(said("48213"), read(2, entities=[NUMBER]), forgotten, said("48213")) == 1


@pytest.mark.parametrize("word", ["kettle", "red", "2", "XL", "42"])
def test_a_word_that_anybody_writes_again_is_no_repeat(word: str) -> None:
    (fact,) = facts_given(log_of(said(f"the {word}"), read(2, entities=[("x", word)]), said(f"the {word} again")))
    assert (fact.given, fact.repeated) == ((2, 4), ())


def test_a_chinese_value_is_found_within_its_sentence() -> None:
    (fact,) = facts_given(log_of(said("我要退電熱水壺"), read(2, entities=[("product", "電熱水壺")])))
    assert fact.given == (2,)


def test_a_conversation_that_only_lists_numbers_is_bounded() -> None:
    many = [("order_number", str(10_000 + n)) for n in range(MOST_FACTS + 5)]
    assert len(facts_given(log_of(said("x"), read(2, entities=many)))) == MOST_FACTS


@given(st.lists(st.text(max_size=12), max_size=6), st.text(max_size=12))
def test_any_text_can_be_counted(texts: list[str], value: str) -> None:
    facts = facts_given(log_of(*map(said, texts), SlotSet(name="x", value=value), *map(said, texts)))
    assert all(set(fact.repeated) <= set(fact.given) for fact in facts)


JOINED = Joined(person_id="p1", how="link", by="customer")


@pytest.mark.parametrize(
    ("events", "minute", "count"),
    [
        # Known from the start of the conversation, which was joined before the second message.
        ((said("48213"), JOINED, said("it is 48213"), said("48213!")), 0, 2),
        # Confirmed elsewhere only after the customer had written it here.
        ((JOINED, said("48213"), said("48213 again")), 3, 1),
        # Joined with nobody.
        ((said("48213"), said("48213")), 0, 0),
        ((JOINED, replace(JOINED, undone=True), said("hello")), 0, 0),
    ],
)
def test_what_another_conversation_of_the_same_person_had_counts_from_when_they_were_joined(
    events: tuple[Event, ...], minute: int, count: int
) -> None:
    before = KnownBefore(name="order_number", value="48213", at=NOON + timedelta(minutes=minute))
    assert repeats(facts_given(log_of(*events), [before])) == count
