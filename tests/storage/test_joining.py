"""Conversations of one customer: joined by links, and what falls apart when one goes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.channel_events import Joined
from bot.conversation.errors import Conflict
from bot.conversation.events import SlotSet
from bot.conversation.language import Language
from bot.conversation.message import Reply
from bot.engine.joining import Parting
from bot.engine.link_tokens import How, Link
from bot.handoff.agent import Role
from bot.handoff.repetition import KnownBefore
from bot.storage.customers import StoredCustomers, remember
from bot.storage.joining import StoredJoining
from bot.storage.people import joined_with
from tests.storage.stage import Stage
from tests.storage.test_customers import proven, tells


def greet(_language: Language) -> Reply:
    return Reply(text="you are known here")


def link_of(stage: Stage, conversation_id: str, link_id: str = "l1", how: How = "account") -> Link:
    return Link(id=link_id, conversation_id=conversation_id, how=how, ends_at=stage.now + timedelta(minutes=30))


async def joins(stage: Stage, conversation_id: str, to: str, link_id: str = "") -> None:
    link = link_of(stage, conversation_id, link_id or f"{conversation_id}-{to}")
    await StoredJoining(stage.database).join(link, to, greet=greet, now=stage.now)
    stage.later(seconds=1)


async def parts(stage: Stage, conversation_id: str) -> None:
    await StoredJoining(stage.database).part(conversation_id, Parting(agent=None, why=""), now=stage.now)


async def others(stage: Stage, conversation_id: str) -> list[str]:
    return await stage.database.read(lambda connection: joined_with(connection, conversation_id))


async def shop(stage: Stage) -> None:
    """Two verified customers on the website, w1 and w2, and two people on Messenger, t1 and t2."""
    for name, number in (("w1", "48213"), ("w2", "48214")):
        await tells(stage, name, proven("order_number", number), proven("email", f"{name}@example.com"))
    for name in ("t1", "t2"):
        await stage.starts(name)


async def test_who_is_joined_with_one_is_joined_with_all_of_theirs(stage: Stage) -> None:
    await shop(stage)
    await joins(stage, "w1", "t1")
    await joins(stage, "w1", "t2")
    await joins(stage, "w2", "t2")
    assert await others(stage, "w2") == ["t1", "t2", "w1"]


async def test_two_persons_that_prove_to_be_one_are_one(stage: Stage) -> None:
    await shop(stage)
    await joins(stage, "w1", "t1")
    await joins(stage, "w2", "t2")
    assert await others(stage, "w1") == ["t1"]
    await joins(stage, "w2", "t1")
    assert await others(stage, "w1") == ["t1", "t2", "w2"]


async def test_those_that_only_the_one_who_goes_had_joined_fall_apart_too(stage: Stage) -> None:
    await shop(stage)
    await joins(stage, "w1", "t1")
    await joins(stage, "w2", "t1")
    await parts(stage, "t1")
    assert [await others(stage, name) for name in ("w1", "w2", "t1")] == [[], [], []]
    await joins(stage, "w1", "t1", "again")
    assert await others(stage, "w1") == ["t1"]


async def test_who_unlinks_their_account_is_parted_from_what_it_joined_and_from_nothing_else(stage: Stage) -> None:
    await shop(stage)
    by_link = link_of(stage, "w1", "l1", "link")
    await StoredJoining(stage.database).join(by_link, "t1", greet=greet, now=stage.now)
    parting = Parting(agent=None, why="", how="account")
    with pytest.raises(Conflict):
        await StoredJoining(stage.database).part("t1", parting, now=stage.now)
    await joins(stage, "w2", "t1")
    told = await StoredJoining(stage.database).part("t1", parting, now=stage.now)
    assert [await others(stage, name) for name in ("w1", "w2", "t1")] == [["t1"], [], ["w1"]]
    undone = [(entry.conversation_id, entry.event) for entry in told if isinstance(entry.event, Joined)]
    assert [(name, event.how, event.by, event.undone) for name, event in undone] == [
        ("t1", "account", "customer", True),
        ("w2", "account", "customer", True),
    ]
    # What a link taught it is known still.
    assert not any(isinstance(entry.event, SlotSet) and entry.event.value is None for entry in told)


async def test_those_who_stay_are_one_still(stage: Stage) -> None:
    await shop(stage)
    await joins(stage, "w1", "t1")
    await joins(stage, "w2", "t1")
    await parts(stage, "w2")
    assert await others(stage, "t1") == ["w1"]
    slots = [event for event in await stage.log("t1") if isinstance(event, SlotSet)]
    assert SlotSet(name="email", value=None) not in slots


async def test_the_same_link_again_is_nothing_and_for_another_it_is_refused(stage: Stage) -> None:
    await shop(stage)
    store = StoredJoining(stage.database)
    link = link_of(stage, "w1")
    assert await store.join(link, "t1", greet=greet, now=stage.now)
    assert await store.join(link, "t1", greet=greet, now=stage.now) == ()
    with pytest.raises(Conflict, match="has been used"):
        await store.join(link, "t2", greet=greet, now=stage.now)
    with pytest.raises(Conflict, match="nothing has confirmed"):
        await store.join(replace(link, id="l2", conversation_id="t2"), "t1", greet=greet, now=stage.now)
    with pytest.raises(Conflict):
        await store.join(replace(link, id="l3"), "w1", greet=greet, now=stage.now)


async def test_the_same_address_joins_nobody(stage: Stage) -> None:
    for name in ("c1", "c2"):
        await tells(stage, name, proven("email", "ana@example.com"))
    assert await others(stage, "c1") == []
    known = await StoredCustomers(stage.database).of("c1")
    assert known.elsewhere == ()
    assert [other.same for other in known.conversations] == ["email"]
    with pytest.raises(Conflict, match="joined with no other"):
        await parts(stage, "c1")


async def test_what_the_bot_was_taught_goes_with_the_one_who_taught_it(stage: Stage) -> None:
    await shop(stage)
    await joins(stage, "w1", "t1")
    await tells(stage, "t1", proven("order_number", "48213"), proven("order_status", "shipped"))
    await parts(stage, "w1")
    tail = [event for event in await stage.log("t1") if not isinstance(event, Joined)][-3:]
    assert tail == [SlotSet(name=name, value=None) for name in ("email", "order_number", "order_status")]
    known = await StoredCustomers(stage.database).of("t1")
    assert (known.verified, known.conversations, known.orders) == (False, (), ())


async def confirmed(stage: Stage, conversation_id: str) -> None:
    """A customer of whom something is confirmed already."""
    await stage.starts(conversation_id)
    facts = [proven("email", "ana@example.com")]
    await stage.database.write(lambda connection: remember(connection, conversation_id, facts))


async def test_the_agent_before_is_asked_first_on_the_other_channel(stage: Stage) -> None:
    await confirmed(stage, "w1")
    await stage.starts("t1")
    ann = await stage.hires("ann")
    epoch = await stage.takes_over(ann, "w1")
    await stage.ends("w1", ann, epoch=epoch)
    await joins(stage, "w1", "t1")
    bob = await stage.hires("bob")
    stage.later(seconds=60)
    # Bob has been idle for longer.
    await stage.waits("t1")
    await stage.waits("t2")
    await stage.offers()
    assert (await stage.offered_to(ann), await stage.offered_to(bob)) == (["k-t1"], ["k-t2"])


async def test_who_is_never_to_have_a_customer_is_not_asked_on_any_channel(stage: Stage) -> None:
    await confirmed(stage, "w1")
    await stage.starts("t1")
    await joins(stage, "w1", "t1")
    ann, sue = await stage.hires("ann"), await stage.hires("sue", role=Role.SUPERVISOR, at_the_desk=False)
    await stage.keeps_apart(sue, "ann", "w1")
    await stage.waits("t1")
    await stage.offers()
    assert await stage.offered_to(ann) == []
    assert await stage.views.kept_apart("t1") == [("ann", "Ann")]
    with pytest.raises(Conflict, match="never to have this customer"):
        await stage.assigns(sue, "ann", "k-t1")
    await parts(stage, "t1")
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-t1"]


async def test_what_an_earlier_conversation_had_and_the_customer_gives_again_is_a_repeat(stage: Stage) -> None:
    await shop(stage)
    (at,) = {e.at for e in await stage.conversations.entries_after("w1", 0) if isinstance(e.event, SlotSet)}
    await joins(stage, "w1", "w2")
    before = (await StoredCustomers(stage.database).of("w2")).before
    assert KnownBefore(name="order_number", value="48213", at=at) in before
