"""What would have had to be otherwise: true when it is tried, and the nearest there is."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.counterfactual import Counterfactual
from bot.conversation.events import ActionRan, BotReplied, CustomerMessaged, Decided, Understood
from bot.conversation.interpretation import Need
from bot.conversation.tracker import Tracker
from bot.engine.thinking import Thought, think
from bot.insight.replay import replayed
from bot.routing.decide import decide
from bot.storage.codec import encoded, event_of
from tests.insight.test_replay import Log
from tests.routing.samples import POLICY, meaning


def thought(intent: str = "order_status", confidence: float = 0.9, *, log: Log | None = None, **more: Any) -> Thought:
    """Return what is thought of one message more; its frustration is given, not computed."""
    frustration = more.pop("frustration", 0.0)
    log = log or Log()
    log.add(CustomerMessaged(client_id="m", text="what the customer wrote"))
    tracker = Tracker("c1").apply(log.entries)
    made = think(tracker, tracker.unanswered, [meaning(intent, confidence, **more)], POLICY)
    understood = (replace(made.understood[0], frustration=frustration),)
    facts = made.facts_of(understood)
    return replace(made, understood=understood, facts=facts, decision=decide(POLICY, facts))


def otherwise(made: Thought) -> str:
    return str(made.decided().otherwise)


def guess(intent: str, confidence: float) -> Need:
    return Need(intent=intent, confidence=confidence)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        # Nearly handed over, nearly kept.
        ({"frustration": 0.55}, "human with frustration 0.60 instead of 0.55"),
        ({"frustration": 0.64}, "automate with frustration 0.59 instead of 0.64"),
        ({"frustration": 0.597}, "human with frustration 0.600 instead of 0.597"),
        # The limits of what counts as understood, from both sides.
        ({"confidence": 0.47}, "clarify with confidence 0.44 instead of 0.47"),
        ({"confidence": 0.41}, "automate with confidence 0.45 instead of 0.41"),
        ({"out_of_scope": 0.58}, "clarify with out_of_scope 0.60 instead of 0.58"),
        ({"out_of_scope": 0.63}, "automate with out_of_scope 0.59 instead of 0.63"),
        # Grave needs.
        (
            {"needs": (guess("order_status", 0.9), guess("double_charge", 0.36))},
            "automate with stakes_confidence 0.19 instead of 0.36",
        ),
        ({"runner_up": guess("double_charge", 0.18)}, "human with runner_up_confidence 0.20 instead of 0.18"),
        # The second guess before the first.
        (
            {"confidence": 0.5, "runner_up": guess("complaint", 0.48)},
            "human with intent complaint instead of order_status",
        ),
    ],
)
def test_the_nearest_change_is_said(known: dict[str, Any], said: str) -> None:
    assert otherwise(thought(**known)) == said


@pytest.mark.parametrize(
    ("known", "not_said"),
    [
        # What nothing can be done about stays unclear: the bot would ask.
        ({"confidence": 0.6, "runner_up": guess("vague_problem", 0.59)}, "human"),
        # Another grave need would still be there.
        ({"needs": (guess("double_charge", 0.36), guess("fraud_report", 0.33))}, "stakes_confidence"),
        # A bare number is no sentence, however sure the model is.
        ({"confidence": 0.4, "text": "48213", "entities": {"order_number": "48213"}}, "with confidence"),
    ],
)
def test_nothing_is_said_that_would_not_have_happened(known: dict[str, Any], not_said: str) -> None:
    assert not_said not in otherwise(thought(**known)).split(" instead")[0].replace("human with runner", "")


def test_what_would_have_been_an_answer_to_the_bots_question_is_seen_as_one() -> None:
    log = Log()
    log.turn("shipping_cost")
    log.add(BotReplied(text="Which country, please?"))
    # Less sure it would go on about the shipping, and the bot would answer: no other outcome.
    assert "clarify" not in otherwise(thought("store_info", 0.47, log=log))


@pytest.mark.parametrize("known", [{"asks_for_person": True}, {"intent": "request_human", "asks_for_person": True}])
def test_who_asked_for_a_person_is_not_imagined_otherwise(known: dict[str, Any]) -> None:
    assert thought(**known).decided().otherwise is None


def test_a_failure_that_was_one_too_many_is_what_it_hung_on() -> None:
    log = Log()
    for _ in range(2):
        log.turn("order_status", fails=True)
    made = thought("order_status", log=log)
    ran = ActionRan(action="action_order_status", outcome="failed", failed=True)
    third = made.decided(ran=ran)
    assert third.facts["failures"] == 3
    assert third.otherwise is not None


_share = st.floats(0, 1)
_intents = st.sampled_from(["order_status", "double_charge", "complaint", "vague_problem", "thanks", "request_human"])


@given(_intents, _intents, _share, _share, _share, _share)
def test_what_is_said_comes_true_when_it_is_tried(
    intent: str, second: str, first: float, less: float, outside: float, felt: float
) -> None:
    less = min(first, less)
    needs = (guess(intent, first), *((guess(second, less),) if second != intent else ()))
    runner_up = guess(second, less) if second != intent else None
    made = thought(intent, first, needs=needs, runner_up=runner_up, out_of_scope=outside, frustration=felt)
    found = made.decided().otherwise
    if found is None:
        return
    assert found.kind != made.decision.kind
    tried = _tried(made.understood[0], found)
    if tried is not None:
        assert decide(POLICY, made.facts_of([tried])).kind == found.kind


def _tried(understood: Understood, found: Counterfactual) -> Understood | None:
    """Change by hand what was said to change, where it is a plain number."""
    match found.fact:
        case "frustration":
            return replace(understood, frustration=float(found.needed))
        case "out_of_scope":
            return replace(understood, meant=replace(understood.meant, out_of_scope=float(found.needed)))
        case _:
            return None


def test_replay_finds_the_same_facts_that_it_was_said_of() -> None:
    log = Log()
    log.turn("double_charge")
    (turn,) = replayed(log.entries, POLICY)
    assert turn.then.otherwise is not None


def test_what_was_recorded_before_there_were_any_is_still_read() -> None:
    decided = Decided(
        kind="human",
        rule="frustrated",
        reason="frustrated",
        explanation="",
        facts={},
        policy="p",
        otherwise=Counterfactual(fact="frustration", value=0.64, needed=0.59, kind="automate"),
    )
    assert event_of("decided", encoded(decided)) == decided
    old = '{"kind":"human","rule":"r","reason":"x","explanation":"","facts":{},"policy":"p"}'
    assert event_of("decided", old) == Decided(kind="human", rule="r", reason="x", explanation="", facts={}, policy="p")
