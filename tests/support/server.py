"""A real server in a process of its own, as an operator starts it."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

#: Longest that a server may take to print its addresses, in seconds: the machine may be busy with other tests.
READY = 60


class Server:
    """A `baton run` process."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.url = ""
        self.code: str | None = None
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        #: How much was logged before it served.
        self.started_at = 0
        self.log = data.with_name(data.name + ".log")

    async def start(self) -> None:
        """Start it and wait until it serves."""
        environment = {**os.environ, **{f"BATON_{k.upper()}": v for k, v in self._settings.items()}}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-X",
                "dev" if self._settings.get("debug") else "utf8",
                "-m",
                "bot",
                "run",
                "--port",
                "0",
                "--data",
                str(self.data),
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=environment,
            )
        await asyncio.wait_for(self._read_addresses(), READY)

    async def _read_addresses(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
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
        if self._process.returncode is None:
            self._process.send_signal(number)
        status = await asyncio.wait_for(self._process.wait(), 30)
        # Reading to the end closes the pipe with the process, not with the garbage collector.
        assert self._process.stdout is not None
        await self._process.stdout.read()
        self._process._transport.close()  # type: ignore[attr-defined]
        self._process = None
        return status


@asynccontextmanager
async def serving(data: Path, **settings: str) -> AsyncIterator[Server]:
    """Give a running server, stopped at the end of the block."""
    server = Server(data, **settings)
    await server.start()
    try:
        yield server
    finally:
        await server.kill()
