"""Customers across conversations: joined by what a system confirmed, and by nothing that anybody may claim."""

from bot.conversation.events import Event, SlotSet, Understood
from bot.conversation.interpretation import Entity, Interpretation
from bot.conversation.tracker import Owner
from bot.engine.customer import Customer
from bot.storage.customers import StoredCustomers, remember
from bot.storage.schema import verified_fact
from tests.storage.stage import Stage, new_ticket

NOBODY = Customer(verified=False, orders=(), conversations=())


def proven(name: str, value: str) -> SlotSet:
    return SlotSet(name=name, value=value, verified=True)


def claimed(name: str, value: str | None) -> SlotSet:
    return SlotSet(name=name, value=value)


async def customer(stage: Stage, conversation_id: str) -> Customer:
    return await StoredCustomers(stage.database).of(conversation_id)


async def tells(stage: Stage, conversation_id: str, *events: Event) -> None:
    """A customer writes, and a turn ends with the events."""
    await stage.starts(conversation_id)
    count = len(await stage.log(conversation_id))
    receipt = await stage.writes("hello", f"m{count}", conversation_id=conversation_id)
    await stage.finishes(stage.outcome(receipt.seq, *events, conversation_id=conversation_id))
    stage.later(seconds=60)


async def test_of_whom_nothing_was_confirmed_nothing_is_known(stage: Stage) -> None:
    await tells(stage, "c1", claimed("order_number", "48213"), claimed("email", "ana@example.com"))
    assert await customer(stage, "c1") == NOBODY


async def test_who_only_claims_anothers_order_is_linked_to_nothing_and_nobody_to_them(stage: Stage) -> None:
    await tells(stage, "ana", proven("order_number", "48213"), proven("email", "ana@example.com"))
    entity = Entity(name="order_number", value="48213")
    meant = Interpretation(text="48213", intent="order_status", confidence=0.9, entities=(entity,))
    understood = Understood(message_seq=2, meant=meant, frustration=0.0)
    await tells(stage, "eve", understood, claimed("order_number", "48213"), claimed("email", "ana@example.com"))
    assert await customer(stage, "eve") == NOBODY
    assert (await customer(stage, "ana")).conversations == ()
    await tells(stage, "eve", proven("order_number", "50000"), proven("email", "eve@example.com"))
    assert [order.number for order in (await customer(stage, "eve")).orders] == ["50000"]
    assert (await customer(stage, "eve")).conversations == ()


async def test_the_same_confirmed_address_links_two_conversations(stage: Stage) -> None:
    await tells(stage, "c1", proven("order_number", "48213"), proven("email", "ana@example.com"))
    began = stage.now
    await tells(stage, "c2", proven("order_number", "48299"), proven("email", "ana@example.com"))
    (other,) = (await customer(stage, "c1")).conversations
    assert (other.conversation, other.channel, other.same, other.owner) == ("c2", "website", "email", Owner.BOT)
    assert other.started_at == other.last_at == began
    assert [order.number for order in (await customer(stage, "c1")).orders] == ["48299", "48213"]


async def test_the_same_order_says_more_than_the_same_address(stage: Stage) -> None:
    for name in ("c1", "c2"):
        await tells(stage, name, proven("order_number", "48213"), proven("email", "ana@example.com"))
    assert [other.same for other in (await customer(stage, "c1")).conversations] == ["order_number"]


async def test_a_value_of_one_kind_is_not_one_of_another(stage: Stage) -> None:
    await tells(stage, "c1", proven("order_number", "48213"))
    await tells(stage, "c2", proven("email", "48213"))
    assert (await customer(stage, "c1")).conversations == ()


async def test_the_newest_conversations_come_first_with_what_they_were_about(stage: Stage) -> None:
    meant = Interpretation(text="", intent="start_return", confidence=0.9)
    thanks = Understood(message_seq=2, meant=Interpretation(text="", intent="thanks", confidence=0.9), frustration=0.0)
    understood = Understood(message_seq=2, meant=meant, frustration=0.0)
    await tells(stage, "c1", proven("email", "ana@example.com"))
    await tells(stage, "c2", understood, thanks, proven("email", "ana@example.com"))
    await tells(stage, "c3", proven("email", "ana@example.com"))
    receipt = await stage.writes("agent", "again", conversation_id="c3")
    ticket = new_ticket("k3")
    await stage.finishes(stage.outcome(receipt.seq, conversation_id="c3", ticket=ticket))
    others = (await customer(stage, "c1")).conversations
    assert [(o.conversation, o.intent, o.owner) for o in others] == [
        ("c3", ticket.intent, Owner.QUEUE),
        ("c2", "start_return", Owner.BOT),
    ]


async def test_a_status_is_that_of_the_order_that_was_confirmed_with_it(stage: Stage) -> None:
    await tells(stage, "c1", proven("order_number", "48213"), proven("order_status", "shipped"))
    told_at = (await stage.conversations.entries_after("c1", 0))[-1].at
    await tells(stage, "c1", claimed("order_number", "50000"), proven("order_status", "delivered"))
    await tells(stage, "c1", proven("order_number", "48299"))
    newest, oldest = (await customer(stage, "c1")).orders
    assert (newest.number, newest.status) == ("48299", None)
    assert (oldest.number, oldest.status, oldest.at) == ("48213", "shipped", told_at)


async def test_the_latest_status_is_told_wherever_it_was_told(stage: Stage) -> None:
    await tells(stage, "c2", proven("order_number", "48213"), proven("order_status", "shipped"))
    await tells(stage, "c1", proven("order_number", "48213"), proven("order_status", "delivered"))
    for conversation_id in ("c1", "c2"):
        assert [o.status for o in (await customer(stage, conversation_id)).orders] == ["delivered"]


async def test_a_fact_that_is_confirmed_again_is_kept_once(stage: Stage) -> None:
    await stage.starts("c1")
    events = [proven("email", "ana@example.com"), proven("order_status", "shipped"), proven("email", "a" * 300)]
    for _ in range(2):
        await stage.database.write(lambda connection: remember(connection, "c1", events))
    rows = await stage.database.read(lambda connection: connection.execute(verified_fact.select()).all())
    assert [tuple(row) for row in rows] == [("email", "ana@example.com", "c1")]
