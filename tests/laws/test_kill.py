"""Law 1 against `kill -9`: nothing acknowledged is missing or doubled, and every message gets its turn."""

import asyncio
import os
import random
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from bot.conversation.events import BotReplied, CustomerMessaged, Entry, Understood
from bot.conversation.tracker import Owner, Tracker
from bot.storage.conversations import Conversations
from bot.storage.sqlite import SqliteDatabase
from tests.support.server import Server
from tests.support.widget import Widget

#: Two runs of a hundred make the two hundred; they run side by side.
KILLS = int(os.environ.get("BATON_KILLS", "100"))
CUSTOMERS = 4
#: Fewer than the customers of one life get between them: hello, then an acknowledgement and a reply for each message.
FRAMES = 40
#: Simple questions, so that the bot keeps every conversation and has to answer each message.
QUESTIONS = ("how much is shipping?", "what is your return policy?", "which cards do you accept?", "运费多少钱")


@pytest.mark.parametrize("seed", [11, 12])
async def test_a_server_killed_at_random_points_loses_and_doubles_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    server = Server(tmp_path / "data")
    everyone: list[Widget] = []
    async with aiohttp.ClientSession() as http:
        await server.start()
        for kill in range(KILLS):
            # Those whom the last kill cut off come back under the next one.
            traffic = [asyncio.create_task(_come_back(widget)) for widget in everyone[-CUSTOMERS:]]
            fuse = Fuse(chance.randrange(FRAMES))
            newcomers = [Widget(http, server.url, on_frame=fuse.burn) for _ in range(CUSTOMERS)]
            traffic += [asyncio.create_task(_chat(w, f"{kill}-{n}", chance)) for n, w in enumerate(newcomers)]
            await fuse.out()
            await asyncio.sleep(chance.uniform(0, 0.01))
            await server.kill()
            for task in traffic:
                task.cancel()
            await asyncio.gather(*traffic, return_exceptions=True)
            everyone += [widget for widget in newcomers if widget.conversation]
            await asyncio.gather(*(widget.cut() for widget in everyone[-2 * CUSTOMERS :]))
            await server.start()
            for widget in everyone:
                widget.url = server.url
        for widget in everyone:
            await widget.connect()
            await widget.until(lambda w: not w.outbox and _is_answered(w), within=60)
            await widget.cut()
        # A reply to the first of several messages is not the last word: by now every turn has had its time.
        for widget in everyone:
            await widget.connect()
            await widget.caught_up()
            await widget.cut()
    assert await server.stop() == 0
    await _check(server.data, everyone)
    assert sum(len(widget.acked) for widget in everyone) >= 2 * KILLS, "hardly any traffic: the test showed nothing"


class Fuse:
    """Burns by the frames that customers get: where the kill falls is then random in the work, on any machine."""

    def __init__(self, length: int) -> None:
        self._left = length
        self._out = asyncio.Event()
        if not length:
            self._out.set()

    def burn(self) -> None:
        """One frame came."""
        self._left -= 1
        if self._left <= 0:
            self._out.set()

    async def out(self) -> None:
        """Wait until it has burnt down."""
        await asyncio.wait_for(self._out.wait(), 60)


async def _come_back(widget: Widget) -> None:
    await widget.connect()


async def _chat(widget: Widget, key: str, chance: random.Random) -> None:
    await widget.start()
    await widget.connect()
    for number in range(5):
        await widget.say(chance.choice(QUESTIONS), f"{key}-{number}")
        await asyncio.sleep(chance.uniform(0, 0.03))


def _is_answered(widget: Widget) -> bool:
    """The last thing that the customer sees is not their own message, or a person has the conversation."""
    last = max(widget.seen, key=lambda event: int(event["seq"]), default={"from": "nobody wrote"})
    return last.get("from") != "customer" or widget.states[-1]["owner"] != Owner.BOT


async def _check(data: Path, widgets: list[Widget]) -> None:
    database = SqliteDatabase(data / "baton.db")
    try:
        for widget in widgets:
            entries = await Conversations(database).entries_after(widget.conversation, 0)
            _check_one(widget, entries)
    finally:
        await database.close()


def _check_one(widget: Widget, entries: list[Entry]) -> None:
    assert [e.seq for e in entries] == list(range(1, len(entries) + 1)), "the order has a gap"
    kept = [(e.event.client_id, e.seq) for e in entries if isinstance(e.event, CustomerMessaged)]
    assert len({client_id for client_id, _ in kept}) == len(kept), "a message is doubled"
    assert widget.acked.items() <= dict(kept).items(), "an acknowledged message is missing or has moved"
    turns = Counter(e.event.message_seq for e in entries if isinstance(e.event, Understood))
    assert max(turns.values(), default=0) <= 1, "a message got two turns"
    tracker = Tracker(widget.conversation).apply(entries)
    assert tracker.owner is not Owner.BOT or not tracker.unanswered, "a message got no turn"
    shown = {event["seq"] for event in widget.seen}
    said = {e.seq for e in entries if isinstance(e.event, BotReplied | CustomerMessaged)}
    assert said <= shown, "the customer was not shown everything"
