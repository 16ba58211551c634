"""What agents answered may help others: where nothing of the customer is in it."""

import pytest

from bot.conversation.channel_events import CustomerNamed
from bot.conversation.events import AgentReplied, Closed, Event, SlotSet, Understood
from bot.conversation.interpretation import Entity, Interpretation
from bot.conversation.language import Language
from bot.engine.past_answers import past_answers
from tests.support.told import log_of, read, said


def replied(text: str) -> AgentReplied:
    return AgentReplied(client_id=text[:8], agent_name="Ann", text=text)


def told(*events: Event) -> list[tuple[str, str]]:
    return [(answer.asked, answer.text) for answer in past_answers(log_of(*events, Closed(agent_name="Ann")))]


GOOD = "You can take the lid off and wash it by hand."


def test_an_answer_is_told_with_the_message_before_it() -> None:
    assert told(said("hello"), said("can I wash it?"), replied(GOOD)) == [("can I wash it?", GOOD)]


def test_only_the_first_reply_answers_a_message() -> None:
    assert told(said("can I wash it?"), replied(GOOD), replied("And it can go into the oven.")) == [
        ("can I wash it?", GOOD)
    ]


def test_each_message_has_its_own_answer() -> None:
    second = "Yes, up to two hundred degrees."[:27]
    assert told(said("wash it?"), replied(GOOD), said("oven?"), replied(second)) == [
        ("wash it?", GOOD),
        ("oven?", second),
    ]


def test_a_name_in_the_customers_profile_is_theirs() -> None:
    named = CustomerNamed(client_id="profile", name="Ana Lee")
    assert told(named, said("can I wash it?"), replied("You can wash it by hand, Ana, or in the machine.")) == []
    assert told(named, said("can I wash it?"), replied(GOOD)) == [("can I wash it?", GOOD)]


def test_what_nobody_asked_is_no_answer() -> None:
    assert told(replied(GOOD)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Your parcel 48213 is on its way to you.",
        "Your parcel is number ４８２１, it is on its way.",
        "The number is 48 21, as I said before.",
        "Call us on 020-79-46, we are there all day.",
        "I have sent the label to ana@example.com for you.",
        "Look at https://shop.example/returns for the form.",
        "Look at www.shop.example for the form there.",
        "You find the form at harbourpine.com under returns.",
        "Dear Ana, we have sent the label to you today.",
        "Hello Ana, we have sent the label to you today.",
        "We have sent it again, Mrs Miller, as you asked.",
        "王女士，您的包裹已经在派送的路上了。",
        "ok",
        "x" * 700,
    ],
)
def test_what_may_carry_a_customers_data_or_says_nothing_is_refused(text: str) -> None:
    assert told(said("where is it?"), replied(text)) == []


@pytest.mark.parametrize("text", ["Hello there, you can wash it by hand.", "It takes 2 to 4 working days from today."])
def test_what_is_nobodys_is_kept(text: str) -> None:
    assert told(said("how long?"), replied(text)) == [("how long?", text)]


def test_a_value_of_the_conversation_is_refused_however_it_is_spelt() -> None:
    slot = SlotSet(name="street", value="Rose-Lane")
    assert told(said("change it"), slot, replied("It goes to rose lane from now on.")) == []
    assert told(said("x"), read(2, entities=[("product", "kettle")]), replied("Your Kettle can go into it.")) == []


def test_a_value_that_is_known_only_later_is_refused_all_the_same() -> None:
    late = SlotSet(name="street", value="Rose Lane")
    assert told(said("change it"), replied("It goes to Rose Lane from now on."), late) == []


def test_an_answer_is_in_the_language_of_its_conversation() -> None:
    meant = Interpretation(
        text="", intent="x", confidence=0.9, entities=(Entity(name="a", value="b"),), language=Language.TRADITIONAL
    )
    heard = Understood(message_seq=2, meant=meant, frustration=0.0)
    (answer,) = past_answers(log_of(said("可以洗嗎"), heard, replied("可以，請用手輕輕清洗就好，不要機洗。")))
    assert answer.language is Language.TRADITIONAL


def test_an_empty_log_holds_nothing() -> None:
    assert list(past_answers([])) == []
