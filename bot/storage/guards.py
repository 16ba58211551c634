"""Who may speak for us, and what is said to those who may not any more."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.errors import Conflict, NotFound
from bot.conversation.reasons import ToAgent
from bot.conversation.tracker import Owner
from bot.storage.append import bound
from bot.storage.push_schema import thread
from bot.storage.schema import agent, conversation, event

#: The guard of whoever speaks for us: the agent owns the conversation, in the epoch that their screen shows.
OWNED = sa.and_(
    conversation.c.owner == Owner.AGENT,
    conversation.c.agent_id == bound("agent_id"),
    conversation.c.epoch == bound("epoch"),
)
_HOLDER = (
    sa.select(conversation.c.owner, conversation.c.agent_id, agent.c.name, thread.c.outside)
    .outerjoin(agent, agent.c.id == conversation.c.agent_id)
    .outerjoin(thread, thread.c.conversation_id == conversation.c.id)
    .where(conversation.c.id == sa.bindparam("id"))
)
_LAST_ANSWER = (
    sa.select(event.c.at)
    .where(
        event.c.conversation_id == sa.bindparam("id"),
        event.c.kind == "agent_replied",
        event.c.actor == sa.bindparam("actor"),
    )
    .order_by(event.c.seq.desc())
    .limit(1)
)
_ELSEWHERE = {
    Owner.BOT: (
        ToAgent.BOT_HAS_IT,
        "the bot has this conversation now; it comes back to the line when a person is needed",
    ),
    Owner.QUEUE: (ToAgent.IN_LINE, "this conversation is back in line; accept it when it is offered to you"),
    Owner.CLOSED: (ToAgent.CLOSED, "this conversation is closed; it opens again when the customer writes"),
}


def refusal(connection: Connection, conversation_id: str, agent_id: str, now: datetime) -> Conflict | NotFound:
    """Return why an agent's act came too late: who has the conversation now, and when they last answered."""
    row = connection.execute(_HOLDER, {"id": conversation_id}).first()
    if row is None:
        return NotFound("there is no such conversation", reason=ToAgent.NO_CONVERSATION)
    if row.owner in _ELSEWHERE:
        reason, sentence = _ELSEWHERE[Owner(row.owner)]
        return Conflict(sentence, reason=reason)
    if row.agent_id is None:
        app = row.outside or "another app"
        return Conflict(f"{app} has this conversation now; take it back first", reason=ToAgent.APP_HAS_IT, app=app)
    if row.agent_id == agent_id:
        # It went and came back: what the screen shows is old.
        return Conflict("this conversation has changed hands; look again", reason=ToAgent.CHANGED_HANDS)
    asked = {"id": conversation_id, "actor": f"agent:{row.agent_id}"}
    answered_at = connection.execute(_LAST_ANSWER, asked).scalar()
    has = f"{row.name} has this conversation now"
    if answered_at is None:
        return Conflict(f"{has}; look again", reason=ToAgent.COLLEAGUE_HAS_IT, name=row.name)
    seconds = max(0, round((now - answered_at).total_seconds()))
    ago = f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
    said = f"{has} and answered {ago} ago; look again"
    return Conflict(said, reason=ToAgent.COLLEAGUE_ANSWERED, name=row.name, seconds=seconds)
