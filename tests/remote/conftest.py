"""What the tests of other people's servers share."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.automation.responses import Responses
from bot.automation.responses_file import load_responses
from bot.remote.http import open_session

DATA = Path(__file__).parents[2] / "training_data"


@pytest.fixture(scope="session")
def responses() -> Responses:
    return load_responses(DATA / "responses.yml", DATA / "faq.yml")


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as session:
        yield session


@pytest.fixture
def seen() -> list[str]:
    """The heads of the requests that a server was asked."""
    return []
