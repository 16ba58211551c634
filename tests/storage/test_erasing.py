"""Erasing: everything at once, or nothing."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.conversation.channel_events import Erased
from bot.conversation.errors import NotFound
from bot.conversation.events import AgentReplied, BotReplied, ConversationStarted, CustomerMessaged
from bot.conversation.tracker import Owner
from bot.engine.deletions import Found, Known
from bot.engine.outbox import Thread
from bot.storage.deletions import StoredDeletions
from bot.storage.threads import StoredThreads
from tests.storage.stage import Stage
from tests.support.screens import all_seen

ANA = Found(people=(Known(page_id="p", person_id="ana"),), is_all=True)


async def run(stage: Stage, statement: str) -> None:
    await stage.database.write(lambda connection: connection.execute(sa.text(statement)).rowcount)


async def asks(stage: Stage) -> StoredDeletions:
    """Ana, on Messenger, has an agent, and asks for everything to be erased."""
    thread = Thread(conversation_id="c1", page_id="p", person_id="ana", opened_at=stage.now)
    started = ConversationStarted(channel="messenger", locale="en")
    await StoredThreads(stage.database).begin(thread, started, now=stage.now)
    ann = await stage.hires("ann")
    epoch = await stage.takes_over(ann)
    replied = AgentReplied(client_id="r1", agent_name="Ann", text="hello Ana")
    await stage.desk.reply("c1", ann, replied, shown=all_seen(epoch), now=stage.now)
    deletions = StoredDeletions(stage.database)
    assert await deletions.keep("key", "218471", "code", now=stage.now) == "code"
    return deletions


async def test_what_dies_half_way_has_erased_nothing_and_is_done_the_next_time(stage: Stage) -> None:
    deletions = await asks(stage)
    before = await stage.log()
    await run(
        stage,
        "CREATE TRIGGER broken BEFORE INSERT ON event WHEN NEW.kind = 'erased' "
        "BEGIN SELECT RAISE(ABORT, 'broken'); END",
    )
    with pytest.raises(IntegrityError):
        await deletions.erase("code", ANA, now=stage.now)
    assert await stage.log() == before
    assert (await stage.standing()).owner is Owner.AGENT
    assert [request.user_id for request in await deletions.due(now=stage.now, limit=9)] == ["218471"]
    await run(stage, "DROP TRIGGER broken")
    await deletions.erase("code", ANA, now=stage.now)
    after = await stage.log()
    assert after[-1] == Erased(by="meta")
    said = [e.text for e in after if isinstance(e, CustomerMessaged | BotReplied | AgentReplied)]
    assert said == ["", "", ""]


async def test_who_had_it_has_room_for_others_again_and_the_figures_stay(stage: Stage) -> None:
    deletions = await asks(stage)
    await deletions.erase("code", ANA, now=stage.now)
    row = (await stage.database.read(lambda c: c.execute(sa.text("SELECT * FROM ticket")).all()))[0]
    assert (row.state, row.disposition, row.phone) == ("closed", "erased", None)
    assert row.first_assigned_at is not None
    assert (await stage.standing()).owner is Owner.CLOSED
    assert await StoredThreads(stage.database).of("c1") is None
    done = await deletions.of("code")
    assert done is not None
    assert (done.user_id, done.conversations, done.done_at) == (None, 1, stage.now)
    assert await deletions.due(now=stage.now, limit=9) == []


async def test_while_a_page_has_not_told_the_request_stays_open_and_counts_on(stage: Stage) -> None:
    deletions = await asks(stage)
    await deletions.erase("code", Found(people=ANA.people, is_all=False), now=stage.now)
    waits = await deletions.of("code")
    assert waits is not None
    assert (waits.user_id, waits.conversations, waits.done_at) == ("218471", 1, None)
    await deletions.erase("code", Found(is_all=True), now=stage.now)
    done = await deletions.of("code")
    assert done is not None
    assert (done.conversations, done.done_at) == (1, stage.now)


async def test_in_what_was_erased_nothing_is_said_any_more(stage: Stage) -> None:
    deletions = await asks(stage)
    await deletions.erase("code", ANA, now=stage.now)
    before = await stage.log()
    with pytest.raises(NotFound):
        await stage.writes("hello again", "m-after")
    assert await stage.log() == before
    # Who held its token is told the same, and begins a new one.
    assert (await stage.standing()).token_hash is None


async def test_by_hand_nothing_is_erased_where_one_id_or_the_code_is_nobodys(stage: Stage) -> None:
    deletions = await asks(stage)
    before = await stage.log()
    for code, ids, why in (("code", ["ana", "ben"], "`ben`"), ("another", ["ana"], "no request")):
        with pytest.raises(NotFound, match=why):
            await deletions.erase_named(code, ids, now=stage.now)
    assert await stage.log() == before
    waits = await deletions.of("code")
    assert waits is not None
    assert (waits.user_id, waits.conversations, waits.done_at) == ("218471", None, None)


@pytest.mark.parametrize("known_by", ["ana", "c1"])
async def test_by_hand_it_is_done_once(stage: Stage, known_by: str) -> None:
    deletions = await asks(stage)
    assert await deletions.erase_named("code", [known_by, known_by], now=stage.now) == 1
    done = await deletions.of("code")
    assert done is not None
    assert (done.user_id, done.conversations, done.done_at) == (None, 1, stage.now)
    assert (await stage.log())[-1] == Erased(by="meta")
    with pytest.raises(NotFound, match="erased already"):
        await deletions.erase_named("code", [known_by], now=stage.now)
    assert await deletions.of("code") == done
    assert await deletions.due(now=stage.now, limit=9) == []
