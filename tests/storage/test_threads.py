"""What the other side of a channel tells of a conversation."""

from bot.conversation.channel_events import CustomerCame
from bot.storage.threads import StoredThreads
from tests.storage.stage import Stage


async def test_a_fact_that_is_told_twice_stands_once(stage: Stage) -> None:
    await stage.starts()
    threads = StoredThreads(stage.database)
    came = CustomerCame(client_id="came-1", source="ADS", ref="sale", title="Winter sale")
    for added in (1, 0):
        assert len(await threads.note("c1", came, came.client_id, now=stage.now)) == added
    assert [event for event in await stage.log() if isinstance(event, CustomerCame)] == [came]
