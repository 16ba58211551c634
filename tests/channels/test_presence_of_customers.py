"""A customer with an open page is there, however busy the line is."""

import asyncio

import pytest

from bot.channels import website_socket
from bot.channels.website_socket import BEATS
from tests.support.live import Live


async def test_an_open_page_is_seen_while_everything_moves_in_the_line(
    baton: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(website_socket, "BEATS", BEATS / 1000)
    seen: list[str] = []
    patience = baton.baton.website.patience
    really = patience.seen

    async def counted(conversation_id: str) -> None:
        seen.append(conversation_id)
        await really(conversation_id)

    monkeypatch.setattr(patience, "seen", counted)
    widget = await baton.widget()
    await widget.ask("I want a real person", "m")
    at_first = len(seen)
    async with asyncio.timeout(20):
        # Never a moment of silence: somebody's reply, an offer, a presence.
        while len(seen) < at_first + 3:
            baton.baton.website.feed.line_changed()
            await asyncio.sleep(0)
    await widget.cut()
