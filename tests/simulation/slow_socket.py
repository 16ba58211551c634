"""Sockets on a bad link: what is sent arrives late, in order, twice where its answer was lost; screens lag."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

from bot.conversation.errors import BadInput, Conflict, NotAllowed, NotFound
from bot.conversation.events import Entry
from bot.engine.reading import following
from tests.simulation.world import World

Act = Callable[[], Awaitable[object]]

#: Seconds that a frame is under way; the longest is longer than an offer stands.
DELAYS = (0.0, 0.2, 2.0, 15.0)
#: What may be refused to whoever comes too late or asks too much: said clearly, and nothing is lost.
REFUSALS = (Conflict, NotFound, BadInput, NotAllowed)


class SlowSocket:
    """Carries acts to the server; whoever sends does not wait for them."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._under_way: asyncio.Queue[Act] = asyncio.Queue()

    def send(self, act: Act) -> None:
        """Send an act after those before it."""
        self._under_way.put_nowait(act)

    async def carry(self) -> None:
        """Deliver what is sent, until cancelled."""
        while True:
            act = await self._under_way.get()
            await asyncio.sleep(self._chance.choice(DELAYS))
            for _ in range(self._chance.choice((1, 1, 1, 2))):
                with suppress(*REFUSALS):
                    await act()
            self._under_way.task_done()

    async def empty(self) -> None:
        """Return once everything has arrived."""
        await self._under_way.join()


class SlowScreen:
    """Follows a conversation, as slowly as its link is."""

    def __init__(self, world: World, conversation_id: str) -> None:
        self._conversations = world.conversations
        self._feed = world.feed
        self._chance = world.chance
        self._conversation_id = conversation_id
        self.shown: list[Entry] = []

    async def follow(self) -> None:
        """Show what happens, until cancelled."""
        with self._feed.subscribed(self._conversation_id) as subscription:
            while True:
                await subscription.wait()
                await asyncio.sleep(self._chance.choice(DELAYS))
                await self.catch_up(subscription.look()[0])

    async def catch_up(self, told: list[Entry]) -> None:
        """Show what is not shown yet."""
        cursor = self.shown[-1].seq if self.shown else 0
        self.shown += await following(self._conversations, self._conversation_id, cursor, told)

    def differs(self, entries: list[Entry]) -> Iterator[str]:
        """Name what this screen shows otherwise than the log has it: I4."""
        if self.shown != entries:
            numbers = [entry.seq for entry in self.shown]
            yield f"I4: {self._conversation_id}: a slow screen shows {numbers} of {len(entries)} entries"
