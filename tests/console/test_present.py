"""What a screen is told of a briefing."""

import pytest

from bot.console import present
from bot.conversation.events import HandoffRequested
from bot.conversation.tracker import Tracker
from bot.engine.replies import Suggested
from bot.handoff.briefing import brief
from tests.support.told import log_of, said

ASKED = (said("can I wash it?"), HandoffRequested(ticket_id="t1", queue="general", reason="asked_for_person"))


@pytest.mark.parametrize(("source", "title"), [("canned", "Washing"), ("past", ""), ("need", "")])
def test_a_suggested_reply_says_where_it_is_from_and_a_past_answer_has_no_name(source: str, title: str) -> None:
    suggested = Suggested(id="x", title="Washing", text="Washing by hand is best.", source=source, score=0.9)
    shown = present.briefing(brief(Tracker("c1").apply(log_of(*ASKED)), suggested.text), suggested)
    assert shown is not None
    assert (shown.suggested, shown.suggested_source, shown.suggested_title) == (suggested.text, source, title)


def test_where_nothing_was_handed_over_there_is_no_briefing() -> None:
    assert present.briefing(None, Suggested(id="", title="", text="", source="need")) is None
