"""A real server in a process of its own, as an operator starts it."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from tests.support.process import ColdProcess, WarmProcess

#: Longest that a server may take to print its addresses, in seconds: the machine may be busy with other tests.
READY = 60


class _Process(Protocol):
    """A running `baton`."""

    stdout: asyncio.StreamReader

    @property
    def pid(self) -> int: ...

    async def end(self, number: int) -> int: ...


class Server:
    """A `baton run` process: forked from one that is warm, or started `cold` as an operator does."""

    def __init__(self, data: Path, *, cold: bool = False, **settings: str) -> None:
        self.data = data
        self.url = ""
        self.code: str | None = None
        self._cold = cold
        self._settings = settings
        self._process: _Process | None = None
        #: How much was logged before it served.
        self.started_at = 0
        self.log = data.with_name(data.name + ".log")

    async def start(self) -> None:
        """Start it and wait until it serves."""
        arguments = ["run", "--port", "0", "--data", str(self.data)]
        environment = {**os.environ, **{f"BATON_{k.upper()}": v for k, v in self._settings.items()}}
        if self._settings.get("debug"):
            environment["PYTHONASYNCIODEBUG"] = "1"
        kind = ColdProcess if self._cold else WarmProcess
        self._process = await kind.start(arguments, environment, self.log)
        await asyncio.wait_for(self._read_addresses(), READY)

    async def _read_addresses(self) -> None:
        assert self._process is not None
        while line := (await self._process.stdout.readline()).decode():
            if found := re.search(r"Demo shop\s+(http://\S+)/", line):
                self.url = found[1]
            if found := re.search(r"#code=(\S+)", line):
                self.code = found[1]
            if "Stop with" in line:
                self.started_at = self.log.stat().st_size
                return
        raise AssertionError(f"the server ended: {self.log.read_text()[-2000:]}")

    async def kill(self) -> None:
        """Kill it as a power cut does, if it runs."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Stop it as an operator does; return its exit status."""
        return await self._end(signal.SIGTERM)

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

    async def _end(self, number: int) -> int:
        if self._process is None:
            return 0
        process, self._process = self._process, None
        return await process.end(number)


@asynccontextmanager
async def serving(data: Path, *, cold: bool = False, **settings: str) -> AsyncIterator[Server]:
    """Give a running server, stopped at the end of the block."""
    server = Server(data, cold=cold, **settings)
    try:
        await server.start()
        yield server
    finally:
        await server.kill()
