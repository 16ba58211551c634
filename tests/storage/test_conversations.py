"""The log of every conversation: started, received, read."""

import asyncio

import pytest

from bot.conversation.errors import Conflict, NotFound
from bot.conversation.events import (
    BotReplied,
    Closed,
    ConversationStarted,
    CustomerMessaged,
    LocaleChosen,
    Rated,
    Reopened,
)
from bot.conversation.tracker import Owner
from tests.storage.stage import Stage


async def test_a_conversation_starts_once_whatever_comes_after(stage: Stage) -> None:
    assert await stage.starts(token_hash="first")
    assert not await stage.starts(token_hash="second")
    assert (await stage.conversations.standing("c1")).token_hash == "first"
    assert await stage.log() == [ConversationStarted(channel="website", locale="en")]


async def test_a_new_conversation_is_the_bots(stage: Stage) -> None:
    await stage.starts()
    standing = await stage.conversations.standing("c1")
    assert (standing.owner, standing.epoch, standing.seq, standing.place) == (Owner.BOT, 1, 1, None)
    assert (standing.agent_id, standing.agent_name) == (None, None)


async def test_a_message_is_in_the_log_when_it_is_acknowledged(stage: Stage) -> None:
    await stage.starts()
    receipt = await stage.writes("where is my order?")
    assert receipt.seq == 2
    assert [entry.event for entry in receipt.entries] == [CustomerMessaged(client_id="m1", text="where is my order?")]
    assert await stage.conversations.entries_after("c1", 1) == list(receipt.entries)


async def test_the_same_id_again_is_the_same_message_whatever_it_says(stage: Stage) -> None:
    await stage.starts()
    first = await stage.writes("first words")
    again = await stage.writes("other words")
    assert (again.seq, again.entries, again.turn_id) == (first.seq, (), None)
    assert (await stage.log())[1:] == [CustomerMessaged(client_id="m1", text="first words")]


async def test_an_id_counts_within_its_own_conversation(stage: Stage) -> None:
    await stage.starts("c1")
    await stage.starts("c2")
    for conversation_id in ("c1", "c2"):
        assert (await stage.writes(conversation_id, conversation_id=conversation_id)).entries
    assert (await stage.log("c2"))[-1] == CustomerMessaged(client_id="m1", text="c2")


async def test_many_messages_at_once_stand_in_one_order_without_a_gap(stage: Stage) -> None:
    await stage.starts()
    sent = [f"m{number}" for number in range(40)] * 2
    receipts = await asyncio.gather(*(stage.writes(client_id, client_id) for client_id in sent))
    kept = {client_id: {r.seq for c, r in zip(sent, receipts, strict=True) if c == client_id} for client_id in sent}
    assert all(len(seqs) == 1 for seqs in kept.values())
    assert sorted(seq for seqs in kept.values() for seq in seqs) == list(range(2, 42))
    assert len(await stage.log()) == 41


async def test_a_message_to_nobody_is_refused(stage: Stage) -> None:
    with pytest.raises(NotFound):
        await stage.writes(conversation_id="c404")
    assert await stage.count() == 0


async def test_the_first_message_of_a_burst_starts_the_turn_and_the_others_join_it(stage: Stage) -> None:
    await stage.starts()
    assert (await stage.writes("one", "m1", turn_id="t1")).turn_id == "t1"
    assert (await stage.writes("two", "m2", turn_id="t2")).turn_id is None


async def test_a_message_takes_over_a_turn_that_died(stage: Stage) -> None:
    await stage.starts()
    await stage.writes("one", "m1", turn_id="t1")
    stage.later(seconds=29)
    assert (await stage.writes("two", "m2", turn_id="t2")).turn_id is None
    stage.later(seconds=1)
    assert (await stage.writes("three", "m3", turn_id="t3")).turn_id == "t3"


async def test_while_a_person_has_it_no_turn_starts(stage: Stage) -> None:
    ann = await stage.hires()
    await stage.waits()
    assert (await stage.writes("anyone?", "m2")).turn_id is None
    await stage.offers()
    await stage.accepts("k-c1", ann)
    assert (await stage.writes("hello?", "m3")).turn_id is None


async def test_writing_after_the_end_reopens_it_with_the_bot(stage: Stage) -> None:
    ann = await stage.hires()
    epoch = await stage.takes_over(ann)
    await stage.ends("c1", ann, epoch=epoch)
    receipt = await stage.writes("one more thing", "m2", turn_id="t2")
    assert receipt.turn_id == "t2"
    assert [entry.event for entry in receipt.entries] == [
        Reopened(),
        CustomerMessaged(client_id="m2", text="one more thing"),
    ]
    standing = await stage.conversations.standing("c1")
    assert (standing.owner, standing.epoch, standing.seq) == (Owner.BOT, epoch + 2, receipt.seq)
    assert {entry.epoch for entry in receipt.entries} == {epoch + 2}


async def test_a_repeat_after_the_end_reopens_nothing(stage: Stage) -> None:
    ann = await stage.hires()
    epoch = await stage.takes_over(ann)
    await stage.ends("c1", ann, epoch=epoch)
    await stage.writes("a person, please", "m1")
    assert (await stage.conversations.standing("c1")).owner is Owner.CLOSED
    assert (await stage.log())[-1] == Closed(agent_name="Ann")


