"""Customers across conversations: joined by a link of ours, or by what a system confirmed in each of them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.events import Entry, Event, SlotSet, Understood
from bot.conversation.tracker import Owner
from bot.engine.customer import LINKS, PERSON, Customer, KnownOrder, OtherConversation
from bot.handoff.briefing import NO_NEED, Known
from bot.handoff.repetition import KnownBefore
from bot.storage.append import bind, bound
from bot.storage.codec import entry_of_row
from bot.storage.database import Database
from bot.storage.people import joined_with
from bot.storage.schema import conversation, event, ticket, verified_fact

#: Other conversations that are shown.
SHOWN = 20
LONGEST_VALUE = 254
ORDER, STATUS = "order_number", "order_status"


class StoredCustomers:
    """See `engine.customer.CustomerStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, conversation_id: str) -> Customer:
        """See `CustomerStore.of`."""
        return await self._database.read(lambda connection: customer(connection, conversation_id))


_THERE = sa.exists().where(
    verified_fact.c.name == bound("name"),
    verified_fact.c.value == bound("value"),
    verified_fact.c.conversation_id == bound("id"),
)
# In words that every database has: a fact that is there already is left alone.
_REMEMBER = sa.insert(verified_fact).from_select(
    ["name", "value", "conversation_id"],
    sa.select(
        sa.bindparam("b_name", type_=sa.String), sa.bindparam("b_value", type_=sa.String), conversation.c.id
    ).where(conversation.c.id == bound("id"), ~_THERE),
)


def remember(connection: Connection, conversation_id: str, events: Iterable[Event]) -> None:
    """Keep what the events say was confirmed of the customer, each pair of name and value once."""
    facts = {
        (slot.name, slot.value)
        for slot in events
        if isinstance(slot, SlotSet) and slot.verified and slot.name in LINKS
        if slot.value and len(slot.value) <= LONGEST_VALUE
    }
    for name, value in sorted(facts):
        connection.execute(_REMEMBER, bind(name=name, value=value, id=conversation_id))


_MINE = verified_fact.alias("mine")
_STARTED = conversation.c.started_at
_LAST_AT = (
    sa.select(sa.func.max(event.c.at, type_=event.c.at.type))
    .where(event.c.conversation_id == conversation.c.id)
    .correlate(conversation)
    .scalar_subquery()
)
_INTENT = (
    sa.select(ticket.c.intent)
    .where(ticket.c.conversation_id == conversation.c.id)
    .order_by(ticket.c.created_at.desc())
    .limit(1)
    .correlate(conversation)
    .scalar_subquery()
)
#: Of the same person, whatever was confirmed in it.
_JOINED = sa.select(
    conversation, _LAST_AT.label("last_at"), _INTENT.label("intent"), sa.literal(PERSON).label("same")
).where(conversation.c.id.in_(sa.bindparam("joined", expanding=True)))
#: An order says more than an address that a family may share: where both are the same, it is named.
_OTHERS = (
    sa.select(conversation, _LAST_AT.label("last_at"), _INTENT.label("intent"), sa.func.max(_MINE.c.name).label("same"))
    .join(verified_fact, verified_fact.c.conversation_id == conversation.c.id)
    .join(_MINE, sa.and_(_MINE.c.name == verified_fact.c.name, _MINE.c.value == verified_fact.c.value))
    .where(
        _MINE.c.conversation_id.in_(sa.bindparam("ids", expanding=True)),
        conversation.c.id.not_in(sa.bindparam("ids", expanding=True)),
    )
    .group_by(*conversation.c)
    .order_by(sa.desc("last_at"), conversation.c.id)
    .limit(SHOWN)
)
_FACTS = (
    sa.select(verified_fact)
    .where(verified_fact.c.conversation_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(verified_fact.c.name, verified_fact.c.value)
)
_TOLD = (
    sa.select(event)
    .where(
        event.c.conversation_id.in_(sa.bindparam("ids", expanding=True)),
        event.c.kind.in_(["slot_set", "understood"]),
    )
    .order_by(event.c.conversation_id, event.c.seq)
)


def customer(connection: Connection, conversation_id: str) -> Customer:
    """See `CustomerStore.of`."""
    joined = joined_with(connection, conversation_id)
    person = {"ids": [conversation_id, *joined]}
    facts = connection.execute(_FACTS, person).all()
    if not facts and not joined:
        return Customer(verified=False, orders=(), conversations=())
    same = connection.execute(_JOINED, {"joined": joined}).all() if joined else []
    others = sorted((*same, *connection.execute(_OTHERS, person)), key=lambda row: (row.last_at, row.id), reverse=True)
    told = [entry_of_row(row) for row in connection.execute(_TOLD, {"ids": [conversation_id, *(o.id for o in others)]})]
    elsewhere = dict.fromkeys((row.name, row.value) for row in facts if row.conversation_id != conversation_id)
    return Customer(
        verified=bool(facts),
        orders=_orders(told),
        conversations=tuple(_other(row, [e for e in told if e.conversation_id == row.id]) for row in others[:SHOWN]),
        elsewhere=tuple(Known(name=name, value=value, verified=True, given=0) for name, value in elsewhere),
        before=tuple(_before([entry for entry in told if entry.conversation_id in joined], elsewhere)),
    )


def _before(told: Sequence[Entry], facts: Collection[tuple[str, str]]) -> Iterator[KnownBefore]:
    """Yield when each fact was confirmed first."""
    found: dict[tuple[str, str], datetime] = {}
    for entry in told:
        match entry.event:
            case SlotSet(name=name, value=str(value), verified=True) if (name, value) in facts:
                found[name, value] = min(entry.at, found.get((name, value), entry.at))
            case _:
                pass
    for (name, value), at in found.items():
        yield KnownBefore(name=name, value=value, at=at)


def _orders(told: Sequence[Entry]) -> tuple[KnownOrder, ...]:
    """Read the confirmed orders out of logs: a status that was confirmed is that of the order before it."""
    orders: dict[str, KnownOrder] = {}
    current: dict[str, str] = {}
    for entry in told:
        match entry.event:
            case SlotSet(name=name, value=str(value), verified=True) if name == ORDER:
                current[entry.conversation_id] = value
                before = orders.get(value)
                if before is None or before.at < entry.at:
                    status = before.status if before else None
                    orders[value] = KnownOrder(number=value, status=status, at=entry.at)
            case SlotSet(name=name, value=value) if name == ORDER:
                current.pop(entry.conversation_id, None)
            case SlotSet(name=name, value=str(value), verified=True) if name == STATUS:
                number = current.get(entry.conversation_id)
                if number and orders[number].at <= entry.at:
                    orders[number] = KnownOrder(number=number, status=value, at=entry.at)
            case _:
                pass
    return tuple(sorted(orders.values(), key=lambda order: (order.at, order.number), reverse=True))


def _other(row: Row[Any], told: Sequence[Entry]) -> OtherConversation:
    intents = [e.event.meant.intent for e in told if isinstance(e.event, Understood)]
    needs = [intent for intent in intents if intent not in NO_NEED]
    return OtherConversation(
        conversation=row.id,
        channel=row.channel,
        started_at=row.started_at,
        last_at=row.last_at,
        # What a person was wanted for, else what the bot heard last.
        intent=row.intent or (needs[-1] if needs else ""),
        owner=Owner(row.owner),
        same=row.same,
    )
