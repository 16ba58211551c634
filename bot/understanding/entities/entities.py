"""Everything that a message names, each thing once."""

import re
from collections.abc import Iterator

from bot.conversation.interpretation import Entity
from bot.understanding.entities.orders import order_numbers
from bot.understanding.entities.parcels import tracking_numbers
from bot.understanding.entities.phones import phones
from bot.understanding.entities.spelling import plain

ORDER_NUMBER, EMAIL, TRACKING_NUMBER, PHONE = "order_number", "email", "tracking_number", "phone"
#: What rules find, whatever a business teaches.
BUILT_IN = frozenset({ORDER_NUMBER, EMAIL, TRACKING_NUMBER, PHONE})
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}(?![\w@])", re.IGNORECASE | re.ASCII)
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
#: In this order: what has a form of its own before what only a word tells, orders last.
_FINDERS = ((TRACKING_NUMBER, tracking_numbers), (PHONE, phones), (ORDER_NUMBER, order_numbers))


def entities(text: str) -> tuple[Entity, ...]:
    """Return e-mail addresses, tracking numbers, phones and order numbers, in the order in which they stand.

    In any script's digits. No number is two things; one of five to eight digits is an order's unless words or letters
    say otherwise.
    """
    return tuple(entity for _, _, entity in found_by_rules(plain(text)))


def found_by_rules(readable: str) -> list[tuple[int, int, Entity]]:
    """Return start, end and entity of what stands in a plain text, in order."""
    if "@" not in readable and not any(map(str.isdecimal, readable)):
        return []
    found = [(*m.span(), Entity(name=EMAIL, value=m.group().rstrip("."))) for m in _EMAIL.finditer(readable)]
    # Same length, so that places stay; the digits of an address are none of an order.
    rest = _URL.sub(_blank, _EMAIL.sub(_blank, readable))
    for name, find in _FINDERS:
        now = list(_apart(find(rest)))
        found += [(start, end, Entity(name=name, value=value)) for start, end, value in now]
        for start, end, _ in now:
            rest = rest[:start] + "\N{REPLACEMENT CHARACTER}" * (end - start) + rest[end:]
    return sorted(found, key=lambda f: f[0])


def _apart(found: Iterator[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Of what overlaps, the first and longest."""
    done = 0
    for start, end, value in sorted(found, key=lambda f: (f[0], -f[1])):
        if start >= done:
            yield start, end, value
            done = end


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
