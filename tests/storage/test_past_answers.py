"""Past answers are read from conversations that are closed, the newest first."""

from bot.conversation.events import AgentReplied
from bot.handoff.agent import Agent
from bot.storage.past_answers import StoredPastAnswers
from tests.storage.stage import Stage
from tests.support.screens import all_seen


async def answered(stage: Stage, agent: Agent, conversation_id: str, text: str, *, closed: bool = True) -> None:
    epoch = await stage.takes_over(agent, conversation_id)
    replied = AgentReplied(client_id="r", agent_name=agent.name, text=text)
    await stage.desk.reply(conversation_id, agent, replied, shown=all_seen(epoch), now=stage.now)
    if closed:
        await stage.ends(conversation_id, agent, epoch=epoch)
    stage.later(seconds=60)


async def test_only_what_is_closed_is_told_newest_first_and_no_more_than_wanted(stage: Stage) -> None:
    agent = await stage.hires(capacity=5)
    for place, closed in enumerate((True, True, True, False)):
        await answered(stage, agent, f"c{place}", f"answer of conversation {'abcd'[place]}", closed=closed)
    store = StoredPastAnswers(stage.database)
    found = await store.newest(10)
    assert [(answer.conversation_id, answer.asked) for answer in found] == [
        ("c2", "a person, please"),
        ("c1", "a person, please"),
        ("c0", "a person, please"),
    ]
    assert [answer.conversation_id for answer in await store.newest(2)] == ["c2", "c1"]
