"""What an agent's conversations weigh (see `handoff.load`), as the database counts it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.handoff.load import ONE
from bot.handoff.ticket import TicketState
from bot.storage.append import bound
from bot.storage.schema import conversation, ticket

#: What an agent has, and what they have or are offered.
TAKEN = (TicketState.ASSIGNED, TicketState.WRAP_UP)
HELD = (TicketState.OFFERED, *TAKEN)


def load_of(agent_id: sa.ColumnElement[Any], states: Sequence[TicketState]) -> sa.ScalarSelect[float]:
    """Return the weight of an agent's tickets in these states; wants the parameter `waiting_weight`."""
    held, about = ticket.alias(), conversation.alias()
    waits_for_customer = sa.and_(held.c.state == TicketState.ASSIGNED, about.c.customer_seq <= about.c.answered_seq)
    weight = sa.case((waits_for_customer, bound("waiting_weight")), else_=ONE)
    return (
        sa.select(sa.func.coalesce(sa.func.sum(weight, type_=sa.Float), 0.0))
        .select_from(held.join(about, about.c.id == held.c.conversation_id))
        .where(held.c.agent_id == agent_id, held.c.state.in_(states))
        .scalar_subquery()
    )
