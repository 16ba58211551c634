"""The demo shop's orders and the count of failed look-ups, on a real database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.automation.orders import OrderStatus
from bot.conversation.errors import BadConfiguration
from bot.storage.orders import StoredAttempts, StoredOrders, read_demo_orders, seed
from bot.storage.schema import attempt, demo_order, metadata
from bot.storage.sqlite import SqliteDatabase, sqlite_engine

DEMO = Path(__file__).parents[2] / "training_data" / "orders.csv"
TODAY = date(2026, 11, 21)
HOUR = timedelta(hours=1)
KEYS = ("order:48213", "order_email:ana@example.com")


@dataclass
class SetClock:
    """A clock that a test moves."""

    at: datetime = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the moment that the test wants."""
        return self.at


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    path = tmp_path / "baton.db"
    engine = sqlite_engine(path)
    metadata.create_all(engine, tables=[demo_order, attempt])
    engine.dispose()
    database = SqliteDatabase(path)
    yield database
    await database.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def attempts(database: SqliteDatabase, clock: SetClock) -> StoredAttempts:
    return StoredAttempts(database, clock, most=5, within=HOUR)


async def test_the_demo_order_arrives_in_two_days(database: SqliteDatabase) -> None:
    await database.write(lambda connection: seed(connection, read_demo_orders(DEMO), TODAY))
    order = await StoredOrders(database).find("48213", "ana@example.com")
    assert order is not None
    assert (order.status, order.expected_on, order.carrier) == (OrderStatus.SHIPPED, date(2026, 11, 23), "GreenPost")


async def test_an_order_is_found_only_by_both(database: SqliteDatabase) -> None:
    await database.write(lambda connection: seed(connection, read_demo_orders(DEMO), TODAY))
    book = StoredOrders(database)
    assert await book.find("48213", "ben@example.com") is None
    assert await book.find("99999", "ana@example.com") is None


async def test_seeding_again_moves_the_days_and_doubles_nothing(database: SqliteDatabase) -> None:
    orders = read_demo_orders(DEMO)
    for day in (TODAY, TODAY + timedelta(days=30)):
        await database.write(lambda connection, day=day: seed(connection, orders, day))  # type: ignore[misc]
    order = await StoredOrders(database).find("48213", "ana@example.com")
    assert order is not None
    assert order.expected_on == date(2026, 12, 23)


def test_the_demo_has_an_order_in_every_state() -> None:
    orders = read_demo_orders(DEMO)
    assert len(orders) >= 10
    assert {order.status for order in orders} == set(OrderStatus)


def test_every_mistake_in_the_demo_orders_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "number,email,status,carrier,tracking,expected_in_days\n"
        "1234,ana@example.com,shipped,,,2\n"
        "1234,ana,lost,,,soon\n"
    )
    with pytest.raises(BadConfiguration) as caught:
        read_demo_orders(path)
    assert [problem.removeprefix(f"{path}:") for problem in caught.value.problems] == [
        "3: email `ana` cannot be used",
        "3: status `lost` cannot be used",
        "3: expected_in_days `soon` cannot be used",
        "3: number `1234` is there twice",
    ]


@pytest.mark.parametrize(("text", "why"), [("number,email\n", "1: the columns must be"), ("", "1: the columns")])
def test_wrong_columns_are_named(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(text)
    with pytest.raises(BadConfiguration, match=why):
        read_demo_orders(path)


async def test_five_failures_are_admitted_and_no_more(database: SqliteDatabase, clock: SetClock) -> None:
    counted = attempts(database, clock)
    assert [await counted.admit(KEYS) for _ in range(7)] == [True] * 5 + [False] * 2


async def test_one_key_is_enough_to_refuse(database: SqliteDatabase, clock: SetClock) -> None:
    counted = attempts(database, clock)
    for n in range(5):
        await counted.admit(("order:48213", f"order_email:{n}@example.com"))
    assert not await counted.admit(("order:48213", "order_email:new@example.com"))
    assert await counted.admit(("order:1", "order_email:new@example.com"))


async def test_of_many_tries_at_once_no_more_get_through(database: SqliteDatabase, clock: SetClock) -> None:
    counted = attempts(database, clock)
    admitted = await asyncio.gather(*(counted.admit(KEYS) for _ in range(40)))
    assert sum(admitted) == 5


async def test_an_hour_later_it_may_be_tried_again(database: SqliteDatabase, clock: SetClock) -> None:
    counted = attempts(database, clock)
    for _ in range(5):
        await counted.admit(KEYS)
    clock.at += HOUR - timedelta(seconds=1)
    assert not await counted.admit(KEYS)
    clock.at += timedelta(seconds=1)
    assert await counted.admit(KEYS)


async def test_a_restart_forgives_nothing(tmp_path: Path, database: SqliteDatabase, clock: SetClock) -> None:
    for _ in range(5):
        await attempts(database, clock).admit(KEYS)
    await database.close()
    again = SqliteDatabase(tmp_path / "baton.db")
    assert not await attempts(again, clock).admit(KEYS)
    await again.close()


async def test_a_try_that_succeeded_does_not_count(database: SqliteDatabase, clock: SetClock) -> None:
    counted = attempts(database, clock)
    for _ in range(12):
        assert await counted.admit(KEYS)
        await counted.forgive(KEYS)


async def test_looking_and_counting_can_be_two_steps(database: SqliteDatabase, clock: SetClock) -> None:
    counted = attempts(database, clock)
    for _ in range(5):
        assert not await counted.too_many(KEYS)
        await counted.failed(KEYS)
    assert await counted.too_many(KEYS)


async def test_no_address_is_kept_in_readable_form(tmp_path: Path, database: SqliteDatabase, clock: SetClock) -> None:
    await attempts(database, clock).admit(KEYS)
    await database.close()
    assert b"ana@example.com" not in everything_in(tmp_path)
