"""A message that did not arrive, or of which nobody knows: how often it is sent, and by whom again."""

import asyncio
from dataclasses import replace

import pytest

from bot.conversation.channel_events import NotDelivered, SentAgain
from bot.conversation.errors import Conflict
from bot.engine.outbox import SENDS, Unsure
from bot.handoff.agent import Role
from tests.engine.test_outbox import REFUSED, lived
from tests.support.pushed import ANA, Push


def test_an_agent_has_it_sent_again_with_one_touch_and_a_second_touch_does_nothing() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [REFUSED]
        seq = await push.says("first", agent=True)
        await asyncio.sleep(60)
        with pytest.raises(Conflict):  # it is not Ana's conversation
            await push.stored.send_again("c1", seq, ANA, epoch=1, now=push.clock.now())
        chief = replace(ANA, role=Role.SUPERVISOR)
        with pytest.raises(Conflict):  # it has changed hands since
            await push.stored.send_again("c1", seq, chief, epoch=7, now=push.clock.now())
        await push.stored.send_again("c1", seq, chief, epoch=1, now=push.clock.now())
        with pytest.raises(Conflict):
            await push.stored.send_again("c1", seq, chief, epoch=1, now=push.clock.now())
        await asyncio.sleep(60)
        assert push.far.texts == ["first", "first"]
        assert sum(isinstance(e.event, SentAgain) for e in await push.log()) == 1
        with pytest.raises(Conflict):
            await push.stored.send_again("c1", seq, chief, epoch=1, now=push.clock.now())

    lived(story)


def test_what_nobody_knows_of_is_not_sent_for_ever() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [Unsure(why="no answer")] * 20
        await push.says("first", agent=True)
        await asyncio.sleep(3600)
        assert push.far.texts == ["first"] * SENDS
        told = [e.event for e in await push.log() if isinstance(e.event, NotDelivered)]
        assert [event.code for event in told] == ["unsure"]

    lived(story)
