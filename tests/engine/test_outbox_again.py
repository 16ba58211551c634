"""A message that did not arrive, or of which nobody knows: how often it is sent, and by whom again."""

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.conversation.channel_events import ArrivedAfterAll, NotDelivered, SentAgain
from bot.conversation.errors import Conflict
from bot.conversation.tracker import Owner
from bot.engine.outbox import SENDS, Later, Unsure
from bot.handoff.agent import Role
from bot.storage.schema import conversation
from tests.engine.test_outbox import REFUSED, SLACK, WAIT, lived
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


def test_who_wrote_it_has_it_sent_again_once_the_conversation_has_ended_and_nobody_else_has() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [REFUSED, REFUSED]
        seq, of_bot = await push.says("first", agent=True), await push.says("second")
        await asyncio.sleep(60)
        ended = sa.update(conversation).values(owner=Owner.CLOSED)
        await push.database.write(lambda connection: connection.execute(ended).rowcount)
        now = push.clock.now()
        for agent, which in ((replace(ANA, id="ben"), seq), (ANA, of_bot)):
            with pytest.raises(Conflict):
                await push.stored.send_again("c1", which, agent, epoch=1, now=now)
        with pytest.raises(Conflict):  # it has changed hands since
            await push.stored.send_again("c1", seq, ANA, epoch=7, now=now)
        await push.stored.send_again("c1", seq, ANA, epoch=1, now=now)
        await asyncio.sleep(60)
        assert push.far.texts.count("first") == 2

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


def test_what_was_put_off_before_waits_for_its_echo_all_the_same() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [*[Later(why="too many calls")] * SENDS, Unsure(why="no answer")]
        await push.says("first", agent=True)
        await asyncio.sleep(WAIT / 2)
        assert len(push.far.sends) == SENDS + 1
        assert await push.echoes.echoed(push.far.sends[0][1].id, "m-meta", at=push.clock.now())
        await asyncio.sleep(3600)
        assert len(push.far.sends) == SENDS + 1
        assert not any(isinstance(e.event, NotDelivered) for e in await push.log())

    lived(story)


def test_the_last_one_s_echo_is_waited_for_too() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [Unsure(why="no answer")] * SENDS
        await push.says("first", agent=True)
        await asyncio.sleep(SENDS * WAIT - SLACK)
        assert push.far.texts == ["first"] * SENDS
        assert await push.echoes.echoed(push.far.sends[0][1].id, "m-meta", at=push.clock.now())
        await asyncio.sleep(3600)
        assert not any(isinstance(e.event, NotDelivered) for e in await push.log())

    lived(story)


def test_an_echo_of_what_was_told_as_failed_is_told_and_it_cannot_be_sent_again() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [Unsure(why="no answer")] * SENDS
        seq = await push.says("first", agent=True)
        await asyncio.sleep(3600)
        with push.feed.subscribed("c1") as screen:
            for _ in range(2):  # it may come twice, and is told once
                assert await push.echoes.echoed(push.far.sends[0][1].id, "m-meta", at=push.clock.now())
            told, _ = screen.look()
        assert [entry.event for entry in told] == [ArrivedAfterAll(about_seq=seq)]
        chief = replace(ANA, role=Role.SUPERVISOR)
        with pytest.raises(Conflict):
            await push.stored.send_again("c1", seq, chief, epoch=1, now=push.clock.now())

    lived(story)


def test_what_has_another_part_that_failed_is_not_told_as_there() -> None:
    async def story(push: Push) -> None:
        push.far.verdicts = [*[Unsure(why="no answer")] * SENDS, REFUSED]
        await push.says("A sentence. " * 300, agent=True)
        await asyncio.sleep(3600)
        assert await push.echoes.echoed(push.far.sends[0][1].id, "m-meta", at=push.clock.now())
        assert not any(isinstance(e.event, ArrivedAfterAll) for e in await push.log())

    lived(story)
