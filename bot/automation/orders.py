"""Orders as the bot sees them: looked up by number and e-mail together, never by one alone."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

#: Failed look-ups of one order number, or with one e-mail, after which none is made for a while.
MOST_FAILURES = 5
FAILURES_COUNT_FOR = timedelta(hours=1)

LONGEST_NUMBER = 32
LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[a-z0-9._%+'-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![a-z0-9])(?:[a-z]{1,4}-?)?[0-9](?:-?[0-9]){3,23}(?![a-z0-9])", re.IGNORECASE)
#: A Chinese keyboard types its own full stop into an address.
_FULL_STOP_INSIDE = re.compile(r"(?<=[a-z0-9])。(?=[a-z0-9])", re.IGNORECASE)


class OrderStatus(StrEnum):
    """Where an order is."""

    PROCESSING = "processing"
    PACKED = "packed"
    SHIPPED = "shipped"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a customer may know about an order of theirs.

    Attributes:
        expected_on: the day it should arrive; of a delivered order, the day it did.
    """

    number: str
    status: OrderStatus
    carrier: str | None = None
    tracking: str | None = None
    expected_on: date | None = None


class OrderBook(Protocol):
    """The shop's orders."""

    async def find(self, number: str, email: str) -> Order | None:
        """Return the order with that number that was placed with that e-mail, both normalised.

        None for an unknown number and for another customer's order alike.

        Raises:
            Unavailable: the book cannot be read now.
        """
        ...


class Attempts(Protocol):
    """Counts tries that failed, over all conversations and restarts, so that nobody can guess."""

    async def admit(self, keys: Sequence[str]) -> bool:
        """Count a try under every key, as failed until it is forgiven; False where too many failed before.

        A try that is not admitted is not counted. Looking and counting are one step: of many tries at the same
        moment, no more get through than of as many in a row.

        Raises:
            Unavailable: the count cannot be kept now.
        """
        ...

    async def forgive(self, keys: Sequence[str]) -> None:
        """Take back one try under every key: it did not fail."""
        ...


def attempt_keys(number: str, email: str) -> tuple[str, str]:
    """Return what failed look-ups are counted by."""
    return f"order:{number}", f"order_email:{email}"


def normal_number(text: str) -> str | None:
    """Return an order number as books keep it, upper-case letters and digits only, or None if there is none."""
    number = "".join(c for c in _ordinary(text).upper() if c.isascii() and c.isalnum())
    return number if any(c.isdigit() for c in number) and len(number) <= LONGEST_NUMBER else None


def normal_email(text: str) -> str | None:
    """Return an e-mail address as books keep it, in lower case, or None if it is none."""
    email = _ordinary(text).strip().lower()
    return email if len(email) <= LONGEST_EMAIL and _EMAIL.fullmatch(email) else None


def number_in(text: str) -> str | None:
    """Return the last thing in a text that looks like an order number, normalised; addresses do not count."""
    found = _NUMBER.findall(_EMAIL.sub(" ", _ordinary(text)))
    return normal_number(found[-1]) if found else None


def email_in(text: str) -> str | None:
    """Return the last e-mail address in a text, normalised."""
    found = _EMAIL.findall(_ordinary(text))
    return normal_email(found[-1]) if found else None


def _ordinary(text: str) -> str:
    """Return the text with full-width letters, digits and signs made ordinary."""
    return _FULL_STOP_INSIDE.sub(".", unicodedata.normalize("NFKC", text))
