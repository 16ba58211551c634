"""Prints one table. Figures are ratios to something bare in the same run, because machines are noisy."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

from bot.cli.encoder import ensure_encoder
from bot.settings import read_settings
from bot.understanding.encoder import OnnxEncoder
from tests.bench.desk import BenchAgent
from tests.bench.hooking import hooking
from tests.bench.lining import lining
from tests.bench.reading import reading
from tests.bench.replaying import replaying
from tests.bench.table import quantiles, row
from tests.support.server import Server
from tests.support.widget import Widget

#: Simple questions, each asked once in a conversation, so that the bot keeps it.
QUESTIONS = (
    "how much is shipping to Leeds?",
    "what is your return policy for sale items?",
    "which cards do you accept in the shop?",
    "do you have the oak table in stock?",
)
ROUNDS = 75
CONCURRENT = 50
FANOUT = 300
GOAL = 1.5


def bare_encoder(repeat: int) -> list[float]:
    """Return the seconds of single passes of the encoder that serves, over the same questions."""
    settings = read_settings()
    encoder = OnnxEncoder(ensure_encoder(settings, tell=print), threads=settings.threads)
    for question in QUESTIONS:
        encoder.encode([question])
    times = []
    for _ in range(repeat):
        for question in QUESTIONS:
            begun = time.perf_counter()
            encoder.encode([question])
            times.append(time.perf_counter() - begun)
    return times


def bare_commit(folder: Path, repeat: int) -> list[float]:
    """Return the seconds of single durable commits of one row, by the standard library alone."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS t (a);")
    times = []
    for _ in range(repeat):
        begun = time.perf_counter()
        connection.execute("INSERT INTO t VALUES ('a message of some length')")
        times.append(time.perf_counter() - begun)
    connection.close()
    return times


async def turns(http: aiohttp.ClientSession, url: str, rounds: int) -> list[float]:
    """Return the seconds from a message to the bot's reply, over conversations of a few questions each."""
    times = []
    for _ in range(rounds):
        widget = await (await Widget(http, url).start()).connect()
        for number, question in enumerate(QUESTIONS):
            begun = time.perf_counter()
            await widget.ask(question, str(number))
            times.append(time.perf_counter() - begun)
        await widget.cut()
    return times


async def measured(work: Callable[[], Awaitable[list[float]]], copies: int) -> list[float]:
    """Run copies of work side by side; return all their times."""
    return [second for times in await asyncio.gather(*(work() for _ in range(copies))) for second in times]


def resident(pid: int) -> float:
    """Return the resident memory of a process, in MB; 0 where the system does not say."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


async def main() -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data", cold=True)
        await server.start()
        code = server.code
        await server.stop()
        begun = time.perf_counter()
        await server.start()
        cold = time.perf_counter() - begun
        try:
            await measure(server, server.code or code or "")
            print(f"{'memory of the server (RSS)':<52}{resident(server.pid):8.0f} MB")
            print(f"{'cold start, from the command to serving':<52}{cold:8.2f} s")
        finally:
            await server.stop()


async def measure(server: Server, code: str) -> None:
    """Print what needs a running server."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        await turns(http, server.url, 5)
        before = bare_encoder(50)
        commits = bare_commit(server.data, 200)
        one = await turns(http, server.url, ROUNDS)
        bare = before + bare_encoder(50)
        p50 = quantiles(bare)[0]
        row("bare encoder pass, one message", bare)
        row("bare durable commit (a turn needs two)", commits + bare_commit(server.data, 200), p50)
        row("message → bot's reply, 1 conversation", one, p50)
        many = await measured(lambda: turns(http, server.url, 3), CONCURRENT)
        row(f"message → bot's reply, {CONCURRENT} conversations at once", many, p50)
        agent = await BenchAgent.at(server.url, code)
        try:
            row("customer's message → agent's screen", await agent.fan_out(http, FANOUT))
        finally:
            await agent.close()
        ratio = quantiles(one)[0] / p50
        print(f"{'goal: a turn within':<52}{GOAL:8.2f} × encoder   {'met' if ratio <= GOAL else 'missed'}")


if __name__ == "__main__":
    asyncio.run(main())
    hooking()
    lining()
    reading()
    replaying()
