"""Threads for what may never return."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_Work = tuple[Future[Any], Callable[[], Any]]


class DaemonThreads(Executor):
    """At most so many threads, for which nobody waits: the interpreter, when it ends, joins those of other pools."""

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._work: SimpleQueue[_Work | None] = SimpleQueue()
        self._threads = 0

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """See `Executor.submit`; from one thread only."""
        future: Future[T] = Future()
        self._work.put((future, partial(fn, *args, **kwargs)))
        if self._threads < self._most:
            self._threads += 1
            threading.Thread(target=self._serve, name=f"{self._name} {self._threads}", daemon=True).start()
        return future

    def close(self) -> None:
        """Begin nothing more, and wait for nothing: idle threads end, what runs goes on as long as the process."""
        with suppress(Empty):
            while work := self._work.get_nowait():
                work[0].cancel()
        for _ in range(self._threads):
            self._work.put(None)

    def _serve(self) -> None:
        while (work := self._work.get()) is not None:
            future, run = work
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(run())
            except BaseException as error:  # noqa: BLE001 — it is its asker's, as with any executor
                future.set_exception(error)
            # What was given must not live until the next comes.
            del work, future, run
