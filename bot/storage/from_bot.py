"""A conversation that leaves the bot because a supervisor takes it: it gets a place in line, as after any handoff."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.errors import Conflict
from bot.conversation.events import Entry, HandoffRequested, agent_actor
from bot.conversation.reasons import ToAgent
from bot.conversation.tracker import Owner, Tracker
from bot.engine.supervision import Taking
from bot.handoff.agent import Agent
from bot.handoff.ticket import NewTicket, Reason
from bot.storage.append import add, bound, moved, moving
from bot.storage.conversations import entries_after
from bot.storage.guards import refusal
from bot.storage.schema import conversation
from bot.storage.turns import open_place

#: A turn that is being thought is void by the new epoch, as after any handoff.
_LEAVE = moving(
    conversation.c.owner == Owner.BOT,
    conversation.c.epoch == bound("epoch"),
    owner=Owner.QUEUE,
    epoch=conversation.c.epoch + 1,
)
#: It went and came back: what the screen shows is old.
_STILL_BOTS = sa.select(conversation.c.id).where(
    conversation.c.id == sa.bindparam("id"), conversation.c.owner == Owner.BOT
)


def leave_bot(
    connection: Connection, conversation_id: str, taking: Taking, supervisor: Agent, *, now: datetime
) -> tuple[Entry, ...]:
    """Put a conversation that the bot has in line.

    Raises:
        NotFound: no such conversation. Conflict: the bot does not have it in this epoch.
    """
    head = moved(connection, _LEAVE, conversation_id, epoch=taking.epoch)
    if head is None:
        if connection.execute(_STILL_BOTS, {"id": conversation_id}).first() is not None:
            raise Conflict("this conversation has changed hands; look again", reason=ToAgent.CHANGED_HANDS)
        raise refusal(connection, conversation_id, supervisor.id, now)
    known = Tracker(conversation_id).apply(entries_after(connection, conversation_id, 0))
    understood = known.stretch.understood
    new = NewTicket(
        id=taking.ticket_id,
        queue=taking.queue,
        reason=Reason.TAKEN_FROM_BOT,
        intent=understood[-1].meant.intent if understood else "",
        language=known.language,
        frustration=understood[-1].frustration if understood else 0.0,
        bonus_minutes=0.0,
    )
    open_place(connection, conversation_id, new, sticky=timedelta(), now=now)
    requested = HandoffRequested(ticket_id=new.id, queue=new.queue, reason=new.reason)
    return add(connection, [requested], head=head, at=now, actor=agent_actor(supervisor.id))
