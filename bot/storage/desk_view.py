"""What an agent's screen shows of the line: read anew each time, so it is right after whatever was missed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.conversation.events import CustomerMessaged
from bot.conversation.line_rules import LineRules
from bot.engine.reading import Colleague, DeskView
from bot.handoff.agent import Role
from bot.handoff.matching import Eligibility, HeldUp
from bot.handoff.ticket import Reason, Ticket, TicketState
from bot.storage.agents import agent_of_row
from bot.storage.append import bind
from bot.storage.codec import event_of
from bot.storage.conversations import place_in_line
from bot.storage.database import Database
from bot.storage.line import barred, on_duty, place_of
from bot.storage.load import HELD, load_of
from bot.storage.people import of_same_customer
from bot.storage.schema import agent as agent_table
from bot.storage.schema import conversation, event, never_again, ticket

#: Waiting tickets shown at most; the count tells of the rest.
SHOWN = 50
#: Characters of the last message on a card.
SNIPPET = 160


class StoredDeskViews:
    """See `engine.reading.DeskViews`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, agent_id: str, *, rules: LineRules, now: datetime) -> DeskView | None:
        """See `DeskViews.of`."""
        return await self._database.read(lambda connection: view(connection, agent_id, rules, now))

    async def kept_apart(self, conversation_id: str) -> list[tuple[str, str]]:
        """See `DeskViews.kept_apart`."""
        asked = {"conversation_id": conversation_id}
        return await self._database.read(
            lambda connection: [(row.id, row.name) for row in connection.execute(_APART, asked)]
        )

    async def card(self, conversation_id: str) -> Ticket | None:
        """See `DeskViews.card`."""
        return await self._database.read(lambda connection: card(connection, conversation_id))


_MESSAGE = event.alias()
_SAID = sa.and_(event.c.conversation_id == ticket.c.conversation_id, event.c.kind == "customer_messaged")
_LAST = sa.select(sa.func.max(event.c.seq)).where(_SAID).correlate(ticket).scalar_subquery()
_UNANSWERED = (
    sa.select(sa.func.min(event.c.at, type_=event.c.at.type))
    .where(_SAID, event.c.seq > conversation.c.answered_seq)
    .correlate(ticket, conversation)
    .scalar_subquery()
)
#: A ticket with what its card shows of the conversation.
_CARDS = (
    sa.select(
        ticket,
        conversation.c.channel,
        agent_table.c.name.label("agent_name"),
        _MESSAGE.c.kind.label("last_kind"),
        _MESSAGE.c.body.label("last_body"),
        _UNANSWERED.label("unanswered_since"),
    )
    .join(conversation, conversation.c.id == ticket.c.conversation_id)
    .outerjoin(agent_table, agent_table.c.id == ticket.c.agent_id)
    .outerjoin(_MESSAGE, sa.and_(_MESSAGE.c.conversation_id == ticket.c.conversation_id, _MESSAGE.c.seq == _LAST))
)
# Statements are built once: building one costs more than running it.
_TEAM = (
    sa.select(agent_table, load_of(agent_table.c.id, HELD).label("load"))
    .where(agent_table.c.removed_at.is_(None))
    .order_by(agent_table.c.name, agent_table.c.id)
)
_IN_LINE = ticket.c.state.in_([TicketState.WAITING, TicketState.OFFERED])
_ORDER = (ticket.c.ranked_at, ticket.c.id)
_LINE = _CARDS.where(_IN_LINE).order_by(*_ORDER).limit(sa.bindparam("shown"))
_COUNT = sa.select(sa.func.count()).select_from(ticket).where(_IN_LINE)
_OF_AGENT = _CARDS.where(ticket.c.agent_id == sa.bindparam("agent_id"))
_OFFERS = _OF_AGENT.where(ticket.c.state == TicketState.OFFERED).order_by(*_ORDER)
_MINE = _OF_AGENT.where(ticket.c.state == TicketState.ASSIGNED).order_by(ticket.c.assigned_at)
_APART = (
    sa.select(agent_table.c.id, agent_table.c.name)
    .join(never_again, never_again.c.agent_id == agent_table.c.id)
    .where(never_again.c.conversation_id.in_(of_same_customer(sa.bindparam("conversation_id", type_=sa.String))))
    .distinct()
    .order_by(agent_table.c.name)
)
_WRAP_UP = _OF_AGENT.where(ticket.c.state == TicketState.WRAP_UP).order_by(ticket.c.closed_at)
_CALLBACKS = _CARDS.where(ticket.c.state == TicketState.CALLBACK).order_by(ticket.c.due_at).limit(SHOWN)
_OF_OTHERS = (
    _CARDS.where(ticket.c.agent_id != sa.bindparam("agent_id"), ticket.c.state == TicketState.ASSIGNED)
    .order_by(ticket.c.assigned_at)
    .limit(SHOWN)
)
_ENDED = (TicketState.CLOSED, TicketState.WRAP_UP)
_OPEN = _CARDS.where(ticket.c.conversation_id == sa.bindparam("conversation_id"), ticket.c.state.not_in(_ENDED))


