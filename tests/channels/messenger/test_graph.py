"""Calls of Graph: limits, dead tokens, lost answers. Meta is the fake; what no fake does is a bare server."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from bot.channels.messenger.graph import Graph, usage_pause
from bot.channels.messenger.graph_errors import GraphError, Trouble
from bot.channels.messenger.pages import BLOCKED, Page
from bot.engine.outbox import Later, Refused, Sent, Unsure, Verdict
from tests.channels.messenger.line import RESPONSE, Line
from tests.support.graph import fake_graph


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with fake_graph() as fake, aiohttp.ClientSession() as http:
        yield Line(fake, http)


async def trouble(awaited: Any) -> Trouble:
    with pytest.raises(GraphError) as caught:
        await awaited
    return caught.value.trouble


async def test_a_message_arrives_under_our_id(line: Line) -> None:
    verdict = await line.deliver("good morning")
    (sent,) = line.fake.sent()
    assert verdict == Sent(external_id=sent.mid)
    assert (sent.text, sent.metadata, sent.messaging_type, sent.tag) == ("good morning", "d1", "RESPONSE", None)


@pytest.mark.parametrize("accepted", [True, False])
async def test_nobody_knows_what_became_of_a_call_whose_connection_broke(line: Line, *, accepted: bool) -> None:
    line.fake.faults.drop(accepted=accepted)
    assert isinstance(await line.deliver(), Unsure)


async def test_a_proxy_s_page_of_html_says_nothing_about_the_message(line: Line) -> None:
    line.fake.faults.crash(502, accepted=True)
    assert isinstance(await line.deliver(), Unsure)


async def test_sent_but_answered_with_an_error_is_unsure(line: Line) -> None:
    line.fake.faults.fail(1, 1357046, accepted=True)
    assert isinstance(await line.deliver(), Unsure)


async def test_where_nobody_listens_nothing_was_sent(line: Line) -> None:
    async with aiohttp.ClientSession() as http:
        graph = Graph(http, line.pages, url=f"http://127.0.0.1:{unused_port()}", clock=line.clock)
        assert await trouble(graph.send(line.page, "1", {"text": "hi"}, RESPONSE)) is Trouble.TRANSIENT


@pytest.mark.parametrize(
    ("code", "subcode", "verdict"),
    [
        (2, None, Later),
        (1200, None, Later),
        (1, 99, Later),
        (613, None, Later),
        (10, 2018278, Refused),
        (551, 1545041, Refused),
        (200, None, Refused),
        (100, 2018001, Refused),
        (10, 2018300, Refused),
        (613, 2018338, Refused),
        (10303, None, Refused),
    ],
)
async def test_each_class_of_error_has_its_verdict(
    line: Line, code: int, subcode: int | None, verdict: type[Verdict]
) -> None:
    line.fake.faults.fail(code, subcode)
    said = await line.deliver()
    assert isinstance(said, verdict)
    if isinstance(said, Refused):
        assert said.problem.endswith((".", ")"))


async def test_another_application_s_thread_is_refused_once_and_never_in_a_loop(line: Line) -> None:
    line.fake.inbox_takes(line.ada)
    verdict = await line.deliver()
    assert isinstance(verdict, Refused)
    assert verdict.code == Trouble.ROUTING
    assert len(line.messages()) == 1


async def test_the_bot_does_not_even_try_while_another_application_has_the_thread(line: Line) -> None:
    assert isinstance(await line.deliver(outside="Meta inbox"), Refused)
    assert line.messages() == []


async def test_headers_that_say_nearly_let_the_page_rest_as_long_as_they_say(line: Line) -> None:
    line.fake.rates.show(line.fake.shop, 100, regain_minutes=7)
    assert isinstance(await line.deliver(), Sent)
    resting = await line.deliver()
    assert resting == Later(why="too many calls", pause=timedelta(minutes=7))
    assert len(line.messages()) == 1
    line.fake.rates.show(line.fake.shop, 10)
    line.fake.clock.advance(7 * 60)  # type: ignore[attr-defined]
    assert isinstance(await line.deliver(), Sent)


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({}, None),
        ({"X-App-Usage": '{"call_count":94,"total_time":20,"total_cputime":1}'}, None),
        ({"X-App-Usage": '{"call_count":28,"total_time":95,"total_cputime":1}'}, timedelta(minutes=1)),
        (
            {"X-Business-Use-Case-Usage": '{"1":[{"call_count":10,"estimated_time_to_regain_access":2.5}]}'},
            timedelta(minutes=3),
        ),
        ({"X-App-Usage": "{"}, None),
        ({"X-App-Usage": "[]", "X-Business-Use-Case-Usage": '{"1":{},"2":[7],"3":null}'}, None),
        ({"X-App-Usage": '{"call_count":"many"}'}, None),
    ],
)
def test_what_headers_tell(headers: dict[str, str], pause: timedelta | None) -> None:
    assert usage_pause(headers) == pause


async def test_too_many_calls_let_the_page_rest(line: Line) -> None:
    line.fake.faults.fail(613)
    assert isinstance(await line.deliver(), Later)
    assert isinstance(await line.deliver(), Later)
    assert len(line.messages()) == 1


async def test_a_dead_token_stops_the_page_which_is_tried_once_a_minute_until_it_lives(line: Line) -> None:
    line.fake.kill_token()
    assert isinstance(await line.deliver(), Later)
    assert bool(line.page.broken)
    assert isinstance(await line.deliver(), Later)  # one that is tried all the same
    for _ in range(5):
        waits = await line.deliver()
        assert isinstance(waits, Later)
        assert waits.pause
        assert waits.pause <= timedelta(minutes=1)
    assert len(line.fake.sent()) == 0
    line.fake.revive_token()
    line.fake.clock.advance(60)  # type: ignore[attr-defined]
    assert isinstance(await line.deliver(), Sent)
    assert line.page.broken is None
    assert isinstance(await line.deliver(), Sent)


async def test_the_bot_has_a_day_a_person_a_week(line: Line) -> None:
    line.fake.clock.advance(25 * 3600)  # type: ignore[attr-defined]
    refused = await line.deliver("bot")
    assert isinstance(refused, Refused)
    assert refused.code == Trouble.WINDOW
    assert isinstance(await line.deliver("person", agent="Ana"), Sent)
    (sent,) = line.fake.sent()
    assert (sent.messaging_type, sent.tag) == ("MESSAGE_TAG", "HUMAN_AGENT")
    line.fake.clock.advance(7 * 86_400)  # type: ignore[attr-defined]
    assert isinstance(await line.deliver("person", agent="Ana"), Refused)
    assert len(line.messages()) == 1


async def test_where_meta_s_day_ended_before_ours_a_person_s_word_goes_as_one_and_the_bot_s_does_not(
    line: Line,
) -> None:
    line.fake.clock.advance(25 * 3600)  # type: ignore[attr-defined]
    line.opened_at = line.clock.now()  # we believe that they wrote just now
    assert isinstance(await line.deliver("person", agent="Ana"), Sent)
    assert [call.get("tag") for call in line.messages()] == [None, "HUMAN_AGENT"]
    assert isinstance(await line.deliver("bot"), Refused)
    assert len(line.messages()) == 3


async def test_an_agent_speaks_under_their_name_which_is_made_once(line: Line) -> None:
    async with aiohttp.ClientSession() as http:
        named = Line(line.fake, http, picture="https://shop.example/agent.png")
        verdicts = await asyncio.gather(
            *(named.deliver(f"{n}", agent=name) for n, name in enumerate(["Ana", "Ben", "Ana"]))
        )
    assert all(isinstance(verdict, Sent) for verdict in verdicts)
    names = {persona: data["name"] for persona, data in line.fake.shop.personas.items()}
    assert sorted(names.values()) == ["Ana", "Ben"]
    assert sorted((m.text, names[m.persona_id or ""]) for m in line.fake.sent()) == [
        ("0", "Ana"),
        ("1", "Ben"),
        ("2", "Ana"),
    ]


async def test_without_a_persona_the_page_speaks(line: Line) -> None:
    async with aiohttp.ClientSession() as http:
        named = Line(line.fake, http, picture="https://shop.example/agent.png")
        line.fake.faults.fail(200, api="personas")
        assert isinstance(await named.deliver("hi", agent="Ana"), Sent)
    assert [m.persona_id for m in line.fake.sent()] == [None]


async def test_four_hundred_calls_at_once_stay_below_meta_s_limit() -> None:
    taken: list[float] = []
    limiter = Page(id="1", token="t").sends
    loop = asyncio.get_running_loop()

    async def call() -> None:
        await limiter.acquire()
        taken.append(loop.time())

    async with asyncio.timeout(30):
        await asyncio.gather(*(call() for _ in range(400)))
    busiest = max(sum(at <= other < at + 1 for other in taken) for at in taken)
    assert busiest <= 300
    assert taken[-1] - taken[0] < 10


async def test_signs_give_way_to_words(line: Line) -> None:
    async with asyncio.timeout(10):
        while line.page.sends.has_capacity():
            await line.page.sends.acquire()
        line.people.attend(line.page, line.ada.psid)
        await asyncio.gather(*line.people._signs)
    assert line.messages() == []


async def test_a_persona_that_was_deleted_at_meta_silences_nobody(line: Line) -> None:
    async with aiohttp.ClientSession() as http:
        named = Line(line.fake, http, picture="https://shop.example/agent.png")
        assert isinstance(await named.deliver("one", agent="Ana"), Sent)
        for persona in line.fake.shop.personas.values():
            persona["deleted"] = True
        assert isinstance(await named.deliver("two", agent="Ana"), Sent)
        assert isinstance(await named.deliver("three", agent="Ana"), Sent)
        assert [m.persona_id is not None for m in named.ada.thread.messages if m.app_id] == [True, False, True]


@pytest.mark.parametrize("subcode", [2018001, 2018109])
async def test_what_is_wrong_with_something_else_is_not_put_down_to_the_persona(line: Line, subcode: int) -> None:
    async with aiohttp.ClientSession() as http:
        named = Line(line.fake, http, picture="https://shop.example/agent.png")
        assert isinstance(await named.deliver("one", agent="Ana"), Sent)
        asked = sum(call.path == "me/personas" for call in line.fake.calls)
        line.fake.faults.fail(100, subcode)
        assert isinstance(await named.deliver("two", agent="Ana"), Refused)
        assert [m.text for m in line.fake.sent()] == ["one"]
        assert isinstance(await named.deliver("three", agent="Ana"), Sent)
        assert sum(call.path == "me/personas" for call in line.fake.calls) == asked


async def test_what_meta_has_blocked_stays_so_whatever_else_it_answers(line: Line) -> None:
    line.page.broken = BLOCKED
    await line.routing.owner(line.page, line.ada.psid)
    assert line.page.broken == BLOCKED


async def test_a_thread_that_is_not_ours_is_looked_after(line: Line) -> None:
    line.fake.faults.fail(10, 2018300)
    assert isinstance(await line.deliver("hello"), Refused)
    assert line.lost == ["c"]
