"""The one commit that ends a turn, and who may make it."""

from datetime import timedelta

import pytest

from bot.conversation.errors import Conflict
from bot.conversation.events import BOT, BotReplied, HandoffRequested, TurnFailed
from bot.conversation.tracker import Owner
from bot.engine.outcome import Outcome
from tests.storage.stage import Stage, new_ticket


@pytest.fixture
async def asked(stage: Stage) -> Stage:
    """A shop where one customer has just asked something, and turn t1 thinks about it."""
    await stage.starts()
    await stage.writes("how much is shipping?")
    return stage


async def test_a_turn_adds_all_that_it_did_in_order_under_its_epoch(asked: Stage) -> None:
    finished = await asked.finishes(asked.outcome(2, BotReplied(text="a"), BotReplied(text="b")))
    assert [(entry.seq, entry.epoch, entry.actor) for entry in finished.entries] == [(3, 1, BOT), (4, 1, BOT)]
    assert not finished.again
    assert await asked.conversations.entries_after("c1", 2) == list(finished.entries)


async def refused(stage: Stage, outcome: Outcome) -> None:
    before = await stage.log()
    with pytest.raises(Conflict, match="changed hands"):
        await stage.finishes(outcome)
    assert await stage.log() == before, "something of a refused turn was kept"


async def test_a_turn_that_was_thought_in_an_older_epoch_is_refused(asked: Stage) -> None:
    await refused(asked, asked.outcome(epoch=0))
    await refused(asked, asked.outcome(epoch=2))


async def test_a_turn_without_the_lease_is_refused(asked: Stage) -> None:
    await refused(asked, asked.outcome(turn_id="another"))


async def test_a_turn_that_has_ended_cannot_end_again(asked: Stage) -> None:
    await asked.finishes(asked.outcome())
    await refused(asked, asked.outcome())


async def test_a_turn_of_a_conversation_that_does_not_exist_is_refused(asked: Stage) -> None:
    with pytest.raises(Conflict):
        await asked.finishes(asked.outcome(conversation_id="c404"))


async def test_a_turn_whose_lease_another_took_over_is_refused(asked: Stage) -> None:
    asked.later(seconds=30)
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t2"), limit=10) == ["c1"]
    await refused(asked, asked.outcome(turn_id="t1"))
    assert (await asked.finishes(asked.outcome(turn_id="t2"))).entries


async def test_a_turn_that_is_late_but_still_has_the_lease_counts(asked: Stage) -> None:
    asked.later(seconds=300)
    assert (await asked.finishes(asked.outcome())).entries


async def test_a_turn_is_refused_while_the_queue_or_a_person_has_the_conversation(asked: Stage) -> None:
    await asked.finishes(asked.outcome(ticket=new_ticket()))
    await refused(asked, asked.outcome())
    ann = await asked.hires()
    await asked.offers()
    await asked.accepts("k1", ann)
    for epoch in range(1, 5):
        await refused(asked, asked.outcome(epoch=epoch))


async def test_a_refused_handoff_opens_no_ticket(asked: Stage) -> None:
    await refused(asked, asked.outcome(epoch=2, ticket=new_ticket()))
    assert await asked.views.card("c1") is None


async def test_messages_that_came_meanwhile_are_taken_by_the_same_turn(asked: Stage) -> None:
    await asked.writes("and to Norway?", "m2")
    assert (await asked.finishes(asked.outcome(2))).again
    finished = await asked.finishes(asked.outcome(3))
    assert not finished.again


async def test_the_lease_goes_on_with_the_turn(asked: Stage) -> None:
    await asked.writes("and to Norway?", "m2")
    asked.later(seconds=20)
    await asked.finishes(asked.outcome(2))
    asked.later(seconds=29)
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t2"), limit=10) == []
    asked.later(seconds=1)
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t2"), limit=10) == ["c1"]


async def test_a_handoff_says_the_place_in_line_under_the_bots_epoch_and_then_the_queues_begins(asked: Stage) -> None:
    await asked.waits("c0")
    finished = await asked.finishes(asked.outcome(2, TurnFailed(turn_id="t1"), ticket=new_ticket(queue="billing")))
    assert [(entry.seq, entry.epoch, entry.event) for entry in finished.entries] == [
        (3, 1, TurnFailed(turn_id="t1")),
        (4, 1, BotReplied(text="a person comes, you are number 2")),
        (5, 2, HandoffRequested(ticket_id="k1", queue="billing", reason="asked_for_person")),
    ]
    assert not finished.again
    standing = await asked.conversations.standing("c1")
    assert (standing.owner, standing.epoch, standing.place) == (Owner.QUEUE, 2, 2)


async def test_what_came_during_a_handoff_is_for_the_agent_and_not_for_the_bot(asked: Stage) -> None:
    await asked.writes("hurry!", "m2")
    assert not (await asked.finishes(asked.outcome(2, ticket=new_ticket()))).again
    asked.later(seconds=3600)
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t2"), limit=10) == []
    card = await asked.views.card("c1")
    assert card is not None
    assert card.last_message == "hurry!"


async def test_a_released_turn_is_due_at_once(asked: Stage) -> None:
    await asked.turns.release_turn("c1", "t1")
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t2"), limit=10) == ["c1"]


async def test_only_who_has_the_turn_can_release_it(asked: Stage) -> None:
    await asked.turns.release_turn("c1", "another")
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t2"), limit=10) == []


async def test_a_turn_is_due_when_its_lease_has_run_out_and_not_before(asked: Stage) -> None:
    asked.later(seconds=30)
    asked.now -= timedelta(microseconds=1)
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t2"), limit=10) == []
    asked.now += timedelta(microseconds=1)
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t2"), limit=10) == ["c1"]


async def test_what_is_answered_is_never_due(asked: Stage) -> None:
    await asked.finishes(asked.outcome())
    asked.later(seconds=3600)
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t2"), limit=10) == []


async def test_a_due_turn_is_given_to_one_taker(asked: Stage) -> None:
    asked.later(seconds=60)
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t2"), limit=10) == ["c1"]
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t3"), limit=10) == []


async def test_a_sweep_takes_no_more_than_its_limit(stage: Stage) -> None:
    for number in range(5):
        await stage.starts(f"c{number}")
        await stage.writes(conversation_id=f"c{number}")
    stage.later(seconds=60)
    sweeps = [set(await stage.turns.take_due(now=stage.now, lease=stage.lease(f"s{n}"), limit=2)) for n in range(4)]
    assert [len(sweep) for sweep in sweeps] == [2, 2, 1, 0]
    assert set().union(*sweeps) == {f"c{number}" for number in range(5)}


async def test_a_new_process_takes_up_what_the_one_before_left(asked: Stage) -> None:
    await asked.turns.end_leases()
    assert await asked.turns.take_due(now=asked.now, lease=asked.lease("t2"), limit=10) == ["c1"]
