"""An action gives the same result in process and on a real action server; a server that misbehaves is an outcome."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.automation.call import ActionResult
from bot.automation.rasa import RasaActions
from bot.automation.responses import Responses
from bot.automation.runner import ActionServer, Runner
from bot.conversation.events import ConversationStarted, CustomerMessaged, Entry, Event, FormAsked, SlotSet
from bot.conversation.interpretation import Entity, Interpretation
from bot.conversation.language import Language
from bot.conversation.tracker import Tracker
from bot.remote.action_server import RemoteActions

HERE = Path(__file__).parent
LONG = timedelta(seconds=20)


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_up(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with closing(socket.socket()) as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            raise AssertionError(f"the action server ended with {process.wait(timeout=0.1)}")
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("the action server does not come up")


@pytest.fixture(scope="module")
def real_server() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "rasa_sdk", "--actions-module", "sample_actions", "-p", str(port)]
    environment = {**os.environ, "SANIC_HOST": "127.0.0.1"}
    process = subprocess.Popen(
        command,
        cwd=HERE,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until_up(port, process)
        yield f"http://127.0.0.1:{port}/webhook"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


@pytest.fixture
def local(responses: Responses, monkeypatch: pytest.MonkeyPatch) -> Iterator[RasaActions]:
    monkeypatch.syspath_prepend(str(HERE))
    actions = RasaActions(responses)
    actions.register_module("sample_actions")
    yield actions
    actions.close()


def remote(session: aiohttp.ClientSession, url: str, responses: Responses, limit: timedelta = LONG) -> RemoteActions:
    return RemoteActions(session, url, responses=responses, time_limit=limit)


def conversation() -> Tracker:
    events: list[Event] = [
        ConversationStarted(channel="website", locale="zh-Hans"),
        SlotSet(name="email", value="ana@example.com", verified=True),
        CustomerMessaged(client_id="m1", text="48213"),
    ]
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return Tracker("c1").apply(
        Entry(conversation_id="c1", seq=n, at=at, actor="customer", epoch=1, event=event)
        for n, event in enumerate(events, 1)
    )


async def run(server: ActionServer, action: str, responses: Responses, limit: timedelta = LONG) -> ActionResult:
    meant = Interpretation(
        text="48213",
        intent="order_status",
        confidence=0.9,
        entities=(Entity(name="order_number", value="48213"),),
        language=Language.SIMPLIFIED,
    )
    nobody = RasaActions(responses)
    runner = Runner(nobody, {action: server}, responses, time_limit=limit)
    return await runner.run(action, conversation(), meant, turn_id="t1")


async def test_an_action_server_does_what_rasa_knows_it_for(
    real_server: str, session: aiohttp.ClientSession, responses: Responses
) -> None:
    result = await run(remote(session, real_server, responses), "action_ask", responses)
    assert [reply.text for reply in result.replies] == ["c1: 48213", "预计Monday送达。"]
    assert result.slots == (SlotSet(name="order_number", value="48213"),)
    assert result.asks == FormAsked(form="order_status", slot="email")


@pytest.mark.parametrize("action", ["action_ask", "action_sees", "action_pauses", "action_rejects"])
async def test_the_same_action_gives_the_same_result_here_and_there(
    real_server: str, session: aiohttp.ClientSession, local: RasaActions, responses: Responses, action: str
) -> None:
    here = await run(local, action, responses)
    there = await run(remote(session, real_server, responses), action, responses)
    assert here == there
    assert here.outcome != "broken"


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        ("action_breaks", "unavailable"),
        ("action_nobody_wrote", "unknown_action"),
        ("action_rejects", "rejected"),
    ],
)
async def test_a_failure_on_the_server_is_an_outcome(
    real_server: str, session: aiohttp.ClientSession, responses: Responses, action: str, outcome: str
) -> None:
    result = await run(remote(session, real_server, responses), action, responses)
    assert (result.outcome, result.failed, len(result.replies)) == (outcome, True, 0 if outcome == "rejected" else 1)


async def test_an_action_that_never_ends_is_given_up(
    real_server: str, session: aiohttp.ClientSession, responses: Responses
) -> None:
    server = remote(session, real_server, responses)
    result = await run(server, "action_slow", responses, limit=timedelta(seconds=0.2))
    assert (result.outcome, result.failed) == ("timed_out", True)


async def test_the_servers_own_limit_holds_too(
    real_server: str, session: aiohttp.ClientSession, responses: Responses
) -> None:
    server = remote(session, real_server, responses, limit=timedelta(seconds=0.2))
    assert (await run(server, "action_slow", responses)).outcome == "unavailable"


async def test_a_server_that_is_not_there_is_an_outcome(session: aiohttp.ClientSession, responses: Responses) -> None:
    server = remote(session, f"http://127.0.0.1:{free_port()}/webhook", responses)
    assert (await run(server, "action_ask", responses)).outcome == "unavailable"


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def fake(
    session: aiohttp.ClientSession, responses: Responses
) -> AsyncIterator[Callable[[Handler], Awaitable[RemoteActions]]]:
    servers: list[TestServer] = []

    async def serve(handler: Handler) -> RemoteActions:
        app = web.Application()
        app.router.add_route("*", "/webhook", handler)
        app.router.add_route("*", "/elsewhere", handler)
        server = TestServer(app)
        await server.start_server()
        servers.append(server)
        return remote(session, str(server.make_url("/webhook")), responses, limit=timedelta(seconds=5))

    yield serve
    for server in servers:
        await server.close()


Serve = Callable[[Handler], Awaitable[RemoteActions]]


async def test_the_turn_is_the_idempotency_key(fake: Serve, responses: Responses) -> None:
    keys: list[str | None] = []

    async def handler(request: web.Request) -> web.Response:
        keys.append(request.headers.get("Idempotency-Key"))
        return web.json_response({"events": [], "responses": []})

    assert (await run(await fake(handler), "action_x", responses)).outcome == "done"
    assert keys == ["t1"]


async def test_the_domain_is_sent_only_when_it_is_asked_for(fake: Serve, responses: Responses) -> None:
    asked: list[bool] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append("domain" in await request.json())
        return web.json_response({"events": [], "responses": []}, status=200 if asked[-1] else 449)

    assert (await run(await fake(handler), "action_x", responses)).outcome == "done"
    assert asked == [False, True]


async def test_a_server_that_wants_the_domain_for_ever_is_given_up(fake: Serve, responses: Responses) -> None:
    calls = 0

    async def handler(request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        return web.json_response({}, status=449)

    assert (await run(await fake(handler), "action_x", responses)).outcome == "unavailable"
    assert calls == 2


async def test_a_redirect_is_not_followed(fake: Serve, responses: Responses) -> None:
    paths: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        paths.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    assert (await run(await fake(handler), "action_x", responses)).outcome == "unavailable"
    assert paths == ["/webhook"]


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b"not json", "unavailable"),
        (200, b"[" * 100_000, "unavailable"),
        (200, b"[]", "broken"),
        (200, b'{"events": 7}', "broken"),
        (200, b'{"responses": [{"text": 7}]}', "done"),
        (200, b"{}" + b" " * (1024 * 1024), "unavailable"),
        (400, b'{"error": "Invalid body request"}', "unavailable"),
        (400, b'{"error": "no", "action_name": "action_x"}', "rejected"),
        (400, b"no", "unavailable"),
        (503, b"{}", "unavailable"),
    ],
)
async def test_nothing_that_a_server_answers_gets_further_than_an_outcome(
    fake: Serve, responses: Responses, status: int, body: bytes, outcome: str
) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=status, body=body)

    assert (await run(await fake(handler), "action_x", responses)).outcome == outcome


async def test_a_packed_answer_is_measured_unpacked(fake: Serve, responses: Responses) -> None:
    async def handler(request: web.Request) -> web.Response:
        response = web.Response(body=b"{}" + b" " * (64 * 1024 * 1024))
        response.enable_compression(web.ContentCoding.gzip)
        return response

    assert (await run(await fake(handler), "action_x", responses)).outcome == "unavailable"


async def test_a_server_that_hangs_up_is_an_outcome(fake: Serve, responses: Responses) -> None:
    async def handler(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    assert (await run(await fake(handler), "action_x", responses)).outcome == "unavailable"
