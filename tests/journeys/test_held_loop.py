"""What the journeys would say of a server whose loop is held."""

import asyncio
import threading

import pytest

from tests.support.held import LONGEST, watch_loop


def test_a_callback_that_blocks_the_loop_is_named(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncio.Handle, "_run", asyncio.Handle._run)
    watch_loop()

    async def quick() -> None:
        await asyncio.sleep(0)

    async def blocks() -> None:
        threading.Event().wait(1.2 * LONGEST)

    async def both() -> None:
        await asyncio.create_task(quick())
        await asyncio.create_task(blocks())

    asyncio.run(both())
    assert [("blocks()" in record.message, record.levelname) for record in caplog.records] == [(True, "ERROR")]
