"""Who may speak in a thread, asked of Meta and told to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from bot.channels.messenger.channel import CONTROLS
from bot.channels.messenger.compose import KEEP, RELEASE
from bot.channels.messenger.graph import Graph
from bot.channels.messenger.graph_errors import GraphError, Trouble
from bot.channels.messenger.pages import Page, Pages
from bot.channels.messenger.routing import INBOX, LONGEST, Routing
from bot.conversation.clock import SystemClock
from bot.engine.outbox import Later, Sent
from tests.channels.messenger.line import Line
from tests.support.graph import FakeGraph, Person, fake_graph


@dataclass(frozen=True)
class Desk:
    """A page that a person has written to, and what it asks Meta with."""

    fake: FakeGraph
    page: Page
    routing: Routing
    ada: Person


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with fake_graph() as fake, aiohttp.ClientSession() as http:
        page = Page(id=fake.shop.id, token=fake.shop.token)
        graph = Graph(http, Pages([page], clock=SystemClock()), url=fake.url, clock=SystemClock())
        ada = fake.person()
        fake.shop.default_app = fake.app.id
        fake.person_says(ada, "hello")
        yield Desk(fake=fake, page=page, routing=Routing(graph, clock=SystemClock()), ada=ada)


async def test_a_thread_is_given_to_the_inbox_and_taken_back(desk: Desk) -> None:
    await desk.routing.give(desk.page, desk.ada.psid)
    assert await desk.routing.owner(desk.page, desk.ada.psid) == INBOX
    assert await desk.routing.take(desk.page, desk.ada.psid)
    assert await desk.routing.owner(desk.page, desk.ada.psid) == desk.fake.app.id


async def test_where_it_may_not_be_taken_it_is_asked_for(desk: Desk) -> None:
    await desk.routing.give(desk.page, desk.ada.psid)
    desk.fake.shop.default_app = None
    assert not await desk.routing.take(desk.page, desk.ada.psid)
    assert desk.ada.thread.requests == [desk.fake.app.id]


async def test_a_thread_that_a_person_works_on_is_kept_for_seven_days(desk: Desk) -> None:
    await desk.routing.keep(desk.page, desk.ada.psid)
    assert desk.ada.thread.owner_until == desk.fake.clock.now() + LONGEST.total_seconds()


async def test_a_thread_that_nobody_needs_is_idle(desk: Desk) -> None:
    await desk.routing.release(desk.page, desk.ada.psid)
    assert await desk.routing.owner(desk.page, desk.ada.psid) is None


async def test_a_page_without_routing_is_asked_once_and_told_nothing(desk: Desk) -> None:
    desk.fake.shop.default_app = None
    for _ in range(3):
        await desk.routing.keep(desk.page, desk.ada.psid)
        await desk.routing.release(desk.page, desk.ada.psid)
    asked = [call for call in desk.fake.calls if "thread_control" in str(call) or "feature" in str(call)]
    assert len(asked) == 1


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with fake_graph() as fake, aiohttp.ClientSession() as http:
        yield Line(fake, http)


@pytest.mark.parametrize("asked", ["extend_thread_control", "me"])
async def test_what_meta_did_not_hear_of_a_thread_it_is_told_again(line: Line, asked: str) -> None:
    line.fake.faults.crash(503, api=asked)
    assert isinstance(await line.deliver(control=KEEP), Later)
    assert await line.deliver(control=KEEP) == Sent(external_id="")
    assert line.ada.thread.owner_until == line.fake.clock.now() + LONGEST.total_seconds()


async def test_it_is_told_only_so_often_for_what_is_said_waits_behind_it(line: Line) -> None:
    line.fake.faults.fail(2, times=100, api="release_thread_control")
    verdicts = [await line.deliver(control=RELEASE) for _ in range(CONTROLS)]
    assert [type(one) for one in verdicts] == [Later] * (CONTROLS - 1) + [Sent]


async def test_what_meta_refuses_of_a_thread_is_told_once(line: Line) -> None:
    line.fake.faults.fail(100, api="release_thread_control")
    assert await line.deliver(control=RELEASE) == Sent(external_id="")
    assert sum(call.path == "me/release_thread_control" for call in line.fake.calls) == 1


async def test_what_is_over_for_other_reasons_is_told(desk: Desk) -> None:
    desk.fake.kill_token()
    with pytest.raises(GraphError) as refused:
        await desk.routing.take(desk.page, desk.ada.psid)
    assert refused.value.trouble is Trouble.TOKEN
