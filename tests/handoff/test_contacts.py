"""The times before: when, why, with whom, and what came of it."""

from bot.conversation.events import AgentJoined, Closed, HandedBack, HandoffRequested, Reopened
from bot.conversation.line_events import Tagged, Transferred, WrappedUp
from bot.handoff.contacts import Contact, contacts, tags_of
from tests.support.told import NOON, log_of, said

FIRST = HandoffRequested(ticket_id="k1", queue="billing", reason="high_stakes")
SECOND = HandoffRequested(ticket_id="k2", queue="general", reason="frustrated")
THIRD = HandoffRequested(ticket_id="k3", queue="general", reason="asked_for_person")


def joined(ticket_id: str, name: str) -> AgentJoined:
    return AgentJoined(ticket_id=ticket_id, agent_id=name.lower(), agent_name=name)


def test_the_present_handoff_is_no_earlier_one() -> None:
    assert contacts(log_of(said("a"), FIRST, joined("k1", "Ann"))) == ()


def test_each_earlier_handoff_is_told_newest_first() -> None:
    log = log_of(
        FIRST,
        joined("k1", "Ann"),
        Tagged(agent_name="Ann", tags=("refund",)),
        Closed(agent_name="Ann"),
        WrappedUp(ticket_id="k1", agent_name="Ann", disposition="solved"),
        Reopened(),
        SECOND,
        joined("k2", "Ben"),
        HandedBack(agent_name="Ben"),
        THIRD,
    )
    second, first = contacts(log)
    assert first == Contact(
        at=log[1].at, reason="high_stakes", agent_name="Ann", disposition="solved", tags=("refund",)
    )
    assert (second.reason, second.agent_name, second.disposition) == ("frustrated", "Ben", None)
    assert first.at > NOON


def test_what_is_noted_late_belongs_to_the_handoff_that_it_is_about() -> None:
    late = WrappedUp(ticket_id="k1", agent_name="Ann", disposition="promised")
    (contact,) = contacts(log_of(FIRST, joined("k1", "Ann"), Closed(agent_name="Ann"), Reopened(), SECOND, late))
    assert contact.disposition == "promised"


def test_the_last_agent_who_had_it_is_named() -> None:
    passed = Transferred(ticket_id="k1", agent_id="ann", agent_name="Ann", queue="billing", to_name=None)
    (contact,) = contacts(log_of(FIRST, joined("k1", "Ann"), passed, joined("k1", "Ben"), SECOND))
    assert contact.agent_name == "Ben"


def test_a_handoff_that_nobody_took_names_nobody_and_a_time_that_ran_out_no_ending() -> None:
    lapsed = WrappedUp(ticket_id="k1", agent_name="Ann", disposition="")
    (contact,) = contacts(log_of(FIRST, lapsed, SECOND))
    assert (contact.agent_name, contact.disposition, contact.tags) == (None, None, ())


def test_the_tags_are_those_that_were_set_last() -> None:
    assert tags_of(log_of(Tagged(agent_name="A", tags=("x",)), Tagged(agent_name="A", tags=("y", "z")))) == ("y", "z")
    assert tags_of(log_of()) == ()
