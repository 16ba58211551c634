"""What an action finds when it runs after another one in the same turn."""

from bot.automation.call import ActionCall
from bot.conversation.events import SlotSet
from bot.conversation.tracker import Tracker

from .talk import meaning


def test_an_action_sees_what_the_one_before_it_set() -> None:
    tracker = Tracker("c1", slots={"email": "ana@example.com", "order_number": "1"}, verified={"email", "order_number"})
    slots = (SlotSet(name="order_number", value="2"), SlotSet(name="colour", value="red", verified=True))
    call = ActionCall(action="a", key="t1", tracker=tracker, meant=meaning("x"), slots=slots)
    assert call.remembered == {"email": "ana@example.com", "order_number": "2", "colour": "red"}
    assert call.verified == {"email", "colour"}


def test_an_action_does_not_see_what_the_one_before_it_forgot() -> None:
    tracker = Tracker("c1", slots={"email": "ana@example.com"}, verified={"email"})
    forgotten = (SlotSet(name="email", value=None),)
    call = ActionCall(action="a", key="t1", tracker=tracker, meant=meaning("x"), slots=forgotten)
    assert (call.remembered, call.verified) == ({}, frozenset())
