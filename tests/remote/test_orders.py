"""The shop's own order system, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.automation.orders import Order, OrderStatus
from bot.conversation.errors import BadConfiguration, Unavailable
from bot.remote.orders import RestOrderBook, RestOrders

ORDER = {
    "data": {
        "order": {"no": "AB-20914", "state": "in_transit", "eta": "2026-11-24T18:00:00Z"},
        "customer": {"mail": "Ana@Example.com"},
        "parcels": [{"carrier": "GreenPost", "code": 7730154}],
    }
}
FIELDS = {
    "number": "data.order.no",
    "status": "data.order.state",
    "expected_on": "data.order.eta",
    "email": "data.customer.mail",
    "carrier": "data.parcels.0.carrier",
    "tracking": "data.parcels.0.code",
}
SHOP = RestOrders(
    url="http://shop.example/orders/{number}?email={email}",
    token="s3cret",
    fields=FIELDS,
    statuses={"in_transit": OrderStatus.SHIPPED},
    time_limit=timedelta(seconds=5),
)
ANA = ("AB20914", "ana@example.com")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[..., Awaitable[RestOrderBook]]


@pytest.fixture
async def serve(session: aiohttp.ClientSession) -> AsyncIterator[Serve]:
    servers: list[TestServer] = []

    async def start(handler: Handler, shop: RestOrders = SHOP) -> RestOrderBook:
        app = web.Application()
        app.router.add_get("/{rest:.*}", handler)
        server = TestServer(app)
        await server.start_server()
        servers.append(server)
        here = str(server.make_url("")).rstrip("/")
        return RestOrderBook(session, replace(shop, url=shop.url.replace("http://shop.example", here)))

    yield start
    for server in servers:
        await server.close()


def answers(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        if isinstance(body, bytes):
            return web.Response(body=body, status=status, headers=headers)
        return web.json_response(body, status=status, headers=headers)

    return handler


async def test_an_order_is_read_by_the_mapping(serve: Serve) -> None:
    book = await serve(answers(ORDER))
    assert await book.find(*ANA) == Order(
        number="AB20914",
        status=OrderStatus.SHIPPED,
        carrier="GreenPost",
        tracking="7730154",
        expected_on=date(2026, 11, 24),
    )


async def test_number_and_email_cannot_change_the_address(serve: Serve) -> None:
    asked: list[tuple[str, str | None, str | None]] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append((request.raw_path, request.query.get("email"), request.headers.get("Authorization")))
        return web.Response(status=404)

    book = await serve(handler)
    await book.find("1/../2?x=", "a+b&admin=1@example.com")
    assert asked == [
        (
            "/orders/1%2F..%2F2%3Fx%3D?email=a%2Bb%26admin%3D1%40example.com",
            "a+b&admin=1@example.com",
            "Bearer s3cret",
        )
    ]


@pytest.mark.parametrize(
    "found",
    [
        {**ORDER, "data": {**ORDER["data"], "customer": {"mail": "eve@example.com"}}},
        {**ORDER, "data": {**ORDER["data"], "customer": {}}},
        {**ORDER, "data": {**ORDER["data"], "order": {"no": "999", "state": "in_transit"}}},
        {"data": []},
    ],
)
async def test_an_order_of_somebody_else_is_no_order(serve: Serve, found: object) -> None:
    assert await (await serve(answers(found))).find(*ANA) is None


@pytest.mark.parametrize("status", [404, 410])
async def test_an_unknown_order_is_no_order(serve: Serve, status: int) -> None:
    assert await (await serve(answers({}, status=status))).find(*ANA) is None


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502])
async def test_a_shop_that_fails_is_unavailable(serve: Serve, status: int) -> None:
    with pytest.raises(Unavailable):
        await (await serve(answers(ORDER, status=status))).find(*ANA)


@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff\xfe", b"[" * 100_000])
async def test_garbage_is_unavailable(serve: Serve, body: bytes) -> None:
    with pytest.raises(Unavailable):
        await (await serve(answers(body))).find(*ANA)


async def test_an_endless_answer_is_unavailable(serve: Serve) -> None:
    body = json.dumps(ORDER).encode() + b" " * (1024 * 1024)
    with pytest.raises(Unavailable, match="more than"):
        await (await serve(answers(body))).find(*ANA)


async def test_a_redirect_is_not_followed_and_gets_no_token(serve: Serve) -> None:
    paths: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        paths.append(request.path)
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    with pytest.raises(Unavailable):
        await (await serve(handler)).find(*ANA)
    assert paths == ["/orders/AB20914"]


async def test_a_slow_shop_is_unavailable(serve: Serve) -> None:
    released = asyncio.Event()

    async def handler(request: web.Request) -> web.Response:
        await released.wait()
        return web.Response()

    book = await serve(handler, replace(SHOP, time_limit=timedelta(seconds=0.1)))
    with pytest.raises(Unavailable, match="in time"):
        await book.find(*ANA)
    released.set()


async def test_a_status_that_nobody_named_is_unavailable_not_guessed(serve: Serve) -> None:
    found = {"data": {**ORDER["data"], "order": {"no": "AB-20914", "state": "teleported"}}}
    with pytest.raises(Unavailable, match="statuses"):
        await (await serve(answers(found))).find(*ANA)


async def test_an_unreadable_day_is_left_out(serve: Serve) -> None:
    found = {"data": {**ORDER["data"], "order": {"no": "AB-20914", "state": "delivered", "eta": "soon"}}}
    order = await (await serve(answers(found))).find(*ANA)
    assert order is not None
    assert (order.status, order.expected_on) == (OrderStatus.DELIVERED, None)


async def test_settings_that_cannot_work_are_refused_all_at_once(session: aiohttp.ClientSession) -> None:
    shop = RestOrders(url="ftp://{shop}/orders", fields={"colour": "x"})
    with pytest.raises(BadConfiguration) as caught:
        RestOrderBook(session, shop)
    assert set(caught.value.problems) == {
        "orders: url: http:// or https:// and a host are wanted",
        "orders: url: the host cannot hold a placeholder",
        "orders: url: `{number}` is missing",
        "orders: url: unknown placeholder `{shop}`",
        "orders: fields: `status` is missing",
        "orders: fields: unknown field `colour`",
        "orders: nothing compares the e-mail: put `{email}` in url or `email` in fields",
    }


def test_the_token_is_never_shown() -> None:
    assert "s3cret" not in repr(SHOP)
