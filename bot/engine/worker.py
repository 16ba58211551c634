"""Runs turns as tasks that somebody owns, and takes up those that were left behind."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from structlog.contextvars import bound_contextvars

from bot.conversation.errors import Unavailable
from bot.conversation.events import Entry
from bot.engine.lease import Lease, Leases
from bot.engine.turn import Turns

#: How often conversations are looked for whose turn died with its process.
SWEEP = timedelta(seconds=1)
#: Turns that one sweep takes up.
SWEPT = 200

log = structlog.get_logger()


class DueStore(Protocol):
    """Knows which conversations wait for a turn that nobody takes."""

    async def take_due(self, *, now: datetime, lease: Lease, limit: int) -> list[str]:
        """Give the lease to up to `limit` conversations whose turn is due and not under way; return their ids."""
        ...


class Worker:
    """Takes turns for one process, each conversation's on its own."""

    def __init__(self, turns: Turns, store: DueStore, *, leases: Leases) -> None:
        self._turns = turns
        self._store = store
        self._leases = leases
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> int:
        """Turns under way."""
        return len(self._tasks)

    def start(self, conversation_id: str, turn_id: str, told: Sequence[Entry] = ()) -> None:
        """Take a turn whose lease is held, without waiting for it."""
        task = asyncio.create_task(self._take(conversation_id, turn_id, told), name=f"turn {turn_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def foresee(self, conversation_id: str, text: str) -> None:
        """See `Turns.foresee`."""
        self._turns.foresee(conversation_id, text)

    def forget(self, conversation_id: str) -> None:
        """See `Turns.forget`."""
        self._turns.forget(conversation_id)

    async def sweep(self) -> int:
        """Start the turns that nobody takes; return how many."""
        lease = self._leases.new()
        due = await self._store.take_due(now=self._leases.now(), lease=lease, limit=SWEPT)
        for conversation_id in due:
            self.start(conversation_id, lease.turn_id)
        return len(due)

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            try:
                await self.sweep()
            except Unavailable:
                log.warning("sweep_put_off")
            await asyncio.sleep(SWEEP.total_seconds())

    async def drain(self, within: timedelta) -> None:
        """Let the turns under way come to their end; those that do not are left to their lease."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within.total_seconds())
        for task in list(self._tasks):
            task.cancel()

    async def _take(self, conversation_id: str, turn_id: str, told: Sequence[Entry]) -> None:
        # Whatever is logged during the turn, by actions too, carries the conversation.
        with bound_contextvars(conversation_id=conversation_id, turn_id=turn_id):
            try:
                await self._turns.take(conversation_id, turn_id, told)
            except Unavailable as error:
                log.warning("turn_put_off", error=error.message)
            except Exception:  # the task's last owner is here: an error must be seen, and must not end the others
                log.exception("turn_lost")
