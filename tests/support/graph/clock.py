"""The fake's clocks: seconds since 1970, moved by the test."""

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the fake's time."""

    def now(self) -> float:
        """Return seconds since 1970."""
        ...


class HandClock:
    """Stands still until it is moved. Starts at 2026-01-01T00:00:00Z."""

    def __init__(self, start: float = 1_767_225_600.0) -> None:
        self._now = start

    def now(self) -> float:
        """Return seconds since 1970."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move on, never back."""
        assert seconds >= 0, seconds
        self._now += seconds


class WallClock(HandClock):
    """Runs as the machine's clock does, and can be moved ahead of it: for a bot in a process of its own."""

    def __init__(self) -> None:
        super().__init__(0.0)

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time() + self._now
