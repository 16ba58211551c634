"""Which files there are (see `engine.files`)."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.conversation.errors import BadInput
from bot.engine.files import KeptFile
from bot.handoff.agent import Agent
from bot.storage.append import bind, bound
from bot.storage.database import Database
from bot.storage.file_schema import file
from bot.storage.guards import OWNED, refusal
from bot.storage.push_schema import thread
from bot.storage.schema import conversation

#: Names that one statement asks for.
ASKED = 500

_ADD = sa.insert(file)
_OF = sa.select(file).where(file.c.id == sa.bindparam("id"))
_OWNED = sa.select(conversation.c.id).where(conversation.c.id == bound("id"), OWNED)
_PUSHED = sa.select(thread.c.conversation_id).where(thread.c.conversation_id == sa.bindparam("id"))


class StoredFiles:
    """See `engine.files.FileStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: KeptFile) -> None:
        """See `FileStore.add`."""
        values = {
            "id": new.id,
            "conversation_id": new.conversation_id,
            "media_type": new.media_type,
            "size": new.size,
            "name": new.name,
            "created_at": new.created_at,
        }
        await self._database.write(lambda connection: connection.execute(_ADD, values))

    async def of(self, file_id: str) -> KeptFile | None:
        """See `FileStore.of`."""
        row = await self._database.read(lambda connection: connection.execute(_OF, {"id": file_id}).first())
        return None if row is None else KeptFile(**row._mapping)  # noqa: SLF001 — public in all but its name

    async def known(self, file_ids: Iterable[str]) -> set[str]:
        """See `FileStore.known`."""
        asked = list(file_ids)
        return await self._database.read(lambda connection: _known(connection, asked))

    async def check_may_send(self, conversation_id: str, agent: Agent, *, epoch: int, now: datetime) -> None:
        """See `FileStore.check_may_send`."""

        def unit(connection: Connection) -> None:
            owned = bind(id=conversation_id, agent_id=agent.id, epoch=epoch)
            if connection.execute(_OWNED, owned).first() is None:
                raise refusal(connection, conversation_id, agent.id, now)
            if connection.execute(_PUSHED, {"id": conversation_id}).first() is None:
                raise BadInput("this conversation's channel takes no files")

        await self._database.read(unit)


def _known(connection: Connection, asked: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(asked), ASKED):
        some = sa.select(file.c.id).where(file.c.id.in_(asked[start : start + ASKED]))
        found.update(connection.execute(some).scalars())
    return found
