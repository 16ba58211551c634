"""What the tests of automation share."""

import pytest

from bot.automation.responses import Responses

from .talk import Book, Counter, SetClock, shop_texts


@pytest.fixture(scope="session")
def responses() -> Responses:
    return shop_texts()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def attempts() -> Counter:
    return Counter()
