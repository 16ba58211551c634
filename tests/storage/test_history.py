"""Whole conversations are read one by one."""

from bot.conversation.events import CustomerMessaged
from bot.storage import history
from bot.storage.history import conversations
from tests.storage.stage import Stage


async def test_each_conversation_comes_whole_and_in_order(stage: Stage) -> None:
    for conversation_id in ("c1", "c2", "c3"):
        await stage.waits(conversation_id)
    logs = await stage.database.read(lambda connection: list(conversations(connection)))
    assert [log[0].conversation_id for log in logs] == ["c1", "c2", "c3"]
    for log in logs:
        assert log == await stage.conversations.entries_after(log[0].conversation_id, 0)


async def test_more_than_are_read_at_once_come_all(stage: Stage) -> None:
    for number in range(history.TOGETHER + 1):
        await stage.starts(f"c{number:04}")
    logs = await stage.database.read(lambda connection: list(conversations(connection)))
    assert len(logs) == history.TOGETHER + 1


async def test_what_has_been_silent_since_is_left_out_and_the_rest_comes_from_its_beginning(stage: Stage) -> None:
    await stage.waits("old")
    await stage.waits("both")
    stage.later(seconds=3600)
    await stage.writes("are you there?", "m2", conversation_id="both")
    (log,) = await stage.database.read(lambda connection: list(conversations(connection, since=stage.now)))
    assert log[0].seq == 1
    assert isinstance(log[-1].event, CustomerMessaged)
