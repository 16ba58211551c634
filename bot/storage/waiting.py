"""How customers wait: what the channels ask and tell (see `engine.patience`)."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.conversation.events import Entry
from bot.conversation.line_events import CallbackCancelled, CallbackRequested, MessageLeft
from bot.conversation.line_rules import LineRules
from bot.engine.patience import Waiting
from bot.handoff.matching import Seat
from bot.storage.callbacks import cancel, request
from bot.storage.database import Database
from bot.storage.line import on_duty
from bot.storage.patience import leave_message, needs_seeing, seen
from bot.storage.waits import Experience, experience, line_view, open_ticket

#: For so long what is known of waits is not looked up again.
FRESH = timedelta(seconds=5)
#: For so long who is at the desk is not, where nothing has told of a change: leases run out untold.
DESK_FRESH = timedelta(seconds=1)


class StoredPatience:
    """See `engine.patience.PatienceStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: tuple[datetime, Experience] | None = None
        self._desk: tuple[datetime, int, LineRules, tuple[Seat, ...]] | None = None

    async def waiting(
        self, conversation_id: str, *, rules: LineRules, now: datetime, version: int | None = None
    ) -> Waiting | None:
        """See `PatienceStore.waiting`."""
        return await self._database.read(
            lambda connection: self._waiting(connection, conversation_id, rules, now, version)
        )

    def _waiting(
        self, connection: Connection, conversation_id: str, rules: LineRules, now: datetime, version: int | None
    ) -> Waiting | None:
        row = open_ticket(connection, conversation_id)
        if row is None:
            return None
        # Each change of the line makes everybody in it look: they share what is the same for all.
        known = self._known
        if known is None or not known[0] <= now < known[0] + FRESH:
            known = self._known = (now, experience(connection, rules.hours))
        return Waiting(
            view=line_view(connection, row, known[1], self._seats(connection, rules, now, version)),
            message_left=bool(row.message_left),
            due_at=row.due_at,
            phone=row.phone,
        )

    def _seats(self, connection: Connection, rules: LineRules, now: datetime, version: int | None) -> tuple[Seat, ...]:
        seen = self._desk
        if seen is not None and seen[1] == version and seen[2] is rules and seen[0] <= now < seen[0] + DESK_FRESH:
            return seen[3]
        seats = tuple(on_duty(connection, rules, now))
        if version is not None:
            self._desk = (now, version, rules, seats)
        return seats

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