def view(connection: Connection, agent_id: str, rules: LineRules, now: datetime) -> DeskView | None:
    """See `engine.reading.DeskViews.of`."""
    asked = {"agent_id": agent_id}
    everybody = connection.execute(_TEAM, bind(waiting_weight=rules.waiting_weight)).all()
    me = next((agent_of_row(row) for row in everybody if row.id == agent_id), None)
    if me is None:
        return None
    first = connection.execute(_LINE, {"shown": SHOWN}).all()
    places = {row.id: place for place, row in enumerate(first, start=1)}
    offers = connection.execute(_OFFERS, asked).all()
    count = connection.execute(_COUNT).scalar() or 0
    directs = me.role is Role.SUPERVISOR
    eligibility, not_to = Eligibility(on_duty(connection, rules, now), rules, now), barred(connection, now)

    def waiting(row: Row[Any]) -> Ticket:
        held_up = None
        if row.state == TicketState.WAITING:
            held_up = eligibility.held_up(place_of(row, frozenset(not_to.get(row.id, ()))))
        return _ticket(row, places[row.id], held_up)

    return DeskView(
        agent=me,
        offers=tuple(_ticket(row, places.get(row.id)) for row in offers),
        mine=_tickets(connection, _MINE, asked),
        waiting=tuple(waiting(row) for row in first if row.agent_id != agent_id),
        waiting_count=count - len(offers),
        wrap_up=_tickets(connection, _WRAP_UP, asked),
        callbacks=_tickets(connection, _CALLBACKS, {}),
        assigned=_tickets(connection, _OF_OTHERS, asked) if directs else (),
        team=tuple(_colleague(row, now) for row in everybody if row.id != agent_id),
    )


def _tickets(connection: Connection, query: sa.Select[Any], asked: dict[str, str]) -> tuple[Ticket, ...]:
    return tuple(_ticket(row, None) for row in connection.execute(query, asked).all())


def _colleague(row: Row[Any], now: datetime) -> Colleague:
    is_present = row.lease_ends_at is not None and row.lease_ends_at > now
    return Colleague(agent=agent_of_row(row), is_present=is_present, load=row.load)


def card(connection: Connection, conversation_id: str) -> Ticket | None:
    """See `DeskViews.card`."""
    row = connection.execute(_OPEN, {"conversation_id": conversation_id}).first()
    if row is None:
        return None
    waits = row.state in {TicketState.WAITING, TicketState.OFFERED}
    return _ticket(row, place_in_line(connection, conversation_id) if waits else None)


def _ticket(row: Row[Any], place: int | None, held_up: HeldUp | None = None) -> Ticket:
    last = event_of(row.last_kind, row.last_body) if row.last_kind else None
    # Who waits in line waits even where the bot has answered: since they were told that a person comes.
    in_line = row.created_at if row.state in {TicketState.WAITING, TicketState.OFFERED} else None
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
        unanswered_since=row.unanswered_since or in_line,
        agent_name=row.agent_name,
        wanted_agent_id=row.wanted_agent_id,
        due_at=row.due_at,
        phone=row.phone,
        message_left=bool(row.message_left),
        snoozed_until=row.snoozed_until,
        wrap_up_ends_at=row.wrap_up_ends_at,
        held_up=held_up,
    )
