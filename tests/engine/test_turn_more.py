"""What went wrong once, and may not again."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.automation.call import ActionResult
from bot.conversation.language import Language
from bot.conversation.message import Reply
from bot.conversation.tracker import Tracker
from bot.handoff.briefing import brief
from bot.routing.policy import Rule
from bot.routing.segments import Segment
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
        assert (briefing.reason, briefing.rule, briefing.why) == ("error", "", None)

    in_shop(story)


@pytest.mark.parametrize(
    ("verb", "what", "own"),
    [("hand_off", "not_understood", "utter_handoff/high_stakes"), ("clarify", "ask", "utter_ask_email")],
)
def test_a_rule_can_have_something_else_said_than_what_is_usual(verb: str, what: str, own: str) -> None:
    async def story(shop: SmallShop) -> None:
        rule = Rule(name="own", when={}, verb=verb, what=what, say=own)
        shop.policy = replace(shop.policy, rules=(rule,))
        await shop.starts()
        text, *_ = said(await shop.answers(SIMPLE))
        assert text in {shop.texts.varied(pick).say(own, Language.ENGLISH, place=1).text for pick in range(12)}

    in_shop(story)


def test_a_segment_stands_as_many_minutes_further_ahead_as_the_policy_gives_it() -> None:
    anybody = Segment(name="vip", traits=(), bonus_minutes=4.0)

    async def story(shop: SmallShop) -> None:
        await shop.starts()
        await shop.answers("agent")
        shop.policy = replace(shop.policy, segments=(anybody,))
        await shop.starts("c2")
        await shop.answers("agent", conversation_id="c2")
        assert (await shop.conversations.standing("c2")).place == 1

    in_shop(story)
