"""Replay in a process of its own."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.conversation.errors import Unavailable
from bot.insight.apart import ReplayApart
from tests.routing.samples import POLICY_FILE

SHIPPED = POLICY_FILE.read_text("utf-8")


async def test_a_replay_that_breaks_is_told_and_the_log_says_how(tmp_path: Path) -> None:
    with capture_logs() as lines, pytest.raises(Unavailable):
        await ReplayApart(tmp_path / "none.db")(SHIPPED, None, None)
    (failed,) = lines
    assert (failed["event"], failed["status"]) == ("replay_failed", 2)
    assert "no database here" in failed["trouble"]


async def test_a_replay_ends_with_whoever_asked_for_it(tmp_path: Path) -> None:
    asked = asyncio.create_task(ReplayApart(tmp_path / "none.db")(SHIPPED, None, None))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
