"""What agents and supervisors ask for is checked before anything is stored, and told to every screen."""

from datetime import timedelta

import pytest

from bot.conversation.errors import BadInput, NotAllowed, TooLarge
from bot.conversation.events import NoteAdded
from bot.conversation.line_events import Supervised, Transferred, WrappedUp
from bot.engine.desk import LONGEST_SNOOZE, Passing
from bot.engine.feed import LINE
from bot.engine.supervision import LONGEST_WHY, Supervision
from bot.handoff.agent import Agent, Role
from bot.storage.supervision import StoredSupervision
from tests.engine.small_bot import SmallShop, in_shop
from tests.support.screens import all_seen

CARD = "4111 1111 1111 1111"


async def taken_over(shop: SmallShop) -> tuple[Agent, int]:
    """A customer asks for a person, and gets one; return the agent and the epoch."""
    await shop.starts()
    await shop.answers("agent")
    ann = await shop.hires()
    await shop.desk.accept(await shop.offers(), ann)
    return ann, (await shop.conversations.standing("c1")).epoch


def to_billing(epoch: int, note: str = "") -> Passing:
    return Passing(epoch=epoch, queue="billing", agent_id=None, note=note)


def supervision(shop: SmallShop) -> Supervision:
    rules = shop.policy.line
    return Supervision(
        StoredSupervision(shop.database),
        feed=shop.feed,
        clock=shop.clock,
        new_id=shop.leases.new_id,
        rules=lambda: rules,
        queue=lambda: "general",
    )


async def supervisor(shop: SmallShop) -> Agent:
    sue = await shop.hires("sue")
    await shop.agents.change(sue.email, role=Role.SUPERVISOR)
    return (await shop.agents.all())[-1]


def test_a_note_of_a_hundred_kilobytes_is_refused_and_nothing_of_the_transfer_is_kept() -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        before = await shop.log()
        with pytest.raises(TooLarge):
            await shop.desk.transfer("c1", ann, to_billing(epoch, "n" * 100_000))
        assert await shop.log() == before
        standing = await shop.conversations.standing("c1")
        assert (standing.agent_id, standing.epoch) == ("ann", epoch)

    in_shop(story)


def test_a_transfer_to_nowhere_is_refused() -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        before = await shop.log()
        with pytest.raises(BadInput, match="to which queue or to whom"):
            await shop.desk.transfer("c1", ann, Passing(epoch=epoch, queue=None, agent_id=None))
        assert await shop.log() == before

    in_shop(story)


def test_the_note_of_a_transfer_is_masked_and_every_screen_hears_of_both() -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        with shop.feed.subscribed("c1", LINE) as screen:
            await shop.desk.transfer("c1", ann, to_billing(epoch, f" refund {CARD} "))
            entries, signals = screen.look()
        note, told = (entry.event for entry in entries)
        assert isinstance(note, NoteAdded)
        assert isinstance(told, Transferred)
        assert CARD not in note.text
        assert note.client_id
        assert signals == [LINE]

    in_shop(story)


def test_a_transfer_without_a_word_adds_no_note() -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        await shop.desk.transfer("c1", ann, to_billing(epoch, " \n "))
        assert not [event for event in await shop.log() if isinstance(event, NoteAdded)]

    in_shop(story)


def test_only_an_ending_that_the_policy_knows_can_be_noted() -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        await shop.desk.end("c1", ann, shown=all_seen(epoch))
        ticket = next(event.ticket_id for event in await shop.log() if hasattr(event, "ticket_id"))
        for unknown in ("", "Solved", "whatever"):
            with pytest.raises(BadInput, match="there are solved, not_solved"):
                await shop.desk.wrap_up(ticket, ann, unknown)
        await shop.desk.wrap_up(ticket, ann, "solved")
        assert isinstance((await shop.log())[-1], WrappedUp)

    in_shop(story)


@pytest.mark.parametrize("off", [timedelta(), timedelta(seconds=-1), LONGEST_SNOOZE + timedelta(seconds=1)])
def test_nothing_is_put_aside_into_the_past_or_for_ever(off: timedelta) -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        before = await shop.log()
        with pytest.raises(BadInput, match="within the next 30 days"):
            await shop.desk.snooze("c1", ann, shop.clock.now() + off, epoch=epoch)
        assert await shop.log() == before
        await shop.desk.snooze("c1", ann, shop.clock.now() + LONGEST_SNOOZE, epoch=epoch)

    in_shop(story)


def test_only_a_supervisor_directs() -> None:
    async def story(shop: SmallShop) -> None:
        ann, _ = await taken_over(shop)
        directs, before = supervision(shop), await shop.log()
        for act in (
            directs.assign("k", "ann", ann, "why"),
            directs.take_over("k", ann, "why"),
            directs.requeue("k", ann, "why"),
            directs.never_again("c1", "ann", ann, "why"),
            directs.let_again("c1", "ann", ann, "why"),
        ):
            with pytest.raises(NotAllowed):
                await act
        assert await shop.log() == before

    in_shop(story)


@pytest.mark.parametrize("why", ["", "  \n", "x" * (LONGEST_WHY + 1)])
def test_nothing_is_directed_without_a_reason_or_with_a_novel(why: str) -> None:
    async def story(shop: SmallShop) -> None:
        await taken_over(shop)
        before = await shop.log()
        with pytest.raises(BadInput):
            await supervision(shop).never_again("c1", "ann", await supervisor(shop), why)
        assert await shop.log() == before

    in_shop(story)


def test_a_reason_is_masked_and_every_screen_hears_of_it() -> None:
    async def story(shop: SmallShop) -> None:
        await taken_over(shop)
        sue = await supervisor(shop)
        with shop.feed.subscribed("c1", LINE) as screen:
            await supervision(shop).never_again("c1", "ann", sue, f"he wrote down {CARD}")
            entries, signals = screen.look()
        (said,) = (entry.event for entry in entries)
        assert isinstance(said, Supervised)
        assert CARD not in said.why
        assert signals == [LINE]

    in_shop(story)
