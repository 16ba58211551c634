"""Law 1 on the wire: whatever frame is lost, in whichever direction, every message is there once and in order."""

import asyncio
from contextlib import suppress

import pytest
from yarl import URL

from tests.support.live import Live
from tests.support.proxy import Proxy, Way
from tests.support.widget import Widget

SCRIPT = ("how much is shipping?", "what is your return policy?", "I was charged twice!!", "are you there?")
#: More than the script has frames in either direction, so that the last rounds are cut nowhere.
FRAMES = 18


@pytest.mark.parametrize("way", list(Way))
async def test_a_socket_cut_after_every_frame_loses_and_repeats_nothing(baton: Live, way: Way) -> None:
    url = URL(baton.url)
    assert url.host
    assert url.port
    cuts = 0
    for after in range(1, FRAMES):
        widget = await Widget(baton.http, baton.url).start()
        async with Proxy(url.host, url.port, way=way, after=after) as proxy:
            widget.url = proxy.url
            with suppress(TimeoutError):
                await _talk_until_cut(widget, proxy)
            cuts += proxy.cut.is_set()
            await widget.cut()
        widget.url = baton.url
        await widget.connect()
        for number, text in enumerate(SCRIPT):
            if f"m{number}" not in widget.acked:
                await widget.say(text, f"m{number}")
        await widget.until(lambda w: not w.outbox and len(w.texts("customer")) == len(SCRIPT))
        await widget.until(lambda w: w.states[-1]["owner"] == "queue")
        await _check(widget)
        await widget.cut()
    assert cuts >= 4, "the proxy hardly ever cut: the test showed nothing"


async def _talk_until_cut(widget: Widget, proxy: Proxy) -> None:
    async def talk() -> None:
        await widget.connect()
        for number, text in enumerate(SCRIPT):
            await widget.say(text, f"m{number}")
            await widget.until(lambda w, n=number: f"m{n}" in w.acked)  # type: ignore[misc]

    talking, cut = asyncio.create_task(talk()), asyncio.create_task(proxy.cut.wait())
    await asyncio.wait([talking, cut], return_when=asyncio.FIRST_COMPLETED, timeout=10)
    for task in (talking, cut):
        task.cancel()
    await asyncio.gather(talking, cut, return_exceptions=True)


async def _check(widget: Widget) -> None:
    truth = await widget.caught_up()
    seqs = [event["seq"] for event in widget.seen]
    assert seqs == sorted(set(seqs)), "something was shown twice or out of order"
    assert [event["seq"] for event in truth] == seqs, "something was shown that is not there"
    sent = [event["id"] for event in truth if event.get("from") == "customer"]
    assert sorted(sent) == [f"m{n}" for n in range(len(SCRIPT))]
    assert widget.texts("customer") == list(SCRIPT), "the customer's own order changed"


async def test_the_same_id_with_other_text_is_the_same_message(baton: Live) -> None:
    widget = await baton.widget()
    await widget.ask("how much is shipping?", "one")
    seq = widget.acked.pop("one")
    await widget.say("something else entirely", "one")
    await widget.until(lambda w: "one" in w.acked)
    assert widget.acked["one"] == seq
    assert widget.texts("customer") == ["how much is shipping?"]
    await widget.cut()


async def test_the_long_poll_resumes_where_it_was_and_returns_as_soon_as_there_is_news(baton: Live) -> None:
    widget = await Widget(baton.http, baton.url).start()
    path = f"{baton.url}/api/widget/conversations/{widget.conversation}"
    headers = {"Authorization": f"Bearer {widget.token}"}
    for _ in range(2):
        async with baton.http.post(
            f"{path}/messages", json={"id": "a", "text": "shipping cost?"}, headers=headers
        ) as r:
            assert (await r.json())["id"] == "a"
    seen: list[int] = []
    async with asyncio.timeout(20):
        while len(seen) < 2:
            params = {"after": seen[-1] if seen else 0, "wait": 20}
            async with baton.http.get(f"{path}/events", params=params, headers=headers) as response:
                seen += [event["seq"] for event in (await response.json())["events"]]
    assert seen == sorted(set(seen))
    assert len(seen) == 2
