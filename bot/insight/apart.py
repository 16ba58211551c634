"""Replay in a process of its own: it takes neither time nor memory from live turns, and ends with whoever asked."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.conversation.errors import Unavailable

log = structlog.get_logger()


class ReplayApart:
    """Runs `baton replay` over a database, which it only reads."""

    def __init__(self, database: Path) -> None:
        self._database = database.absolute()

    async def __call__(self, policy: str, since: datetime | None, places: int | None) -> bytes:
        """Return what `baton replay --json` prints about a policy.

        Args:
            since: turns before it are passed over.
            places: as if agents always had so many; None for those of who was on duty.

        Raises:
            Unavailable: it broke; the log says how.
        """
        told = ["--since", since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")] if since else []
        told += ["--places", str(places)] if places else []
        command = ["-m", "bot", "replay", "--policy", "-", "--json", "--database", f"sqlite:///{self._database}", *told]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            found, trouble = await process.communicate(policy.encode())
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            log.error("replay_failed", status=process.returncode, trouble=trouble.decode(errors="replace")[-2000:])
            raise Unavailable("the replay broke; the log says how")
        return found