async def test_a_rating_is_kept_once_and_stands_where_it_was_kept_first(stage: Stage) -> None:
    ann = await stage.hires()
    epoch = await stage.takes_over(ann)
    await stage.ends("c1", ann, epoch=epoch)
    rated = Rated(client_id="rating", helped=True)
    seq, (kept,) = await stage.conversations.rate("c1", rated, now=stage.now)
    assert (kept.seq, kept.event) == (seq, rated)
    again = await stage.conversations.rate("c1", Rated(client_id="rating", helped=False), now=stage.now)
    assert again == (seq, ())
    assert (await stage.log())[-1] == rated


async def test_a_second_tap_is_no_second_rating_but_the_next_end_asks_anew(stage: Stage) -> None:
    ann = await stage.hires()
    epoch = await stage.takes_over(ann)
    await stage.ends("c1", ann, epoch=epoch)
    seq, _ = await stage.conversations.rate("c1", Rated(client_id="first", helped=True), now=stage.now)
    for client_id, helped in (("second", True), ("third", False)):
        again = await stage.conversations.rate("c1", Rated(client_id=client_id, helped=helped), now=stage.now)
        assert again == (seq, ())
    receipt = await stage.writes("one more thing", "m2", turn_id="t2")
    with pytest.raises(Conflict):
        await stage.conversations.rate("c1", Rated(client_id="late", helped=True), now=stage.now)
    await stage.asks_for_a_person(receipt.seq, turn_id="t2", epoch=(await stage.standing()).epoch)
    await stage.offers()
    await stage.accepts("k-again", ann)
    await stage.ends("c1", ann, epoch=(await stage.standing()).epoch)
    anew = Rated(client_id="anew", helped=False)
    await stage.conversations.rate("c1", anew, now=stage.now)
    assert [event for event in await stage.log() if isinstance(event, Rated)][1:] == [anew]


async def test_what_has_not_ended_cannot_be_rated(stage: Stage) -> None:
    await stage.takes_over(await stage.hires())
    before = await stage.log()
    for conversation_id in ("c1", "c404"):
        with pytest.raises(Conflict):
            await stage.conversations.rate(conversation_id, Rated(client_id="r", helped=True), now=stage.now)
    assert await stage.log() == before


async def test_a_language_chosen_for_nobody_is_nothing(stage: Stage) -> None:
    assert await stage.conversations.choose_locale("c404", LocaleChosen(locale="en"), now=stage.now) == ()


async def test_the_language_that_the_customer_chose_is_kept(stage: Stage) -> None:
    await stage.starts()
    (kept,) = await stage.conversations.choose_locale("c1", LocaleChosen(locale="zh-Hant"), now=stage.now)
    assert (kept.seq, kept.event) == (2, LocaleChosen(locale="zh-Hant"))


async def test_reading_begins_after_what_was_read(stage: Stage) -> None:
    await stage.starts()
    await stage.writes()
    await stage.finishes(stage.outcome(2, BotReplied(text="a"), BotReplied(text="b")))
    assert [entry.seq for entry in await stage.conversations.entries_after("c1", 2)] == [3, 4]
    assert await stage.conversations.entries_after("c1", 4) == []
    assert await stage.conversations.entries_after("c404", 0) == []


async def test_who_has_a_conversation_of_which_nobody_knows_is_not_found(stage: Stage) -> None:
    with pytest.raises(NotFound):
        await stage.conversations.standing("c404")


async def test_the_standing_names_the_agent_only_while_they_own_it(stage: Stage) -> None:
    ann = await stage.hires()
    epoch = await stage.takes_over(ann)
    standing = await stage.conversations.standing("c1")
    assert (standing.owner, standing.agent_id, standing.agent_name) == (Owner.AGENT, "ann", "Ann")
    await stage.ends("c1", ann, epoch=epoch)
    standing = await stage.conversations.standing("c1")
    assert (standing.owner, standing.agent_id, standing.agent_name) == (Owner.CLOSED, None, None)


async def test_places_in_line_move_up_as_those_ahead_are_taken(stage: Stage) -> None:
    for conversation_id in ("c1", "c2", "c3"):
        await stage.waits(conversation_id)
        stage.later(seconds=1)
    assert [(await stage.conversations.standing(c)).place for c in ("c1", "c2", "c3")] == [1, 2, 3]
    ann = await stage.hires(capacity=1)
    await stage.offers()
    assert (await stage.conversations.standing("c2")).place == 2, "who is offered still stands in line"
    await stage.accepts("k-c1", ann)
    assert [(await stage.conversations.standing(c)).place for c in ("c1", "c2", "c3")] == [None, 1, 2]


async def test_high_stakes_stand_ahead_of_who_came_a_little_earlier(stage: Stage) -> None:
    await stage.waits("c1")
    stage.later(seconds=60)
    await stage.waits("c2", bonus=10.0)
    assert [(await stage.conversations.standing(c)).place for c in ("c1", "c2")] == [2, 1]
