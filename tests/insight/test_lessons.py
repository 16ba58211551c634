"""What agents corrected: each message once, as it was corrected last."""

from datetime import timedelta

from bot.conversation.events import Event
from bot.conversation.line_events import IntentCorrected
from bot.insight.lessons import lessons
from tests.support.told import NOON, log_of, read, said


def corrected(was: str, intent: str, seq: int = 2) -> IntentCorrected:
    return IntentCorrected(agent_name="Ann", message_seq=seq, was=was, intent=intent)


def rows(*events: Event) -> list[tuple[str, str, str]]:
    return [(x.message, x.was, x.intent) for x in lessons([log_of(said("money gone"), read(2, "price"), *events)])]


def test_a_correction_is_a_lesson() -> None:
    assert rows(corrected("price", "double_charge")) == [("money gone", "price", "double_charge")]


def test_of_two_corrections_the_last_stands_beside_what_the_bot_had_said() -> None:
    both = (corrected("price", "double_charge"), corrected("double_charge", "fraud_report"))
    assert rows(*both) == [("money gone", "price", "fraud_report")]


def test_what_was_put_back_is_no_lesson() -> None:
    assert rows(corrected("price", "double_charge"), corrected("double_charge", "price")) == []


def test_later_corrections_alone() -> None:
    log = log_of(said("money gone"), corrected("price", "double_charge"))
    assert len(list(lessons([log], since=NOON + timedelta(minutes=3)))) == 1
    assert list(lessons([log], since=NOON + timedelta(minutes=4))) == []
