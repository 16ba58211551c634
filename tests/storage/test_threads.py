"""What the other side of a channel tells of a conversation."""

from datetime import timedelta

from bot.conversation.channel_events import CustomerCame, CustomerNamed, SaidElsewhere
from bot.conversation.events import ConversationStarted, Entry
from bot.engine.outbox import Thread
from bot.storage.erasing import erase
from bot.storage.threads import StoredThreads
from tests.storage.stage import Stage


async def test_a_fact_that_is_told_twice_stands_once(stage: Stage) -> None:
    threads = StoredThreads(stage.database)
    new = Thread(conversation_id="c1", page_id="p", person_id="ana", opened_at=stage.now)
    await threads.begin(new, ConversationStarted(channel="messenger", locale="en"), now=stage.now)
    came = CustomerCame(client_id="came-1", source="ADS", ref="sale", title="Winter sale")
    for added in (1, 0):
        assert len(await threads.note("c1", came, came.client_id, now=stage.now)) == added
    assert [event for event in await stage.log() if isinstance(event, CustomerCame)] == [came]


async def test_what_is_told_of_a_conversation_that_was_erased_meanwhile_is_not_kept(stage: Stage) -> None:
    threads = StoredThreads(stage.database)
    new = Thread(conversation_id="c1", page_id="p", person_id="ana", opened_at=stage.now)
    await threads.begin(new, ConversationStarted(channel="messenger", locale="en"), now=stage.now)
    await stage.database.write(lambda connection: erase(connection, "c1", by="meta", now=stage.now))
    named = CustomerNamed(client_id="profile", name="Ana Lee")
    assert await threads.note("c1", named, named.client_id, now=stage.now) == ()


async def test_who_has_a_thread_is_decided_by_when_it_was_taken_and_given_back(stage: Stage) -> None:
    threads, at = StoredThreads(stage.database), stage.now
    new = Thread(conversation_id="c1", page_id="p", person_id="ana", opened_at=at)
    await threads.begin(new, ConversationStarted(channel="messenger", locale="en"), now=at)

    async def taken(minute: int, said: SaidElsewhere | None = None) -> list[str]:
        when = at + timedelta(minutes=minute)
        return names(await threads.taken("c1", "Meta inbox", said, now=at + timedelta(hours=1), at=when))

    async def back(minute: int) -> list[str]:
        return names(await threads.back("c1", now=at + timedelta(hours=1), at=at + timedelta(minutes=minute)))

    assert await taken(10) == ["TakenElsewhere"]
    assert await back(5) == []
    assert await back(15) == ["BackFromElsewhere"]
    assert await taken(12) == []
    said = SaidElsewhere(client_id="e1", app="Meta inbox", text="late", sent_at=at + timedelta(minutes=12))
    assert await taken(12, said) == ["SaidElsewhere"]
    assert (thread := await threads.of("c1")) is not None
    assert thread.outside is None
    assert await taken(20) == ["TakenElsewhere"]


def names(entries: tuple[Entry, ...]) -> list[str]:
    return [type(entry.event).__name__ for entry in entries]
