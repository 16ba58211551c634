"""Waits of tests that end: what does not come fails its own test, and not the whole run."""

import asyncio

#: Longer than anything takes on a busy machine, in seconds.
PATIENCE = 20


async def soon(event: asyncio.Event) -> None:
    """Return once it is set; fails after twenty seconds."""
    async with asyncio.timeout(PATIENCE):
        await event.wait()
