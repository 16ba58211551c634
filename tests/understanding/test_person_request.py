"""A person is a word away, in any wording; and nobody is sent one unasked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.person_request import asks_for_person


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "０",
        "agent",
        "AGENT!!!",
        "human pls",
        "humna please",
        "reprsentative",
        "I want a real person",
        "speak to a human",
        "can i talk to someone",
        "next available advisor please",
        "can someone real look at this",
        "let me speak to your manager",
        "pls connect me 2 an agent",
        "put me through to customer service",
        "no, agent please",
        "i dont want to talk to a bot",
        "I don't want a bot, I want a person",
        "why can't I just talk to a human",
        "could you call me back",
        "is there a real person I can talk to",
        "please escalate this",
    ],
)
def test_an_english_request_is_heard(text: str) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "人工",
        "转人工！！！",
        "人工客服",
        "找你们经理",
        "真人客服呢",
        "不想跟机器人说话",
        "为什么还不转人工",
        "麻烦转人工，这个问题比较复杂",
        "打电话给我",
        "轉真人",
        "轉接客服謝謝",
        "那請你們主管出來說明",
        "不好意思，我想跟真人客服說話",
        "我想同真人傾",
        "唔該轉真人",
        "搵經理",
        "有冇真人",
        "我要 real person",
        "转 agent",
        "转人公",
    ],
)
def test_a_chinese_request_is_heard_in_every_script_and_in_cantonese(text: str) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "are you a real person?",
        "are you human?",
        "is this a human",
        "no need for an agent",
        "never mind the agent",
        "I don't need to speak to a manager",
        "please don't transfer me to an agent",
        "I spoke to an agent yesterday",
        "I was talking to an agent and got cut off",
        "the manager was lovely, thanks",
        "is the wig made of human hair",
        "do you sell cleaning agents",
        "need a 3 person sofa",
        "please call me before delivery",
        "call me back when the driver is here",
        "can my neighbour take it",
        "order 0",
        "10",
        "你是真人吗",
        "你是人工智能吗",
        "上门安装的人工费包含在运费里吗",
        "人工皮沙发好清洗吗",
        "真人模特穿多大",
        "客服电话多少",
        "客服说三天到",
        "你们客服态度很好",
        "不用转人工了",
        "先不用转人工",
        "转人工就不用了",
        "不需要真人了，我找到答案了",
        "唔使轉人工喇",
        "请快递员送货前打电话给我",
        "客服你好呀",
        "",
    ],
)
def test_what_only_sounds_like_a_request_is_none(text: str) -> None:
    assert not asks_for_person(text)


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert asks_for_person(text) in {True, False}
