"""What many tests start from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.live import Live, live


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Live]:
    """Give a running Baton."""
    async with live(tmp_path) as running:
        yield running
