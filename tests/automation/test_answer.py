"""Questions that have a written answer."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.automation.actions.answer import AnswerAction
from bot.automation.rasa import RasaActions
from bot.automation.responses import Responses
from bot.automation.responses_file import load_responses
from bot.automation.runner import Runner
from bot.conversation.language import Language

from .talk import DATA, Talk


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


async def test_a_retrieval_intent_is_answered_by_its_response_as_rasa_names_it(tmp_path: Path) -> None:
    file = tmp_path / "chitchat.yml"
    text = "responses: {utter_chitchat/ask_name: [{text: Bo, translation: {zh-Hans: 小波, zh-Hant: 小波}}]}"
    file.write_text(text, "utf-8")
    responses = load_responses(DATA / "responses.yml", file)
    local = RasaActions(responses)
    local.register(AnswerAction(responses))
    runner = Runner(local, {}, responses, time_limit=timedelta(seconds=5))
    result = await Talk(runner).says("who are you?", intent="chitchat/ask_name", action="action_answer")
    local.close()
    assert [reply.text for reply in result.replies] == ["Bo"]
