"""What an agent's screen shows of the line: read anew each time, so it is right after whatever was missed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.events import CustomerMessaged
from bot.engine.reading import DeskView
from bot.handoff.ticket import Reason, Ticket, TicketState
from bot.storage.agents import agent_of_row
from bot.storage.codec import entry_of_row
from bot.storage.conversations import place_in_line
from bot.storage.database import Database
from bot.storage.schema import agent as agent_table
from bot.storage.schema import conversation, event, ticket

#: Waiting tickets shown at most; the count tells of the rest.
SHOWN = 50
#: Characters of the last message on a card.
SNIPPET = 160


class StoredDeskViews:
    """See `engine.reading.DeskViews`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, agent_id: str) -> DeskView | None:
        """See `DeskViews.of`."""
        return await self._database.read(lambda connection: view(connection, agent_id))

    async def card(self, conversation_id: str) -> Ticket | None:
        """See `DeskViews.card`."""
        return await self._database.read(lambda connection: card(connection, conversation_id))


def view(connection: Connection, agent_id: str) -> DeskView | None:
    """See `engine.reading.DeskViews.of`."""
    me = connection.execute(sa.select(agent_table).where(agent_table.c.id == agent_id)).first()
    if me is None:
        return None
    line = sa.and_(ticket.c.state.in_([TicketState.WAITING, TicketState.OFFERED]))
    order = (ticket.c.ranked_at, ticket.c.id)
    first = connection.execute(_tickets().where(line).order_by(*order).limit(SHOWN)).all()
    places = {row.id: place for place, row in enumerate(first, start=1)}
    offered = sa.and_(ticket.c.state == TicketState.OFFERED, ticket.c.agent_id == agent_id)
    assigned = sa.and_(ticket.c.state == TicketState.ASSIGNED, ticket.c.agent_id == agent_id)
    offers = connection.execute(_tickets().where(offered).order_by(*order)).all()
    mine = connection.execute(_tickets().where(assigned).order_by(ticket.c.assigned_at)).all()
    count = connection.execute(sa.select(sa.func.count()).select_from(ticket).where(line)).scalar() or 0
    return DeskView(
        agent=agent_of_row(me),
        offers=tuple(_ticket(connection, row, places.get(row.id)) for row in offers),
        mine=tuple(_ticket(connection, row, None) for row in mine),
        waiting=tuple(_ticket(connection, row, places[row.id]) for row in first if row.agent_id != agent_id),
        waiting_count=count - len(offers),
    )


def card(connection: Connection, conversation_id: str) -> Ticket | None:
    """See `DeskViews.card`."""
    open_ticket = sa.and_(ticket.c.conversation_id == conversation_id, ticket.c.state != TicketState.CLOSED)
    row = connection.execute(_tickets().where(open_ticket)).first()
    if row is None:
        return None
    waits = row.state != TicketState.ASSIGNED
    return _ticket(connection, row, place_in_line(connection, conversation_id) if waits else None)


def _tickets() -> sa.Select[Any]:
    return sa.select(ticket, conversation.c.channel, conversation.c.customer_seq, conversation.c.answered_seq).join(
        conversation, conversation.c.id == ticket.c.conversation_id
    )


def _ticket(connection: Connection, row: Row[Any], place: int | None) -> Ticket:
    said = connection.execute(
        sa.select(event)
        .where(event.c.conversation_id == row.conversation_id, event.c.kind == "customer_messaged")
        .order_by(event.c.seq.desc())
        .limit(1)
    ).first()
    last = entry_of_row(said).event if said else None
    return Ticket(
        id=row.id,
        conversation_id=row.conversation_id,
        state=TicketState(row.state),
        queue=row.queue,
        reason=Reason(row.reason),
        intent=row.intent,
        language=row.language,
        channel=row.channel,
        frustration=row.frustration,
        created_at=row.created_at,
        place=place,
        agent_id=row.agent_id,
        offer_ends_at=row.offer_ends_at,
        last_message=last.text[:SNIPPET] if isinstance(last, CustomerMessaged) else "",
        unanswered_since=_unanswered_since(connection, row),
    )


def _unanswered_since(connection: Connection, row: Row[Any]) -> datetime | None:
    if row.customer_seq <= row.answered_seq:
        return row.created_at if row.state != TicketState.ASSIGNED else None
    query = sa.select(sa.func.min(event.c.at, type_=event.c.at.type)).where(
        event.c.conversation_id == row.conversation_id,
        event.c.kind == "customer_messaged",
        event.c.seq > row.answered_seq,
    )
    return connection.execute(query).scalar()
