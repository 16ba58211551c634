"""Whole conversations, one after the other: what is learnt from them needs nothing else."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.events import Entry
from bot.storage.codec import entry_of_row
from bot.storage.schema import event

#: Conversations read at once: what is held in memory is bounded.
TOGETHER = 200


def conversations(connection: Connection, *, since: datetime | None = None) -> Iterator[list[Entry]]:
    """Yield the log of each conversation in which something happened since then, by id, from its beginning."""
    happened = sa.select(event.c.conversation_id).distinct().order_by(event.c.conversation_id)
    if since is not None:
        happened = happened.where(event.c.at >= since)
    ids = list(connection.execute(happened).scalars())
    for start in range(0, len(ids), TOGETHER):
        yield from logs(connection, ids[start : start + TOGETHER])


def logs(connection: Connection, ids: list[str]) -> Iterator[list[Entry]]:
    """Yield the whole log of each of a few conversations, by id."""
    query = sa.select(event).where(event.c.conversation_id.in_(ids)).order_by(event.c.conversation_id, event.c.seq)
    log: list[Entry] = []
    for row in connection.execute(query):
        if log and log[0].conversation_id != row.conversation_id:
            yield log
            log = []
        log.append(entry_of_row(row))
    if log:
        yield log
