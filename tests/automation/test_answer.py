"""Questions that have a written answer."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.automation.actions.answer import AnswerAction
from bot.automation.rasa import RasaActions
from bot.automation.responses import Responses
from bot.automation.runner import Runner
from bot.conversation.language import Language

from .talk import Talk


@pytest.fixture
def runner(responses: Responses) -> Iterator[Runner]:
    local = RasaActions(responses)
    local.register(AnswerAction(responses))
    yield Runner(local, {}, responses, time_limit=timedelta(seconds=5))
    local.close()


async def test_answers_in_the_customers_language(runner: Runner, responses: Responses) -> None:
    talk = Talk(runner, language=Language.TRADITIONAL)
    result = await talk.says("怎麼退貨？", intent="return_policy", action="action_answer")
    assert result.replies == (responses.say("faq/return_policy", Language.TRADITIONAL),)
    assert (result.outcome, result.failed) == ("answered", False)


async def test_a_second_hello_gets_another_answer(runner: Runner) -> None:
    talk = Talk(runner)
    first = await talk.says("hi", intent="greeting", action="action_answer")
    second = await talk.says("hello", intent="greeting", action="action_answer")
    assert first.replies != second.replies


async def test_an_intent_without_an_answer_counts_as_a_failure(runner: Runner) -> None:
    result = await Talk(runner).says("?", intent="double_charge", action="action_answer")
    assert (result.outcome, result.failed, len(result.replies)) == ("no_answer", True, 1)
