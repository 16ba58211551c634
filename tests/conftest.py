"""What many tests start from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from tests.support.live import Live, live

# What structlog does by itself draws every variable beside a trace, which takes seconds each time.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slowest, so that both workers end at about the same time."""
    order = ("tests/laws/test_kill", "tests/laws/", "tests/journeys/", "tests/channels/", "tests/cli/")
    ranks = {prefix: rank for rank, prefix in enumerate(order)}
    items.sort(key=lambda item: next((r for prefix, r in ranks.items() if item.nodeid.startswith(prefix)), len(ranks)))


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Live]:
    """Give a running Baton."""
    async with live(tmp_path) as running:
        yield running
