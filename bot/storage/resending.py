"""A message that did not arrive is sent again because an agent says so."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.channel_events import SentAgain
from bot.conversation.errors import Conflict, NotFound
from bot.conversation.events import Entry, agent_actor
from bot.conversation.reasons import ToAgent
from bot.conversation.tracker import Owner
from bot.handoff.agent import Agent
from bot.storage.append import MOVE, add, bind, bound, moved
from bot.storage.push_schema import delivery
from bot.storage.schema import conversation, event

_HOLDER = (
    sa.select(conversation.c.owner, conversation.c.agent_id, conversation.c.epoch, event.c.actor.label("written_by"))
    .outerjoin(event, sa.and_(event.c.conversation_id == conversation.c.id, event.c.seq == sa.bindparam("seq")))
    .where(conversation.c.id == sa.bindparam("id"))
)
_AGAIN = (
    sa.update(delivery)
    .where(
        delivery.c.conversation_id == bound("id"),
        delivery.c.seq == bound("seq"),
        delivery.c.state == "failed",
    )
    .values(state="due", tries=0, due_at=bound("now"), code=None, problem=None)
)


def send_again(
    connection: Connection, conversation_id: str, seq: int, agent: Agent, *, epoch: int, now: datetime
) -> tuple[Entry, ...]:
    """See `StoredOutbox.send_again`."""
    holder = connection.execute(_HOLDER, {"id": conversation_id, "seq": seq}).first()
    if holder is None:
        raise NotFound("there is no such conversation", reason=ToAgent.NO_CONVERSATION)
    # Once it has ended nobody has it, and who wrote the message may still see to it.
    is_own = holder.owner == Owner.CLOSED and holder.written_by == agent_actor(agent.id)
    agent.check_may_act(has=agent.id if is_own else holder.agent_id, epoch=holder.epoch, shown=epoch)
    if not connection.execute(_AGAIN, bind(id=conversation_id, seq=seq, now=now)).rowcount:
        raise Conflict("this message has not failed; look again", reason=ToAgent.NOT_FAILED)
    head = moved(connection, MOVE, conversation_id)
    again = SentAgain(about_seq=seq, agent_name=agent.name)
    return () if head is None else add(connection, [again], head=head, at=now, actor=agent_actor(agent.id))
