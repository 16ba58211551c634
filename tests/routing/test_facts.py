"""What a decision looks at: made from the conversation so far and the latest messages."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.events import ActionRan, BotReplied, Entry, Event, FormAsked, Understood
from bot.conversation.interpretation import Need
from bot.conversation.tracker import Tracker
from bot.routing.decide import decide
from bot.routing.facts import Facts, after_action, facts_of, lead_of
from bot.routing.policy import Stakes
from tests.routing.samples import POLICY, decided, understood

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def known(latest: Understood | Sequence[Understood], *past: Event) -> Facts:
    tracker = Tracker("c1")
    for seq, event in enumerate(past, 1):
        tracker.stretch.take(Entry(conversation_id="c1", seq=seq, at=NOW, actor="x", epoch=1, event=event))
    return facts_of(tracker, [latest] if isinstance(latest, Understood) else latest, POLICY)


def test_a_plain_need_is_understood() -> None:
    found = known(understood("order_status", 0.9))
    assert (found.intent, found.confidence, found.understood, found.stakes) == ("order_status", 0.9, True, Stakes.LOW)


@pytest.mark.parametrize(
    "unclear",
    [
        understood("order_status", 0.44),
        understood("order_status", 0.9, out_of_scope=0.6),
        understood("vague_problem", 0.99),
        understood("out_of_scope", 0.99),
    ],
)
def test_what_is_unsure_or_none_of_our_business_is_not_understood(unclear: Understood) -> None:
    assert not known(unclear).understood


@pytest.mark.parametrize("text", ["48213", "#48213!", "it: 48213"])
def test_a_bare_number_is_no_need_whatever_a_model_reads_into_it(text: str) -> None:
    for intent in ("double_charge", "request_human"):
        found = known(understood(intent, text=text, entities={"order_number": "48213"}))
        assert (found.understood, found.stakes, found.asks_for_person) == (False, Stakes.LOW, False)


def test_a_number_beside_words_takes_nothing_from_them() -> None:
    text = "you charged me twice for 48213"
    assert known(understood("double_charge", text=text, entities={"order_number": "48213"})).stakes is Stakes.HIGH


@pytest.mark.parametrize("intent", ["affirm", "deny"])
def test_a_yes_or_no_to_nothing_is_not_understood(intent: str) -> None:
    assert not known(understood(intent)).understood
    assert known(understood(intent), BotReplied(text="Good to know.")).understood


def test_the_second_need_of_a_message_counts_for_its_stakes() -> None:
    needs = (Need(intent="order_status", confidence=0.9), Need(intent="double_charge", confidence=0.4))
    found = known(understood("order_status", 0.9, needs=needs))
    assert (found.intent, found.stakes, found.stakes_intent) == ("order_status", Stakes.HIGH, "double_charge")


def test_a_need_that_is_hardly_there_counts_for_nothing() -> None:
    needs = (Need(intent="order_status", confidence=0.9), Need(intent="double_charge", confidence=0.19))
    assert known(understood("order_status", 0.9, needs=needs)).stakes is Stakes.LOW


@given(st.permutations([understood("greeting"), understood("double_charge", seq=3), understood("thanks", seq=4)]))
def test_the_highest_stakes_of_a_burst_lead_wherever_they_stand(burst: list[Understood]) -> None:
    assert lead_of(burst, POLICY).meant.intent == "double_charge"
    assert known(burst).stakes is Stakes.HIGH


def test_of_a_burst_a_need_leads_before_small_talk_and_the_later_before_the_earlier() -> None:
    hello, first, second = understood("greeting"), understood("order_status", seq=3), understood("gift_card", seq=4)
    assert lead_of([hello, first], POLICY) is first
    assert lead_of([first, hello], POLICY) is first
    assert lead_of([first, second], POLICY) is second


@pytest.mark.parametrize("words", [{"asks_for_person": True}, {"intent": "request_human", "confidence": 0.45}])
def test_asking_for_a_person_anywhere_in_a_burst_counts(words: dict[str, Any]) -> None:
    burst = [understood(**words), understood("order_status", seq=3)]
    assert known(burst).asks_for_person


def test_an_unsure_guess_at_a_wish_for_a_person_is_no_wish() -> None:
    assert not known(understood("request_human", 0.44)).asks_for_person


@pytest.mark.parametrize("content", [understood("thanks"), understood("deny"), understood("goodbye")])
def test_thanks_and_good_byes_settle(content: Understood) -> None:
    assert known(content).settled


def test_a_contented_word_settles_but_never_high_stakes_or_a_wish_for_a_person() -> None:
    assert known(understood("order_status", sentiment=0.25)).settled
    assert not known(understood("double_charge", sentiment=1.0)).settled
    assert not known(understood("thanks", asks_for_person=True)).settled


HUMAN_DUE = decided("human", "high_stakes", intent="double_charge")


@pytest.mark.parametrize("reason", ["high_stakes", "asked_for_person"])
def test_a_person_who_was_due_is_still_due_on_the_next_message(reason: str) -> None:
    due = decided("human", reason, intent="double_charge")
    assert known(understood("shipping_cost"), due).open_handoff
    assert known(understood("shipping_cost"), due, decided("automate", intent="greeting")).open_handoff


def test_content_settles_a_handoff_for_good() -> None:
    assert not known(understood("thanks"), HUMAN_DUE).open_handoff
    settled = decided("automate", "action_answer", intent="thanks", settled=True)
    assert not known(understood("shipping_cost"), HUMAN_DUE, settled).open_handoff


ASKED = (decided("automate", "action_order_status", intent="order_status"), BotReplied(text="Which order number?"))


@pytest.mark.parametrize(
    "answer",
    [
        understood("vague_problem", 0.3, entities={"order_number": "48213"}),
        understood("affirm"),
        understood("out_of_scope"),
    ],
)
def test_an_answer_to_the_bots_question_goes_on_about_the_need_before_it(answer: Understood) -> None:
    found = known(answer, *ASKED)
    assert (found.intent, found.continues, found.understood) == ("order_status", True, True)


def test_a_need_of_its_own_is_no_answer() -> None:
    found = known(understood("gift_card"), *ASKED)
    assert (found.intent, found.continues) == ("gift_card", False)


def test_without_a_question_nothing_goes_on() -> None:
    told = (ASKED[0], BotReplied(text="It arrives tomorrow."))
    assert not known(understood("vague_problem", 0.3), *told).continues


@pytest.mark.parametrize(
    "question",
    [
        "It is on its way. Is there anything else I can help with?",
        "已经发货了。请问还有其他可以帮您的吗？",
        "不客氣,還有別的嗎?",
        "收到，仲有咩可以幫你？",
    ],
)
def test_what_follows_a_question_about_anything_else_is_a_need_of_its_own(question: str) -> None:
    told = (ASKED[0], BotReplied(text=question))
    assert not known(understood("out_of_scope"), *told).continues


def test_after_a_clarifying_question_nothing_goes_on() -> None:
    unsure = (*ASKED, decided("clarify", "ask"), BotReplied(text="What do you mean?"))
    assert not known(understood("vague_problem", 0.3), *unsure).continues


WAITS = FormAsked(form="order_status", slot="order_number")


def test_a_message_with_what_the_form_waits_for_fills_it() -> None:
    assert known(understood("vague_problem", 0.2, entities={"order_number": "48213"}), WAITS).fills_form
    assert not known(understood("vague_problem", 0.2, entities={"email": "ana@example.com"}), WAITS).fills_form
    assert not known(understood("vague_problem", 0.2, entities={"order_number": "48213"})).fills_form


def test_small_talk_is_no_need_of_its_own_while_a_form_waits() -> None:
    assert not known(understood("greeting"), WAITS).understood
    assert known(understood("greeting")).understood


def test_the_same_need_again_is_counted() -> None:
    past = [understood("order_status"), understood("gift_card"), understood("order_status")]
    assert known(understood("order_status"), *past).asked_before == 2


def test_frustration_is_that_of_the_latest_message() -> None:
    burst = [understood("double_charge", frustration=0.2), understood("greeting", seq=3, frustration=0.7)]
    assert known(burst).frustration == 0.7


def test_a_failure_counts_at_once_and_a_success_changes_nothing() -> None:
    before = known(understood("order_status"))
    failed, done = (ActionRan(action="a", outcome="x", failed=failed) for failed in (True, False))
    assert after_action(before, failed).failures == before.failures + 1
    assert after_action(before, done) == before


SECRET = "Zq7-the-customers-own-words"


@given(st.sampled_from([*POLICY.intents]), st.floats(0, 1), st.booleans())
def test_neither_facts_nor_explanation_hold_what_the_customer_wrote(intent: str, confidence: float, asks: bool) -> None:
    written = understood(
        intent, confidence, text=SECRET, asks_for_person=asks, entities={"order_number": SECRET, "email": SECRET}
    )
    found = known(written, WAITS)
    decision = decide(POLICY, found)
    assert SECRET not in f"{found.recorded()} {decision.explanation} {decision.rule} {decision.reason}"


def test_facts_are_recorded_as_plain_values_under_their_own_names() -> None:
    recorded = known(understood("order_status")).recorded()
    assert recorded["intent"] == "order_status"
    assert recorded.keys() == Facts.__dataclass_fields__.keys()
    assert all(value is None or isinstance(value, bool | int | float | str) for value in recorded.values())
