"""The shop's own order system, asked over HTTP: a GET whose JSON answer is read by the operator's own mapping."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import quote, urlsplit

import aiohttp
import msgspec
import structlog
from yarl import URL

from bot.automation.orders import Order, OrderStatus, normal_email, normal_number
from bot.conversation.errors import BadConfiguration, Unavailable
from bot.remote.http import ask

FIELDS = frozenset({"number", "email", "status", "carrier", "tracking", "expected_on"})
_PLACEHOLDERS = frozenset({"number", "email"})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class RestOrders:
    """How to ask the shop for an order.

    Attributes:
        url: with `{number}` and `{email}` where they belong: `https://shop.example/orders/{number}?email={email}`.
        token: sent as `Authorization: Bearer …`.
        fields: where in the answer to find each of `FIELDS`, as a path: `data.order.state`, `orders.0.number`.
            `status` must be there, and `email` unless the shop compares it, that is, the address holds `{email}`.
        statuses: the shop's words for ours: `{"in_transit": "shipped"}`; our own words need no entry.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    fields: Mapping[str, str]
    statuses: Mapping[str, OrderStatus] = field(default_factory=dict)
    time_limit: timedelta = timedelta(seconds=4)


class RestOrderBook:
    """See `automation.orders.OrderBook`."""

    def __init__(self, session: aiohttp.ClientSession, shop: RestOrders) -> None:
        """Take the settings.

        Raises:
            BadConfiguration: with everything that is wrong with them.
        """
        problems = tuple(_problems(shop))
        if problems:
            raise BadConfiguration(*problems)
        self._session = session
        self._shop = shop

    async def find(self, number: str, email: str) -> Order | None:
        """See `OrderBook.find`."""
        filled = self._shop.url.replace("{number}", quote(number, safe="")).replace("{email}", quote(email, safe=""))
        headers = {"Accept": "application/json"}
        if self._shop.token:
            headers["Authorization"] = f"Bearer {self._shop.token}"
        # Encoded already: yarl would make ordinary signs of some of it again.
        url = URL(filled, encoded=True)
        answer = await ask(self._session, "GET", url, time_limit=self._shop.time_limit, headers=headers)
        if answer.status in {404, 410}:
            return None
        if answer.status != 200:
            raise Unavailable(f"the order system answers with status {answer.status}")
        return self._order(_json(answer.body), number, email)

    def _order(self, found: object, number: str, email: str) -> Order | None:
        values = {name: _at(found, path) for name, path in self._shop.fields.items()}
        # The shop may answer with whatever it has under the number; whose it is, is ours to check.
        if "email" in values and normal_email(str(values["email"])) != email:
            return None
        if "number" in values and normal_number(str(values["number"])) != number:
            return None
        return Order(
            number=number,
            status=self._status(values["status"]),
            carrier=_word(values.get("carrier")),
            tracking=_word(values.get("tracking")),
            expected_on=_day(values.get("expected_on")),
        )

    def _status(self, word: object) -> OrderStatus:
        known = {**{status.value: status for status in OrderStatus}, **self._shop.statuses}
        if not isinstance(word, str) or word not in known:
            raise Unavailable("the order system answers with a status that `statuses` does not name")
        return known[word]


def _problems(shop: RestOrders) -> list[str]:
    parts = urlsplit(shop.url)
    named = set(re.findall(r"\{([^{}]*)\}", shop.url))
    checks = {
        "orders: url: http:// or https:// and a host are wanted": parts.scheme in {"http", "https"} and parts.netloc,
        "orders: url: the host cannot hold a placeholder": "{" not in parts.netloc,
        "orders: url: `{number}` is missing": "number" in named,
        "orders: fields: `status` is missing": "status" in shop.fields,
        "orders: nothing compares the e-mail: put `{email}` in url or `email` in fields": "email" in named
        or "email" in shop.fields,
    }
    unknown = [f"orders: url: unknown placeholder `{{{name}}}`" for name in sorted(named - _PLACEHOLDERS)]
    unknown += [f"orders: fields: unknown field `{name}`" for name in sorted(set(shop.fields) - FIELDS)]
    return [problem for problem, fine in checks.items() if not fine] + unknown


def _json(body: bytes) -> object:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unavailable("the order system does not answer in JSON") from error


def _at(found: object, path: str) -> object:
    """Return what stands at a dotted path, or None where nothing does."""
    for step in path.split("."):
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def _word(value: object) -> str | None:
    return str(value)[:64] if isinstance(value, str | int) and value != "" else None


def _day(value: object) -> date | None:
    """Return the day of `2026-11-24` or `2026-11-24T10:00:00Z`; an order without a day is better than none."""
    if not isinstance(value, str) or not value:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        log.warning("order_day_unreadable")
        return None
