"""Finds what holds a server's event loop, on a machine that is busy with other work."""

import asyncio
import logging
import threading
import time
from asyncio import base_events
from pathlib import Path
from typing import Any

#: Longest that one callback may run or block, in seconds. The machine itself may lend a core at half its speed, and
#: waiting for another thread of this process, such as one that starts, is not seen as waiting for a core.
LONGEST = 1.0
#: The step that builds the server ends just after it has said that it serves.
_BUILDS = "coro=<_serve()"


def watch_loop() -> None:
    """Log an error for each callback that holds a loop of this process too long.

    Asyncio's debug mode measures by the clock on the wall, and so finds a busy machine as well as a slow callback.
    Time that the thread spent ready, waiting for a core, is left out here: Linux counts it (proc(5), schedstat).
    """
    kind: Any = asyncio.Handle
    run = kind._run

    def timed(handle: Any) -> None:
        begun, waited = time.monotonic(), _waited()
        run(handle)
        held = time.monotonic() - begun
        held -= _waited() - waited
        if held > LONGEST and _BUILDS not in (what := _named(handle)):
            logging.getLogger("asyncio").error("%s held the loop for %.3f seconds", what, held)

    kind._run = timed


def _named(handle: Any) -> str:
    named: Any = base_events
    return str(named._format_handle(handle))


def _waited() -> float:
    count = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    return int(count.read_text().split()[1]) / 1e9 if count.exists() else 0.0
