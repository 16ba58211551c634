"""Conversations that are not stored think exactly as live ones do."""

import pytest

from bot.conversation.errors import BadInput
from bot.conversation.events import CustomerMessaged
from bot.conversation.language import Language
from bot.engine.rehearsal import Rehearsal
from bot.understanding.private_data import mask
from tests.engine.small_bot import meaning, shipped_policy


def rehearsal(locale: str = "en") -> Rehearsal:
    return Rehearsal("r1", interpret=meaning, policy=shipped_policy(), locale=locale)


def test_a_message_is_decided_as_it_would_be_live() -> None:
    assert rehearsal().hear("how much is shipping").decision.reason == "action_answer"
    assert rehearsal().hear("you charged me twice").decision.reason == "high_stakes"


def test_what_was_heard_and_said_before_counts() -> None:
    talk = rehearsal()
    assert [talk.hear("blub").decision.reason for _ in range(3)] == ["ask", "offer_person", "not_understood"]


def test_a_bot_that_repeats_itself_hands_off() -> None:
    talk = rehearsal()
    for _ in range(2):
        talk.hear("how much is shipping")
        talk.speak("it costs 4.90")
    assert talk.hear("how much is shipping").decision.reason == "bot_failed"


def test_its_log_has_no_gap_and_its_language_is_the_callers() -> None:
    talk = rehearsal("zh-Hant")
    talk.hear("how much is shipping")
    assert [entry.seq for entry in talk.tracker.entries] == list(range(1, talk.tracker.seq + 1))
    assert talk.tracker.language is Language.TRADITIONAL


def test_it_takes_what_would_be_taken_live_and_nothing_else() -> None:
    with pytest.raises(BadInput):
        rehearsal().hear(" \u200b ")


def test_private_data_is_masked_here_too() -> None:
    talk = rehearsal()
    talk.hear("my card is 4111 1111 1111 1111")
    said = [entry.event.text for entry in talk.tracker.entries if isinstance(entry.event, CustomerMessaged)]
    assert said == [mask("my card is 4111 1111 1111 1111")]
