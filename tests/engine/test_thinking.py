"""From messages to a decision."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.events import CustomerMessaged, Entry
from bot.conversation.interpretation import Entity, Interpretation
from bot.conversation.language import Language
from bot.conversation.tracker import Tracker
from bot.engine.thinking import think
from bot.understanding.frustration import FrustrationCurve
from tests.engine.small_bot import meaning, shipped_policy

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def messages(*texts: str) -> list[Entry]:
    return [
        Entry(
            conversation_id="c1",
            seq=seq,
            at=NOW,
            actor="customer",
            epoch=1,
            event=CustomerMessaged(client_id=f"m{seq}", text=text),
        )
        for seq, text in enumerate(texts, start=2)
    ]


def test_every_message_is_understood_and_the_one_that_matters_leads() -> None:
    texts = ("thanks", "you charged me twice", "how much is shipping")
    thought = think(Tracker("c1"), messages(*texts), [meaning(text) for text in texts], shipped_policy())
    assert [(u.message_seq, u.meant.text) for u in thought.understood] == list(zip((2, 3, 4), texts, strict=True))
    assert thought.lead.intent == "double_charge"
    assert thought.decision.reason == "high_stakes"


def test_frustration_is_between_nought_and_one_for_each_message() -> None:
    texts = ("how much is shipping", "thanks")
    angry = [meaning(text, sentiment=-1.0, shouting=1.0) for text in texts]
    thought = think(Tracker("c1"), messages(*texts), angry, shipped_policy())
    assert all(0 <= understood.frustration <= 1 for understood in thought.understood)
    assert thought.facts.frustration == thought.understood[-1].frustration


def test_what_is_recorded_is_the_decision_with_its_facts_and_policy() -> None:
    thought = think(Tracker("c1"), messages("thanks"), [meaning("thanks")], shipped_policy())
    recorded = thought.decided()
    assert (recorded.kind, recorded.rule, recorded.reason) == (
        thought.decision.kind,
        thought.decision.rule,
        thought.decision.reason,
    )
    assert recorded.facts == thought.facts.recorded()
    assert recorded.policy == shipped_policy().version


def test_the_same_messages_give_the_same_thought() -> None:
    texts = ("you charged me twice", "thanks")
    once, again = (
        think(Tracker("c1"), messages(*texts), [meaning(text) for text in texts], shipped_policy()) for _ in range(2)
    )
    assert once == again


def test_thinking_changes_nothing_of_what_is_known() -> None:
    tracker = Tracker("c1")
    think(tracker, messages("thanks"), [meaning("thanks")], shipped_policy())
    assert tracker == Tracker("c1")


def test_a_message_without_a_meaning_is_a_bug() -> None:
    with pytest.raises(ValueError, match="shorter"):
        think(Tracker("c1"), messages("one", "two"), [meaning("one")], shipped_policy())


def test_a_bare_number_goes_on_in_the_language_of_the_conversation() -> None:
    tracker = Tracker("c1", language=Language.TRADITIONAL)
    number = meaning("48213", entities=(Entity(name="order_number", value="48213"),))
    assert think(tracker, messages("48213"), [number], shipped_policy()).lead.language is Language.TRADITIONAL
    words = meaning("how much is shipping")
    assert think(tracker, messages(words.text), [words], shipped_policy()).lead.language is Language.ENGLISH


def test_number_and_e_mail_may_come_in_two_messages() -> None:
    number, email = Entity(name="order_number", value="48213"), Entity(name="email", value="ana@example.com")
    meanings = [meaning("48213", entities=(number,)), meaning("ana@example.com", entities=(email,))]
    thought = think(Tracker("c1"), messages("48213", "ana@example.com"), meanings, shipped_policy())
    assert thought.entities == (number, email)


def test_who_waited_for_an_answer_is_more_frustrated() -> None:
    texts = ("where is my order", "where is my order")
    levels = []
    for minutes in (0, 40):
        first, second = messages(*texts)
        late = replace(second, at=NOW + timedelta(minutes=minutes))
        tracker = Tracker("c1", seq=1).apply([first, late])
        thought = think(tracker, tracker.unanswered, [meaning(text) for text in texts], shipped_policy())
        levels.append(thought.understood[-1].frustration)
    assert levels[1] > levels[0] + 0.05


def test_frustration_is_what_the_models_own_curve_makes_of_the_course() -> None:
    angry = [Interpretation(text="no", intent="shipping_cost", confidence=0.9, needs=(), sentiment=-0.8)]
    weak, strong = (
        think(Tracker("c1"), messages("no"), angry, shipped_policy(), curve=FrustrationCurve(anger=weight))
        for weight in (0.1, 6.0)
    )
    assert weak.understood[0].frustration < 0.3
    assert strong.understood[0].frustration > 0.8
