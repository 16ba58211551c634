"""What a rasa-sdk action returns, in our words."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.automation.call import ActionCall, ActionResult
from bot.automation.rasa import ActiveLoop, ConversationPaused, FollowupAction, SlotSet, outcome, verified
from bot.automation.rasa_answer import result_of
from bot.automation.responses import Responses
from bot.conversation.errors import BadInput
from bot.conversation.events import FormAsked
from bot.conversation.events import SlotSet as OurSlotSet
from bot.conversation.language import Language
from bot.conversation.message import Button
from bot.conversation.tracker import Stretch, Tracker

from .talk import meaning, shop_texts

TEXTS = shop_texts()


def result(
    *events: dict[str, Any], said: list[dict[str, Any]] | None = None, form: str | None = None, **slots: str
) -> ActionResult:
    """Return what an answer with the events stands for."""
    tracker = Tracker("c1", slots=slots, stretch=Stretch(form=form))
    call = ActionCall(action="action_x", key="t1", tracker=tracker, meant=meaning("x"))
    return result_of(call, {"events": list(events), "responses": said or []}, TEXTS)


def test_slots_are_set_and_forgotten() -> None:
    slots = result(SlotSet("a", "x"), SlotSet("b", None), SlotSet("n", 7), verified("c", "y")).slots
    assert slots == (
        OurSlotSet(name="a", value="x"),
        OurSlotSet(name="b", value=None),
        OurSlotSet(name="n", value="7"),
        OurSlotSet(name="c", value="y", verified=True),
    )


def test_all_slots_can_be_forgotten_at_once() -> None:
    assert result({"event": "reset_slots"}, a="1", b="2").slots == (
        OurSlotSet(name="a", value=None),
        OurSlotSet(name="b", value=None),
    )


def test_a_form_waits_for_a_slot() -> None:
    asked = result(ActiveLoop("order_status"), SlotSet("requested_slot", "email"))
    assert asked.asks == FormAsked(form="order_status", slot="email")
    assert asked.slots == ()


@pytest.mark.parametrize(
    "events",
    [
        [ActiveLoop(None)],
        [ActiveLoop(None), SlotSet("requested_slot", None)],
        [SlotSet("requested_slot", None)],
    ],
)
def test_a_form_is_over(events: list[dict[str, Any]]) -> None:
    assert result(*events, form="order_status").asks == FormAsked(form="order_status", slot=None)


def test_ending_a_form_that_does_not_wait_changes_nothing() -> None:
    assert result(ActiveLoop(None)).asks is None


def test_an_action_may_ask_for_a_person_or_for_another_action() -> None:
    assert result(ConversationPaused()).hand_off
    assert result(FollowupAction("action_y")).followup == "action_y"


def test_an_action_says_how_it_ended() -> None:
    ended = result(outcome("not_found", failed=True))
    assert (ended.outcome, ended.failed) == ("not_found", True)


def test_an_outcome_with_a_strange_name_is_just_done() -> None:
    assert result({"event": "outcome", "name": "canary text of a customer"}).outcome == "done"


def test_events_without_a_word_of_ours_are_left_out() -> None:
    assert result({"event": "reminder"}, {"event": "rewind"}, {}) == ActionResult()


def test_a_text_of_ours_is_filled_with_what_the_action_gives() -> None:
    [reply] = result(said=[{"response": "utter_order/expected", "day": "Monday", "text": None}]).replies
    assert reply.text == "It should arrive on Monday."


def test_buttons_of_the_action_stand_after_those_of_the_text(responses: Responses) -> None:
    said = [{"response": "utter_offer_person", "buttons": [{"title": "Later", "payload": "/later"}]}]
    [reply] = result(said=said).replies
    own = responses.say("utter_offer_person", Language.ENGLISH).buttons
    assert reply.buttons == (*own, Button(title="Later", payload="/later"))


def test_what_cannot_be_shown_is_left_out() -> None:
    assert result(said=[{"text": "Look", "image": "x.png"}, {"custom": {"a": 1}}]).replies[0].text == "Look"
    assert len(result(said=[{"text": "Look", "image": "x.png"}, {"custom": {"a": 1}}]).replies) == 1


@pytest.mark.parametrize(
    "said",
    [
        [{"response": "utter_nothing_of_that_name"}],
        [{"response": "utter_order/expected"}],
        [{"text": "x" * 5000}],
        [{"text": "x", "buttons": ["Yes"]}],
        ["x"],
    ],
)
def test_a_reply_that_cannot_be_said_is_refused(said: list[Any]) -> None:
    with pytest.raises(BadInput):
        result(said=said)


_KEYS = st.sampled_from(
    ["events", "responses", "event", "name", "value", "text", "buttons", "response", "title", "slot"]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(_JSON)
def test_nothing_that_a_server_sends_breaks_more_than_the_action(answer: object) -> None:
    call = ActionCall(action="action_x", key="t1", tracker=Tracker("c1"), meant=meaning("x"))
    with suppress(BadInput):
        result_of(call, answer, TEXTS)
