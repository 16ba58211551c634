"""What went wrong once, and may not again."""

from structlog.testing import capture_logs

from bot.automation.call import ActionResult
from bot.conversation.message import Reply
from bot.conversation.tracker import Tracker
from bot.handoff.briefing import brief
from tests.engine.small_bot import SmallShop, in_shop
from tests.engine.test_turn import SIMPLE, said
from tests.engine.test_turn_trouble import breaks


def test_what_an_action_says_before_it_asks_for_a_person_is_said() -> None:
    async def story(shop: SmallShop) -> None:
        told = Reply(text="I cannot change this myself; a colleague can.")
        shop.hands.result = ActionResult(replies=(told,), hand_off=True)
        await shop.starts()
        assert said(await shop.answers(SIMPLE))[0] == told.text

    in_shop(story)


def test_a_broken_turn_is_not_explained_by_the_decision_of_an_earlier_one() -> None:
    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.answers(SIMPLE)
        shop.mind.thinking = breaks
        with capture_logs():
            await shop.answers("thanks", "m2")
        briefing = brief(Tracker("c1").apply(await shop.conversations.entries_after("c1", 0)), "")
        assert briefing is not None
        assert (briefing.reason, briefing.rule, briefing.explanation) == ("error", "", "")

    in_shop(story)
