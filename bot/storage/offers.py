"""Offers: taken, declined, put back; each in one guarded statement."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.errors import Conflict, NotFound, OfferExpired
from bot.conversation.events import AgentJoined, Entry, OfferDeclined, agent_actor
from bot.conversation.reasons import ToAgent
from bot.conversation.tracker import Owner
from bot.handoff.agent import Agent
from bot.handoff.load import ONE
from bot.handoff.ticket import TicketState
from bot.storage.append import MOVE, add, bind, bound, moved, moving
from bot.storage.load import TAKEN, load_of
from bot.storage.schema import agent as agent_table
from bot.storage.schema import conversation, event, passed_offer, ticket

#: For so long a declined or missed ticket is not shown to the same agent again.
PASSED = timedelta(seconds=60)

#: Whoever joins is waited for: until they have answered, the customer's last message counts as unanswered.
JOINED = {
    "owner": Owner.AGENT,
    "agent_id": bound("agent_id"),
    "epoch": conversation.c.epoch + 1,
    "answered_seq": conversation.c.customer_seq - 1,
}
_JOIN = moving(conversation.c.owner == Owner.QUEUE, **JOINED)
#: Room, or the agent, may have gone since the offer was made: it is checked in the claim itself, as the table has it by
#: now. Other offers are not taken yet.
_HAS_ROOM = sa.exists().where(
    agent_table.c.id == bound("agent_id"),
    agent_table.c.removed_at.is_(None),
    load_of(bound("agent_id"), TAKEN) + ONE <= agent_table.c.capacity,
)
_CAPACITY = sa.select(agent_table.c.capacity).where(
    agent_table.c.id == bound("agent_id"), agent_table.c.removed_at.is_(None)
)
_ACCEPT = (
    sa.update(ticket)
    .where(
        ticket.c.id == bound("id"),
        ticket.c.agent_id == bound("agent_id"),
        ticket.c.state == TicketState.OFFERED,
        ticket.c.offer_ends_at > bound("now"),
        _HAS_ROOM,
    )
    .values(
        state=TicketState.ASSIGNED,
        assigned_at=bound("now"),
        first_assigned_at=sa.func.coalesce(ticket.c.first_assigned_at, bound("now", ticket.c.first_assigned_at.type)),
        offer_ends_at=None,
        wanted_agent_id=None,
        wanted_until=None,
    )
    .returning(ticket.c.conversation_id)
)
_RELEASE = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"), ticket.c.agent_id == bound("agent_id"), ticket.c.state == TicketState.OFFERED)
    .values(state=TicketState.WAITING, agent_id=None, offer_ends_at=None)
    .returning(ticket.c.conversation_id)
)
_FORGET = sa.delete(passed_offer).where(
    passed_offer.c.ticket_id == bound("id"), passed_offer.c.agent_id == bound("agent_id")
)
#: What is over is not kept, so that the table stays as small as what is going on.
_OVER = sa.delete(passed_offer).where(passed_offer.c.until <= sa.bindparam("now", type_=passed_offer.c.until.type))
_PASS = sa.insert(passed_offer).values(ticket_id=bound("id"), agent_id=bound("agent_id"), until=bound("until"))
_SERVES = (
    sa.update(agent_table).where(agent_table.c.id == bound("agent_id")).values(missed_offers=0, served_at=bound("now"))
)
#: A decline is an answer too: what is missed is missed in a row.
_ANSWERS = sa.update(agent_table).where(agent_table.c.id == bound("agent_id")).values(missed_offers=0)
_MADE_AT = sa.bindparam("made_at", type_=event.c.at.type)
_ACCEPTED_SINCE = sa.select(agent_table.c.id).where(
    agent_table.c.id == sa.bindparam("agent_id"), agent_table.c.served_at > _MADE_AT
)
_DECLINED_SINCE = (
    sa.select(event.c.seq)
    .join(ticket, ticket.c.conversation_id == event.c.conversation_id)
    # What was declined a moment ago is still passed over.
    .join(passed_offer, passed_offer.c.ticket_id == ticket.c.id)
    .where(
        passed_offer.c.agent_id == sa.bindparam("agent_id"),
        event.c.kind == "offer_declined",
        event.c.actor == sa.bindparam("actor"),
        event.c.at > _MADE_AT,
    )
    .limit(1)
)


def accept(
    connection: Connection, ticket_id: str, agent: Agent, *, waiting_weight: float, now: datetime
) -> tuple[Entry, ...]:
    """See `DeskStore.accept`."""
    claim = bind(id=ticket_id, agent_id=agent.id, waiting_weight=waiting_weight, now=now)
    taken = connection.execute(_ACCEPT, claim).first()
    if taken is None:
        return _already_mine(connection, ticket_id, agent, now)
    head = moved(connection, _JOIN, taken.conversation_id, agent_id=agent.id)
    if head is None:
        raise Conflict("the conversation has changed hands", reason=ToAgent.CHANGED_HANDS)
    serves(connection, agent.id, now)
    joined = AgentJoined(ticket_id=ticket_id, agent_id=agent.id, agent_name=agent.name)
    return add(connection, [joined], head=head, at=now, actor=agent_actor(agent.id))


def serves(connection: Connection, agent_id: str, now: datetime) -> None:
    """Note that an agent took a conversation: they are there, and no longer the longest idle."""
    connection.execute(_SERVES, bind(agent_id=agent_id, now=now))


def answered_since(connection: Connection, agent_id: str, made_at: datetime) -> bool:
    """Say whether an agent took or declined any offer after this moment: then they were at work, whatever lapsed."""
    asked = {"agent_id": agent_id, "made_at": made_at}
    if connection.execute(_ACCEPTED_SINCE, asked).first() is not None:
        return True
    return connection.execute(_DECLINED_SINCE, asked | {"actor": agent_actor(agent_id)}).first() is not None


def _already_mine(connection: Connection, ticket_id: str, agent: Agent, now: datetime) -> tuple[Entry, ...]:
    """Accepting twice is accepting once; anything else has gone, and is said why."""
    row = connection.execute(sa.select(ticket).where(ticket.c.id == ticket_id)).first()
    if row is None:
        raise NotFound("there is no such ticket", reason=ToAgent.NO_TICKET)
    if row.state == TicketState.ASSIGNED and row.agent_id == agent.id:
        return ()
    if row.state == TicketState.OFFERED and row.agent_id == agent.id and row.offer_ends_at > now:
        capacity = connection.execute(_CAPACITY, bind(agent_id=agent.id)).scalar()
        if capacity is None:
            raise Conflict("you are not an agent here any more", reason=ToAgent.NOT_AN_AGENT)
        said = f"you have as much as you can take ({capacity} at once); end or pass on one first"
        raise Conflict(said, reason=ToAgent.FULL, capacity=capacity)
    if row.state in {TicketState.ASSIGNED, TicketState.WRAP_UP, TicketState.CLOSED}:
        raise Conflict("another agent has this conversation already", reason=ToAgent.TAKEN)
    if row.state == TicketState.ABANDONED:
        raise Conflict("the customer has left; they keep their place for a while", reason=ToAgent.CUSTOMER_LEFT)
    raise OfferExpired(reason=ToAgent.OFFER_EXPIRED)


def decline(connection: Connection, ticket_id: str, agent: Agent, reason: str, *, now: datetime) -> tuple[Entry, ...]:
    """See `DeskStore.decline`."""
    released = release_offer(connection, ticket_id, agent.id, now=now)
    if released is None:
        raise OfferExpired(reason=ToAgent.OFFER_EXPIRED)
    connection.execute(_ANSWERS, bind(agent_id=agent.id))
    declined = OfferDeclined(ticket_id=ticket_id, agent_name=agent.name, reason=reason[:200])
    head = moved(connection, MOVE, released)
    return () if head is None else add(connection, [declined], head=head, at=now, actor=agent_actor(agent.id))


def release_offer(connection: Connection, ticket_id: str, agent_id: str, *, now: datetime) -> str | None:
    """Put an offered ticket back at its place; return its conversation, or None where the offer is gone."""
    named = bind(id=ticket_id, agent_id=agent_id)
    row = connection.execute(_RELEASE, named).first()
    if row is None:
        return None
    connection.execute(_FORGET, named)
    connection.execute(_OVER, {"now": now})
    connection.execute(_PASS, named | bind(until=now + PASSED))
    return str(row.conversation_id)
