"""Agents who are gone: what they owned returns to the line, each conversation at its old place."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.events import SYSTEM, AgentLost, Entry
from bot.conversation.tracker import Owner
from bot.handoff.ticket import TicketState
from bot.storage.append import add, bind, bound, moved, moving
from bot.storage.schema import agent, conversation, ticket

#: Conversations that are taken back in one round.
ROUND = 50

_GONE = sa.or_(
    agent.c.lease_ends_at.is_(None), agent.c.lease_ends_at <= sa.bindparam("before", type_=agent.c.lease_ends_at.type)
)
#: Put aside until a moment that has not come, and nobody waits for an answer: the agent may go home.
_AWAKE = sa.or_(
    ticket.c.snoozed_until.is_(None),
    ticket.c.snoozed_until <= sa.bindparam("now", type_=ticket.c.snoozed_until.type),
    conversation.c.customer_seq > conversation.c.answered_seq,
)
#: Tickets of agents without an open screen since `before`.
ORPHANED = (
    sa.select(ticket.c.id, ticket.c.conversation_id, ticket.c.agent_id, agent.c.name.label("agent_name"))
    .join(agent, agent.c.id == ticket.c.agent_id)
    .join(conversation, conversation.c.id == ticket.c.conversation_id)
    .where(ticket.c.state == TicketState.ASSIGNED, _GONE, sa.or_(_AWAKE, agent.c.removed_at.is_not(None)))
    .order_by(ticket.c.ranked_at, ticket.c.id)
    .limit(ROUND)
)
#: Whoever owns it by now keeps it.
_TAKE_BACK = moving(
    conversation.c.owner == Owner.AGENT,
    conversation.c.agent_id == bound("agent_id"),
    owner=Owner.QUEUE,
    agent_id=None,
    epoch=conversation.c.epoch + 1,
)
#: Its place in line is `ranked_at`, which stays; whoever had it is asked first, if they are back by then. Nobody else
#: was looked for while they had it: what it wants counts from now on.
_WAIT_AGAIN = (
    sa.update(ticket)
    .where(ticket.c.id == bound("id"), ticket.c.state == TicketState.ASSIGNED)
    .values(
        state=TicketState.WAITING,
        queued_at=bound("now"),
        last_agent_id=ticket.c.agent_id,
        agent_id=None,
        assigned_at=None,
        snoozed_until=None,
        # Who has been with an agent need not stay on the page: that they wait again is our doing.
        seen_at=None,
    )
)


def take_back(connection: Connection, *, now: datetime, gone_before: datetime) -> tuple[Entry, ...]:
    """Put what agents own whose last screen has been gone since `gone_before` back in line; tell the customers."""
    entries: tuple[Entry, ...] = ()
    for row in connection.execute(ORPHANED, {"before": gone_before, "now": now}).all():
        head = moved(connection, _TAKE_BACK, row.conversation_id, agent_id=row.agent_id)
        if head is None:
            continue
        connection.execute(_WAIT_AGAIN, bind(id=row.id, now=now))
        lost = AgentLost(ticket_id=row.id, agent_id=row.agent_id, agent_name=row.agent_name)
        entries += add(connection, [lost], head=head, at=now, actor=SYSTEM)
    return entries
