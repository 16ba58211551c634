"""What an agent reads on accept: all that happened, and nothing that did not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.events import (
    ActionRan,
    AgentJoined,
    ConversationStarted,
    CustomerMessaged,
    Decided,
    Entry,
    Event,
    HandedBack,
    HandoffRequested,
    SlotSet,
    Understood,
)
from bot.conversation.interpretation import Entity, Interpretation, Need
from bot.conversation.tracker import Tracker
from bot.handoff.briefing import Briefing, Fact, Known, Mood, Tried, Want, brief

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
STARTED = ConversationStarted(channel="website", locale="en")
REQUESTED = HandoffRequested(ticket_id="k1", queue="billing", reason="high_stakes")


def at(seq: int) -> datetime:
    return NOON + timedelta(minutes=seq)


def tracked(events: Sequence[Event]) -> Tracker:
    return Tracker("c1").apply(
        Entry(conversation_id="c1", seq=seq, at=at(seq), actor="x", epoch=1, event=event)
        for seq, event in enumerate([STARTED, *events], start=1)
    )


def briefed(*events: Event, suggested: str = "") -> Briefing:
    requested = () if REQUESTED in events else (REQUESTED,)
    briefing = brief(tracked([*events, *requested]), suggested)
    assert briefing is not None
    return briefing


def said(text: str) -> CustomerMessaged:
    return CustomerMessaged(client_id=text[:8] or "m", text=text)


def understood(seq: int, intent: str, *, sentiment: float = 0.0, frustration: float = 0.0) -> Understood:
    meant = Interpretation(text="", intent=intent, confidence=0.9, sentiment=sentiment)
    return Understood(message_seq=seq, meant=meant, frustration=frustration)


def decided(rule: str, kind: str = "human") -> Decided:
    known = {"intent": rule, "confidence": 0.9, "out_of_scope": 0.0}
    return Decided(kind=kind, rule=rule, reason="", explanation="", facts=known, policy="p")


def test_without_a_handoff_there_is_no_briefing() -> None:
    assert brief(tracked([said("hello"), understood(2, "greeting"), decided("simple_need", "automate")]), "") is None


def test_it_says_why_the_conversation_came() -> None:
    briefing = briefed(said("charged twice"), understood(2, "double_charge"), decided("high_stakes"), REQUESTED)
    assert (briefing.reason, briefing.rule) == ("high_stakes", "high_stakes")
    assert str(briefing.why) == "rule high_stakes; likeliest high_stakes (0.90), out of scope 0.00"


def test_a_log_that_holds_no_facts_gives_no_reason_but_its_name() -> None:
    old = Decided(kind="human", rule="r", reason="frustrated", explanation="in English", facts={}, policy="p")
    briefing = briefed(old, REQUESTED)
    assert (briefing.rule, briefing.why) == ("r", None)


def test_a_second_handoff_is_explained_by_its_own_decision() -> None:
    back = (AgentJoined(ticket_id="k1", agent_id="ann", agent_name="Ann"), HandedBack(agent_name="Ann"))
    again = HandoffRequested(ticket_id="k2", queue="general", reason="frustrated")
    briefing = briefed(decided("high_stakes"), REQUESTED, *back, decided("frustrated"), again)
    assert (briefing.reason, briefing.rule) == ("frustrated", "frustrated")


def test_what_was_decided_after_the_handoff_does_not_explain_it() -> None:
    assert briefed(decided("high_stakes"), REQUESTED, decided("simple_need", "automate")).rule == "high_stakes"


def test_a_need_is_told_in_the_customers_own_words() -> None:
    briefing = briefed(said("you charged me twice!"), understood(2, "double_charge"), REQUESTED)
    assert briefing.wants == (Want(intent="double_charge", text="you charged me twice!", at=at(3), confidence=0.9),)


def test_a_need_put_twice_is_told_once_as_it_was_put_last() -> None:
    briefing = briefed(
        said("where is it"),
        understood(2, "order_status"),
        said("charged twice"),
        understood(4, "double_charge"),
        said("so where is order 48213?"),
        understood(6, "order_status"),
        REQUESTED,
    )
    assert [(want.intent, want.text) for want in briefing.wants] == [
        ("double_charge", "charged twice"),
        ("order_status", "so where is order 48213?"),
    ]


def test_a_guess_is_no_need() -> None:
    guess = replace(understood(2, "fraud_report").meant, confidence=0.3)
    events = (said("48213"), Understood(message_seq=2, meant=guess, frustration=0.0))
    briefing = briefed(*events, said("charged twice"), understood(4, "double_charge"), REQUESTED)
    assert [want.intent for want in briefing.wants] == ["double_charge"]


def test_small_talk_is_no_need() -> None:
    briefing = briefed(
        said("hello"), understood(2, "greeting"), said("charged twice"), understood(4, "double_charge"), REQUESTED
    )
    assert [want.intent for want in briefing.wants] == ["double_charge"]


def test_where_nothing_was_understood_the_last_words_stand() -> None:
    briefing = briefed(
        said("eh"), understood(2, "vague_problem"), said("argh"), understood(4, "vague_problem"), REQUESTED
    )
    assert [want.text for want in briefing.wants] == ["argh"]


def test_the_mood_is_told_message_by_message() -> None:
    calm, angry = understood(2, "order_status"), understood(3, "complaint", sentiment=-0.9, frustration=0.7)
    assert briefed(said("hi"), said("useless"), calm, angry, REQUESTED).mood == (
        Mood(at=at(4), sentiment=0.0, frustration=0.0),
        Mood(at=at(5), sentiment=-0.9, frustration=0.7),
    )


def test_it_tells_what_the_bot_tried_and_what_came_of_it() -> None:
    ran = ActionRan(action="action_order_status", outcome="not_found", failed=True)
    assert briefed(ran, REQUESTED).tried == (Tried(at=at(2), action="action_order_status", outcome="not_found"),)


def test_it_tells_what_is_known_and_what_of_it_is_proven() -> None:
    email, number = (
        SlotSet(name="email", value="ana@example.com"),
        SlotSet(name="order_number", value="1", verified=True),
    )
    assert briefed(email, number, REQUESTED).facts == (
        Fact(name="email", value="ana@example.com", verified=False),
        Fact(name="order_number", value="1", verified=True),
    )


def test_what_was_forgotten_is_not_told() -> None:
    forgotten = SlotSet(name="email", value=None)
    assert briefed(SlotSet(name="email", value="ana@example.com"), forgotten, REQUESTED).facts == ()


def test_the_suggested_reply_is_handed_on() -> None:
    assert briefed(REQUESTED, suggested="Let me look at that.").suggested == "Let me look at that."


ANY_EVENT = st.one_of(
    st.builds(CustomerMessaged, client_id=st.just("m"), text=st.sampled_from(["one", "two", "three"])),
    st.builds(
        ActionRan, action=st.sampled_from(["a", "b"]), outcome=st.sampled_from(["done", "no"]), failed=st.booleans()
    ),
    st.builds(
        SlotSet, name=st.sampled_from(["x", "y"]), value=st.none() | st.sampled_from(["1", "2"]), verified=st.booleans()
    ),
    st.builds(understood, st.integers(1, 12), st.sampled_from(["order_status", "double_charge", "greeting"])),
    st.builds(decided, st.sampled_from(["r1", "r2"])),
    st.just(REQUESTED),
)


@given(st.lists(ANY_EVENT, max_size=12))
def test_it_says_nothing_that_did_not_happen(events: list[Event]) -> None:
    briefing = brief(tracked(events), "")
    assert (briefing is None) == (REQUESTED not in events)
    if briefing is None:
        return
    happened = [event for event in events if isinstance(event, ActionRan)]
    assert [(t.action, t.outcome) for t in briefing.tried] == [(ran.action, ran.outcome) for ran in happened]
    texts = {event.text for event in events if isinstance(event, CustomerMessaged)} | {""}
    assert {want.text for want in briefing.wants} <= texts
    assert {want.intent for want in briefing.wants} <= {e.meant.intent for e in events if isinstance(e, Understood)}
    assert {(f.name, f.value) for f in briefing.facts} <= {(e.name, e.value) for e in events if isinstance(e, SlotSet)}
    assert briefing.rule in {event.rule for event in events if isinstance(event, Decided)} | {""}


def test_every_need_of_a_message_is_told() -> None:
    needs = (Need(intent="order_status", confidence=0.9), Need(intent="start_return", confidence=0.7))
    meant = replace(understood(2, "order_status").meant, needs=(*needs, Need(intent="greeting", confidence=0.9)))
    briefing = briefed(said("where is it and I want a refund"), Understood(message_seq=2, meant=meant, frustration=0.0))
    assert [want.intent for want in briefing.wants] == ["order_status", "start_return"]


def test_of_two_wordings_the_surer_is_told() -> None:
    vague = Interpretation(text="", intent="order_status", confidence=0.5)
    briefing = briefed(
        said("where is my order?"),
        understood(2, "order_status"),
        said("still nothing"),
        Understood(message_seq=4, meant=vague, frustration=0.0),
    )
    assert [want.text for want in briefing.wants] == ["where is my order?"]


def test_what_is_known_need_not_be_asked_and_what_was_asked_again_is_counted() -> None:
    number, email = Entity(name="order_number", value="48213"), Entity(name="email", value="ana@example.com")
    meant = replace(understood(2, "order_status").meant, entities=(number, email))
    briefing = briefed(
        said("48213, ana@example.com"),
        Understood(message_seq=2, meant=meant, frustration=0.0),
        SlotSet(name="order_number", value="48213", verified=True),
        REQUESTED,
        said("It is 4821-3"),
    )
    assert briefing.known == (
        Known(name="order_number", value="48213", verified=True, given=2),
        Known(name="email", value="ana@example.com", verified=False, given=1),
    )
    assert briefing.repeats == 1


def test_earlier_handoffs_are_told() -> None:
    briefing = briefed(REQUESTED, HandedBack(agent_name="Ann"), REQUESTED)
    assert [contact.reason for contact in briefing.contacts] == ["high_stakes"]
