"""What agents answered in conversations that are closed."""

from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.tracker import Owner
from bot.engine.past_answers import PastAnswer, past_answers
from bot.storage.database import Database
from bot.storage.history import logs
from bot.storage.schema import conversation, ticket

#: Conversations read at once: whatever else wants to read waits no longer than that.
PART = 20

_CLOSED = (
    sa.select(ticket.c.conversation_id)
    .join(conversation, conversation.c.id == ticket.c.conversation_id)
    # Whom an agent had, by an index: the log of everything that was ever said is not looked through.
    .where(ticket.c.first_assigned_at.is_not(None), conversation.c.owner == Owner.CLOSED)
    .group_by(ticket.c.conversation_id)
    .order_by(sa.func.max(ticket.c.first_assigned_at).desc(), ticket.c.conversation_id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)


class StoredPastAnswers:
    """See `engine.reply_index.PastAnswers`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, limit: int) -> list[PastAnswer]:
        """See `PastAnswers.newest`; a part at a time, so that other readers need not wait for all of it."""
        ids = await self._database.read(lambda connection: list(connection.execute(_CLOSED, {"most": limit}).scalars()))
        found: list[PastAnswer] = []
        for start in range(0, len(ids), PART):
            found += await self._database.read(partial(_of, ids[start : start + PART]))
        return sorted(found, key=lambda answer: answer.at, reverse=True)[:limit]


def _of(ids: list[str], connection: Connection) -> list[PastAnswer]:
    return [answer for log in logs(connection, ids) for answer in past_answers(log)]
