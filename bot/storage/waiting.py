"""How customers wait: what the channels ask and tell (see `engine.patience`)."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.conversation.events import Entry
from bot.conversation.line_events import CallbackCancelled, CallbackRequested, MessageLeft
from bot.conversation.line_rules import LineRules
from bot.engine.patience import Waiting
from bot.storage.callbacks import cancel, request
from bot.storage.database import Database
from bot.storage.patience import leave_message, needs_seeing, seen
from bot.storage.waits import Experience, experience, line_view, open_ticket

#: For so long what is known of waits is not looked up again.
FRESH = timedelta(seconds=5)


class StoredPatience:
    """See `engine.patience.PatienceStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: tuple[datetime, Experience] | None = None

    async def waiting(self, conversation_id: str, *, rules: LineRules, now: datetime) -> Waiting | None:
        """See `PatienceStore.waiting`."""
        return await self._database.read(lambda connection: self._waiting(connection, conversation_id, rules, now))

    def _waiting(self, connection: Connection, conversation_id: str, rules: LineRules, now: datetime) -> Waiting | None:
        # Each change of the line makes everybody in it look: they share what does not change at once.
        known = self._known
        if known is None or not known[0] <= now < known[0] + FRESH:
            known = self._known = (now, experience(connection))
        return waiting(connection, conversation_id, known[1], rules, now)

    async def seen(self, conversation_id: str, *, now: datetime) -> tuple[Entry, ...]:
        """See `PatienceStore.seen`."""
        if not await self._database.read(lambda connection: needs_seeing(connection, conversation_id)):
            return ()
        return await self._database.write(lambda connection: seen(connection, conversation_id, now=now))

    async def leave_message(
        self, conversation_id: str, left: MessageLeft, *, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """See `PatienceStore.leave_message`."""
        return await self._database.write(lambda connection: leave_message(connection, conversation_id, left, now=now))

    async def call_back(
        self, conversation_id: str, asked: CallbackRequested, *, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """See `PatienceStore.call_back`."""
        return await self._database.write(lambda connection: request(connection, conversation_id, asked, now=now))

    async def cancel_callback(
        self, conversation_id: str, cancelled: CallbackCancelled, *, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """See `PatienceStore.cancel_callback`."""
        return await self._database.write(lambda connection: cancel(connection, conversation_id, cancelled, now=now))


def waiting(
    connection: Connection, conversation_id: str, known: Experience, rules: LineRules, now: datetime
) -> Waiting | None:
    """See `PatienceStore.waiting`."""
    row = open_ticket(connection, conversation_id)
    if row is None:
        return None
    return Waiting(
        view=line_view(connection, row, known, rules, now),
        message_left=bool(row.message_left),
        due_at=row.due_at,
        phone=row.phone,
    )
