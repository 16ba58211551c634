"""What an agent does is checked, masked, stored, and told to every screen."""

from datetime import timedelta

import pytest

from bot.conversation.errors import BadInput, Conflict, TooLarge
from bot.conversation.events import AgentJoined, AgentReplied, BotReplied, Closed, HandedBack, NoteAdded, Understood
from bot.conversation.language import Language
from bot.engine.desk import Shown
from bot.engine.feed import LINE
from bot.handoff.agent import Agent, Presence
from bot.understanding.private_data import mask
from tests.engine.small_bot import SmallShop, in_shop
from tests.support.screens import all_seen

CARD = "refunded to 4111 1111 1111 1111"


async def taken_over(shop: SmallShop) -> tuple[Agent, int]:
    """A customer asks for a person, and gets one; return the agent and the epoch."""
    await shop.starts()
    await shop.answers("agent")
    ann = await shop.hires()
    await shop.desk.accept(await shop.offers(), ann)
    return ann, (await shop.conversations.standing("c1")).epoch


def test_every_act_wakes_the_conversations_screens_and_the_line() -> None:
    async def story(shop: SmallShop) -> list[tuple[list[str], list[str]]]:
        await shop.starts()
        await shop.answers("agent")
        ann = await shop.hires()
        ticket_id = await shop.offers()
        heard = []
        with shop.feed.subscribed("c1", LINE) as screen:
            await shop.desk.accept(ticket_id, ann)
            epoch = (await shop.conversations.standing("c1")).epoch
            heard.append(screen.look())
            await shop.desk.reply("c1", ann, client_id="r1", text="hello", shown=all_seen(epoch))
            heard.append(screen.look())
            await shop.desk.hand_back("c1", ann, shown=all_seen(epoch), note="all done")
            heard.append(screen.look())
        return [([type(entry.event).__name__ for entry in entries], signals) for entries, signals in heard]

    assert in_shop(story) == [
        (["AgentJoined"], [LINE]),
        (["AgentReplied"], [LINE]),
        (["NoteAdded", "HandedBack", "BotReplied"], [LINE]),
    ]


def test_a_repeat_wakes_no_conversation() -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        first = await shop.desk.reply("c1", ann, client_id="r1", text="hello", shown=all_seen(epoch))
        with shop.feed.subscribed("c1") as screen:
            assert await shop.desk.reply("c1", ann, client_id="r1", text="hello?", shown=all_seen(epoch)) == first
            assert screen.look() == ([], [])

    in_shop(story)


def test_what_agents_write_is_masked_too() -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        await shop.desk.reply("c1", ann, client_id="r1", text=CARD, shown=all_seen(epoch))
        await shop.desk.note("c1", ann, client_id="n1", text=CARD)
        log = await shop.log()
        assert log[-2:] == [
            AgentReplied(client_id="r1", agent_name="Ann", text=mask(CARD)),
            NoteAdded(client_id="n1", agent_name="Ann", text=mask(CARD)),
        ]
        assert "4111 1111" not in str(log)

    in_shop(story)


@pytest.mark.parametrize(
    ("client_id", "text", "error"),
    [("", "hello", BadInput), ("a b", "hello", BadInput), ("r1", " ", BadInput), ("r1", "x" * 5000, TooLarge)],
)
def test_what_cannot_be_taken_is_refused(client_id: str, text: str, error: type[BadInput]) -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        before = await shop.log()
        with pytest.raises(error):
            await shop.desk.reply("c1", ann, client_id=client_id, text=text, shown=all_seen(epoch))
        with pytest.raises(error):
            await shop.desk.note("c1", ann, client_id=client_id, text=text)
        assert await shop.log() == before

    in_shop(story)


def test_handing_back_without_a_word_adds_no_note() -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        await shop.desk.hand_back("c1", ann, shown=all_seen(epoch), note="  ")
        log = await shop.log()
        assert not [event for event in log if isinstance(event, NoteAdded)]
        assert isinstance(log[-2], HandedBack)
        assert log[-1] == BotReplied(text=shop.texts.say("utter_handed_back", Language.ENGLISH).text)

    in_shop(story)


def test_what_nobody_saw_before_the_hand_back_is_answered_by_the_bot() -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        shown = Shown(epoch=epoch, seen=(await shop.conversations.standing("c1")).seq)
        await shop.hears("how much is shipping", "m2")
        await shop.desk.hand_back("c1", ann, shown=shown)
        before = await shop.log()
        assert await shop.worker.sweep() == 1
        await shop.worker.drain(timedelta(seconds=10))
        answered = (await shop.log())[len(before) :]
        assert [e.message_seq for e in answered if isinstance(e, Understood)] == [shown.seen + 1]
        assert isinstance(answered[-1], BotReplied)
        assert await shop.worker.sweep() == 0

    in_shop(story)


def test_ending_is_told_and_what_comes_later_is_refused() -> None:
    async def story(shop: SmallShop) -> None:
        ann, epoch = await taken_over(shop)
        await shop.desk.end("c1", ann, shown=all_seen(epoch))
        assert (await shop.log())[-1] == Closed(agent_name="Ann")
        with pytest.raises(Conflict):
            await shop.desk.reply("c1", ann, client_id="r1", text="wait", shown=all_seen(epoch))

    in_shop(story)


def test_declining_leaves_it_to_others() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.answers("agent")
        ann = await shop.hires("ann")
        await shop.desk.decline(await shop.offers(), ann, "lunch")
        bo = await shop.hires("bo")
        await shop.desk.accept(await shop.offers(), bo)
        assert [event.agent_name for event in await shop.log() if isinstance(event, AgentJoined)] == ["Bo"]

    in_shop(story)


def test_a_change_of_presence_wakes_the_line() -> None:
    async def story(shop: SmallShop) -> None:
        ann = await shop.hires()
        with shop.feed.subscribed(LINE) as screen:
            await shop.desk.set_presence(ann.id, Presence.AWAY)
            assert screen.look() == ([], [LINE])

    in_shop(story)
