"""Processes that run `baton`: started cold, as an operator does, or forked from one that has imported everything."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Self

from tests.support.held import watch_loop

#: Longest that a process may take to end, in seconds.
_ENDS = 30
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["bot.app", "bot.cli", "aiohttp.web", "bot.training.export"])


class ColdProcess:
    """A new interpreter."""

    def __init__(self, process: Process, stdout: asyncio.StreamReader) -> None:
        self._process = process
        self.stdout = stdout

    @classmethod
    async def start(cls, arguments: list[str], environment: dict[str, str], log: Path) -> Self:
        """Start `baton` with the arguments; what it logs is added to the file."""
        with log.open("ab") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *arguments, stdout=PIPE, stderr=file, env=environment
            )
        assert process.stdout is not None
        return cls(process, process.stdout)

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    async def end(self, number: int) -> int:
        """Send it a signal, if it runs, and wait until it is gone; return its exit status."""
        if self._process.returncode is None:
            self._process.send_signal(number)
        try:
            status = await asyncio.wait_for(self._process.wait(), _ENDS)
        except TimeoutError:
            # Left alive it would outlive the tests.
            self._process.kill()
            raise
        # Reading to the end closes the pipe with the process, not with the garbage collector.
        await self.stdout.read()
        self._process._transport.close()  # type: ignore[attr-defined]
        return status


class WarmProcess:
    """A fork, which serves in a fraction of a cold start: a process all the same, that can be killed."""

    def __init__(self, process: ForkServerProcess, stdout: asyncio.StreamReader, pipe: asyncio.BaseTransport) -> None:
        self._process = process
        self.stdout = stdout
        self._pipe = pipe

    @classmethod
    async def start(cls, arguments: list[str], environment: dict[str, str], log: Path) -> Self:
        """Start `baton` with the arguments; what it logs is added to the file."""
        said, says = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(target=_run, args=(arguments, environment, log, says))
        await asyncio.to_thread(process.start)
        # The child holds its own end now: when it dies, the pipe ends.
        says.close()
        stdout = asyncio.StreamReader()
        ours = os.fdopen(os.dup(said.fileno()), "rb", 0)
        said.close()
        loop = asyncio.get_running_loop()
        pipe, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stdout), ours)
        return cls(process, stdout, pipe)

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process.pid is not None
        return self._process.pid

    async def end(self, number: int) -> int:
        """Send it a signal, if it runs, and wait until it is gone; return its exit status."""
        if self._process.is_alive():
            os.kill(self.pid, number)
        await asyncio.to_thread(self._process.join, _ENDS)
        status = self._process.exitcode
        if status is None:
            # Left alive it would keep the tests from ending.
            self._process.kill()
            raise TimeoutError("the server does not end")
        self._process.close()
        self._pipe.close()
        return status


def _run(arguments: list[str], environment: dict[str, str], log: Path, says: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 2)
    os.dup2(says.fileno(), 1)
    says.close()
    sys.argv = ["baton", *arguments]
    if "PYTHONASYNCIODEBUG" in environment:
        watch_loop()
    from bot.cli import main

    main()
