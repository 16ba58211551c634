"""The demo shop's orders, and the count of look-ups that failed."""

import csv
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.automation.orders import Order, OrderStatus, normal_email, normal_number
from bot.conversation.clock import Clock
from bot.conversation.errors import BadConfiguration
from bot.storage.database import Database
from bot.storage.schema import attempt, demo_order

_COLUMNS = ("number", "email", "status", "carrier", "tracking", "expected_in_days")
#: How long failed tries are kept; nobody may count them for longer.
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrder:
    """One line of `orders.csv`."""

    number: str
    email: str
    status: OrderStatus
    carrier: str | None
    tracking: str | None
    expected_in_days: int | None


def read_demo_orders(path: Path) -> tuple[DemoOrder, ...]:
    """Return the orders of a CSV file with the columns number, email, status, carrier, tracking, expected_in_days.

    Raises:
        BadConfiguration: with every mistake as `file:line: what is wrong`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file)
            if tuple(lines.fieldnames or ()) != _COLUMNS:
                raise BadConfiguration(f"{path}:1: the columns must be {', '.join(_COLUMNS)}")
            rows = [(lines.line_num, row) for row in lines]
    except OSError as error:
        raise BadConfiguration(f"{path}: {error.strerror}") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadConfiguration(f"{path}:1: not CSV in UTF-8") from error
    problems = [f"{path}:{line}: {what}" for line, row in rows for what in _mistakes(row)]
    problems += [f"{path}:{line}: {what}" for line, what in _repeated(rows)]
    if problems:
        raise BadConfiguration(*problems)
    return tuple(_demo_order(row) for _, row in rows)


def seed(connection: Connection, orders: Sequence[DemoOrder], today: date) -> None:
    """Make these the demo shop's orders, expected relative to today; whatever was there before is gone."""
    connection.execute(sa.delete(demo_order))
    if orders:
        connection.execute(sa.insert(demo_order), [_row(order, today) for order in orders])


def order_of(connection: Connection, number: str, email: str) -> Order | None:
    """Return the order with that number that was placed with that e-mail."""
    row = connection.execute(
        sa.select(demo_order).where(demo_order.c.number == number, demo_order.c.email == email)
    ).first()
    if row is None:
        return None
    return Order(
        number=row.number,
        status=OrderStatus(row.status),
        carrier=row.carrier,
        tracking=row.tracking,
        expected_on=row.expected_on,
    )


def count_try(connection: Connection, keys: Sequence[str], *, now: datetime, most: int, within: timedelta) -> bool:
    """Count a try under every key; False, and nothing counted, where one of them has `most` within the time."""
    if most_tries(connection, keys, since=now - within) >= most:
        return False
    add_try(connection, keys, now=now)
    return True


def most_tries(connection: Connection, keys: Sequence[str], *, since: datetime) -> int:
    """Return the tries since then under whichever key has most."""
    recent = sa.select(sa.func.count()).where(attempt.c.at > since)
    return max(connection.execute(recent.where(attempt.c.key == _hashed(key))).scalar_one() for key in keys)


def add_try(connection: Connection, keys: Sequence[str], *, now: datetime) -> None:
    """Count a try under every key, and forget those that nobody counts any more."""
    connection.execute(sa.delete(attempt).where(attempt.c.at < now - _KEPT))
    connection.execute(sa.insert(attempt), [{"key": _hashed(key), "at": now} for key in keys])


def forget_try(connection: Connection, keys: Sequence[str]) -> None:
    """Take back the latest try under every key."""
    for key in keys:
        latest = sa.select(sa.func.max(attempt.c.id)).where(attempt.c.key == _hashed(key))
        connection.execute(sa.delete(attempt).where(attempt.c.id == latest.scalar_subquery()))


class StoredOrders:
    """The demo shop's order book; see `automation.orders.OrderBook`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, number: str, email: str) -> Order | None:
        """See `OrderBook.find`."""
        return await self._database.read(lambda connection: order_of(connection, number, email))


class StoredAttempts:
    """See `automation.orders.Attempts`, and `console.sign_in.Attempts` for those who look and count in two steps."""

    def __init__(self, database: Database, clock: Clock, *, most: int, within: timedelta) -> None:
        """Admit `most` failed tries `within` a time, under each key."""
        self._database = database
        self._clock = clock
        self._most = most
        self._within = within

    async def admit(self, keys: Sequence[str]) -> bool:
        """See `Attempts.admit`."""
        now = self._clock.now()
        return await self._database.write(
            lambda connection: count_try(connection, keys, now=now, most=self._most, within=self._within)
        )

    async def too_many(self, keys: Sequence[str]) -> bool:
        """See `sign_in.Attempts.too_many`."""
        since = self._clock.now() - self._within
        return await self._database.read(lambda connection: most_tries(connection, keys, since=since) >= self._most)

    async def failed(self, keys: Sequence[str]) -> None:
        """See `sign_in.Attempts.failed`."""
        now = self._clock.now()
        await self._database.write(lambda connection: add_try(connection, keys, now=now))

    async def forgive(self, keys: Sequence[str]) -> None:
        """See `Attempts.forgive`."""
        if keys:
            await self._database.write(lambda connection: forget_try(connection, keys))


def _mistakes(row: Mapping[str, str]) -> Iterator[str]:
    checks: Mapping[str, Callable[[str], object]] = {
        "number": normal_number,
        "email": normal_email,
        "status": {status.value for status in OrderStatus}.__contains__,
        "expected_in_days": re.compile(r"(-?[0-9]{1,4})?").fullmatch,
    }
    for column, fine in checks.items():
        if not fine(row.get(column) or ""):
            yield f"{column} `{row.get(column) or ''}` cannot be used"
    if None in row:
        yield "there are more values than columns"


def _repeated(rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[tuple[int, str]]:
    seen: set[str | None] = set()
    for line, row in rows:
        number = normal_number(row["number"] or "")
        if number in seen:
            yield line, f"number `{number}` is there twice"
        seen.add(number)


def _demo_order(row: Mapping[str, str]) -> DemoOrder:
    return DemoOrder(
        number=normal_number(row["number"]) or "",
        email=normal_email(row["email"]) or "",
        status=OrderStatus(row["status"]),
        carrier=row["carrier"] or None,
        tracking=row["tracking"] or None,
        expected_in_days=int(row["expected_in_days"]) if row["expected_in_days"] else None,
    )


def _row(order: DemoOrder, today: date) -> dict[str, object]:
    days = order.expected_in_days
    return {
        "number": order.number,
        "email": order.email,
        "status": order.status.value,
        "carrier": order.carrier,
        "tracking": order.tracking,
        "expected_on": None if days is None else today + timedelta(days=days),
    }


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
