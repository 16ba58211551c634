"""An event loop whose clock jumps, and that picks the next ready callback by seed: one seed, one interleaving."""

import asyncio
import heapq
import random
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")


class _NoInput(selectors.SelectSelector):
    """Never waits: in virtual time nothing comes from outside."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time stands still while anything is ready, and jumps to the next timer when nothing is."""

    def __init__(self, seed: int) -> None:
        super().__init__(_NoInput())
        self.chance = random.Random(seed)
        self._seconds = 0.0

    def time(self) -> float:
        """Return virtual seconds."""
        return self._seconds

    def _run_once(self) -> None:
        ready: Any = self._ready  # type: ignore[attr-defined]
        timers: Any = self._scheduled  # type: ignore[attr-defined]
        while timers and timers[0]._cancelled:
            heapq.heappop(timers)._scheduled = False
        if not ready and not timers and not self._stopping:  # type: ignore[attr-defined]
            raise RuntimeError("everything waits for something that never comes")
        if not ready and timers:
            self._seconds = max(self._seconds, timers[0]._when)
        if len(ready) > 1:
            # Whoever could run next, does: the order among ready callbacks is the seed's.
            shuffled = list(ready)
            self.chance.shuffle(shuffled)
            ready.clear()
            ready.extend(shuffled)
        super()._run_once()  # type: ignore[misc]


class VirtualClock:
    """Tells a loop's virtual time as a date."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def now(self) -> datetime:
        """Return the present moment of the simulation."""
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self._loop.time())


def run_virtually(seed: int, work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in virtual time."""
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(seed)) as runner:
        return runner.run(work)
