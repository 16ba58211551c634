"""What users of other support software complain about, each as a short story that must not happen here.

The threads are those of our survey, groups «the bot talks over the human» and «assignment, fairness, stuck queues».
"""

from pathlib import Path

import pytest

from bot.conversation.errors import Conflict
from bot.conversation.events import AgentReplied, BotReplied, HandoffRequested, NoteAdded
from bot.conversation.tracker import Owner
from bot.engine.desk import Returning
from bot.handoff.agent import Agent, Presence, Role
from tests.engine.small_bot import SmallShop, in_shop
from tests.storage.stage import Stage, greeting
from tests.support.screens import all_seen

TESTS = Path(__file__).parents[1]
LINE, MATCHING, DESK = "storage/test_line.py", "handoff/test_matching.py", "storage/test_desk.py"
NEVER_WAITED_FOR = f"{MATCHING}::test_who_had_the_customer_before_is_preferred_and_never_waited_for"
RUNS_OUT = f"{LINE}::test_an_offer_that_runs_out_goes_back_to_its_place"
SILENT = "journeys/test_handoff.py::test_the_bot_is_silent_until_it_is_handed_back_and_then_answers"
KEEPS = "storage/test_absence.py::test_who_is_gone_for_a_moment_keeps_the_customer"
TOLD = "engine/test_turn.py::test_high_stakes_get_a_place_in_line_and_the_customer_is_told_which"
BROKEN = "engine/test_turn_trouble.py::test_the_customer_of_a_broken_turn_reaches_a_person"
GONE = "storage/test_absence.py::test_who_is_gone_for_good_leaves_the_customer_to_the_line_who_is_told"
ANY_STATE = "storage/test_supervision.py::test_a_supervisor_can_take_a_conversation_in_whatever_state_it_is"
FULL = "storage/test_load.py::test_whoever_answers_at_once_never_has_more_than_the_most"
SAME_ORDER = f"{MATCHING}::test_the_order_in_which_agents_came_to_the_desk_does_not_matter"
IN_INBOX = "channels/messenger/test_journey.py::test_a_person_in_meta_s_inbox_silences_the_bot_until_they_pass_it_back"
IN_LINE = "storage/test_complaints_line.py"
TRIED_AGAIN = f"{IN_LINE}::test_who_waited_while_nobody_was_there_is_offered_as_soon_as_somebody_is"
PRESENCE = f"{IN_LINE}::test_nothing_but_missing_offers_changes_what_an_agent_says_of_themselves"
VANISHES = f"{IN_LINE}::test_no_conversation_vanishes_when_its_agent_changes_their_presence"
PASSED_OVER = f"{MATCHING}::test_nobody_is_passed_over_for_somebody_behind_whom_the_same_agent_could_have_taken"
#: Thread → the test, below `tests`, that shows that it cannot happen here.
COMPLAINTS = {
    "chatwoot PR 13673": "laws/test_one_owner.py::test_the_bot_never_speaks_while_a_person_owns",
    "chatwoot PR 14870": "storage/test_turns.py::test_a_due_turn_is_given_to_one_taker",
    "chatwoot PR 15438": BROKEN,
    "chatwoot #13881": TOLD,
    "chatwoot/rasa-agent-bot-demo #12": "engine/test_inbox.py::test_while_a_person_has_it_messages_start_no_turn",
    "RasaHQ/rasa #3683": SILENT,
    "RasaHQ/rasa #1945": SILENT,
    "RasaHQ/rasa #8119": SILENT,
    "chatwoot PR 15524": f"{MATCHING}::test_only_who_may_have_a_ticket_is_offered_it",
    "chatwoot #10583": PASSED_OVER,
    "chatwoot #14508": RUNS_OUT,
    "chatwoot #13516": f"{DESK}::test_what_waits_but_is_not_offered_cannot_be_taken",
    "chatwoot #4158": NEVER_WAITED_FOR,
    "chatwoot #9587": NEVER_WAITED_FOR,
    "chatwoot #5362": GONE,
    "chatwoot #5826": KEEPS,
    "chatwoot-mobile-app #596": KEEPS,
    "fazer-ai/agents PR 433": IN_INBOX,
    "libredesk PR 385": "storage/test_supervision.py::test_an_offer_to_another_agent_is_void_then",
    "RocketChat PR 19352": FULL,
    "RocketChat PR 37776": f"{DESK}::test_of_two_accepts_at_once_one_counts",
    "RocketChat #18200": ANY_STATE,
    "LiveHelperChat #1260": SAME_ORDER,
    "LiveHelperChat docs/auto-assignment": f"{MATCHING}::test_offers_are_made_in_the_lines_order",
    "LiveHelperChat #1337": f"{DESK}::test_what_waits_but_is_not_offered_cannot_be_taken",
    "LiveHelperChat #1073": RUNS_OUT,
    "LiveHelperChat #1036": RUNS_OUT,
    "chatwoot #15786": TRIED_AGAIN,
    "chatwoot #10685": TRIED_AGAIN,
    "chatwoot #11018": f"{IN_LINE}::test_why_nobody_is_asked_stands_on_the_card",
    "libredesk #634": f"{IN_LINE}::test_whoever_gets_a_conversation_can_answer_in_it",
    "RocketChat #29402": VANISHES,
    "RocketChat #22105": VANISHES,
    "RocketChat #23642": VANISHES,
    "flex-project-template #290": PRESENCE,
    "comms-router #62": f"{MATCHING}::test_of_equally_busy_agents_the_longest_idle_is_asked",
}
#: Told by a test of this file, in its docstring.
HERE = (
    "chatwoot #4410",
    "chatwoot PR 15437",
    "chatwoot #15068",
    "fazer-ai/agents #457",
    "fazer-ai/agents #452",
    "botpress #1050",
    "botpress/v12 #1326",
    "SAPConversationalAI #64",
    "rasa-demo #292",
    "RocketChat #24693",
)


def test_every_complaint_is_shown_by_a_test_that_is_there() -> None:
    for thread, name in COMPLAINTS.items():
        file, _, test = name.partition("::")
        assert f"def {test}(" in (TESTS / file).read_text("utf-8"), f"{thread}: there is no {name}"


def test_every_complaint_stands_in_one_place() -> None:
    told = "\n".join(str(one.__doc__) for name, one in globals().items() if name.startswith("test_"))
    assert [thread for thread in HERE if thread not in told] == []
    assert not set(HERE) & set(COMPLAINTS)
    assert len({*HERE, *COMPLAINTS}) == 46


def says(text: str = "hello, Ann here", client_id: str = "r1") -> AgentReplied:
    return AgentReplied(client_id=client_id, agent_name="Ann", text=text)


async def served(shop: SmallShop) -> tuple[Agent, int]:
    """A customer asks for a person, and gets Ann; return her and the epoch."""
    await shop.starts()
    await shop.answers("agent")
    ann = await shop.hires()
    await shop.desk.accept(await shop.offers(), ann)
    return ann, (await shop.conversations.standing("c1")).epoch


async def test_nobody_speaks_beside_the_bot(stage: Stage) -> None:
    """chatwoot #4410: an agent answers from elsewhere, and the bot goes on answering."""
    ann = await stage.hires("ann")
    await stage.starts()
    await stage.writes()
    with pytest.raises(Conflict, match="the bot has this conversation now"):
        await stage.desk.reply("c1", ann, says(), shown=all_seen(1), now=stage.now)
    note = NoteAdded(client_id="n1", agent_name="Ann", text="I know her")
    await stage.desk.note("c1", ann, note, now=stage.now)
    assert [event for event in await stage.log() if isinstance(event, AgentReplied)] == []


async def test_what_nobody_has_any_more_is_not_the_bots(stage: Stage) -> None:
    """chatwoot PR 15437: a conversation that is taken from its agent is answered by the bot."""
    ann = await stage.hires("ann")
    await stage.takes_over(ann)
    sue = await stage.hires("sue", role=Role.SUPERVISOR, presence=Presence.AWAY)
    await stage.assigns(sue, "sue")
    await stage.agents.remove(sue.email, now=stage.now)
    await stage.offers()
    receipt = await stage.writes("is anybody there?", "m2", turn_id="t2")
    assert receipt.turn_id is None
    assert (await stage.standing()).owner is Owner.QUEUE
    stage.later(seconds=3600)
    assert await stage.turns.take_due(now=stage.now, lease=stage.lease("t3"), limit=5) == []


def test_an_old_wish_for_a_person_is_granted_once() -> None:
    """chatwoot #15068: after the end, an old «get me a human» hands off again and again."""

    async def story(shop: SmallShop) -> None:
        ann, epoch = await served(shop)
        await shop.desk.end("c1", ann, shown=all_seen(epoch))
        for number, text in enumerate(("how much is shipping", "thanks")):
            told = await shop.answers(text, f"m1{number}")
            assert [type(event) for event in told if isinstance(event, BotReplied | HandoffRequested)] == [BotReplied]

    in_shop(story)


def test_after_the_hand_back_the_next_message_is_answered() -> None:
    """fazer-ai/agents #457, fazer-ai/agents #452: after the hand-back the bot says nothing any more."""

    async def story(shop: SmallShop) -> None:
        ann, epoch = await served(shop)
        await shop.hears("thanks", "m2")
        await shop.desk.hand_back("c1", ann, shown=all_seen(epoch))
        assert any(isinstance(event, BotReplied) for event in await shop.answers("how much is shipping", "m3"))
        assert (await shop.conversations.standing("c1")).owner is Owner.BOT
        await shop.answers("agent", "m4")
        assert (await shop.conversations.standing("c1")).owner is Owner.QUEUE

    in_shop(story)


@pytest.mark.parametrize(
    "text", ["yes", "/restart", "/affirm", "how much is shipping", "agent", "1", "🙂", "\N{BELL}a"]
)
def test_whatever_comes_while_a_person_has_it_is_that_persons(text: str) -> None:
    """botpress #1050, botpress/v12 #1326: what comes from a button or another channel gets past the pause."""

    async def story(shop: SmallShop) -> None:
        await served(shop)
        thought = len(shop.mind.asked)
        receipt = await shop.hears(text, "m2")
        assert receipt.turn_id is None
        await shop.worker.sweep()
        assert len(shop.mind.asked) == thought

    in_shop(story)


async def test_who_has_it_is_known_at_every_step(stage: Stage) -> None:
    """SAPConversationalAI #64: after a handoff nobody can tell whether the bot or a person answers.

    RocketChat #24693: a conversation is a person's, and no person has it.
    """
    ann = await stage.hires("ann")
    owners = []

    async def look() -> None:
        standing, events = await stage.standing(), await stage.log()
        assert (standing.agent_id is None) is (standing.owner is not Owner.AGENT)
        owners.append((standing.owner, standing.agent_name, events[-1].visible))

    await stage.starts()
    await look()
    await stage.waits()
    await look()
    await stage.offers()
    await stage.accepts("k-c1", ann)
    await look()
    await stage.passes_on(ann, epoch=3, queue="billing")
    await look()
    bo = await stage.hires("bo")
    await stage.offers()
    await stage.accepts("k-c1", bo)
    await look()
    await stage.desk.hand_back("c1", bo, Returning(shown=all_seen(5), greeting=greeting), now=stage.now)
    await look()
    assert [(str(owner), name) for owner, name, _ in owners] == [
        ("bot", None),
        ("queue", None),
        ("agent", "Ann"),
        ("queue", None),
        ("agent", "Bo"),
        ("bot", None),
    ]


def test_customer_and_agent_converse() -> None:
    """rasa-demo #292: the person can answer once, and then it is the bot's again."""

    async def story(shop: SmallShop) -> None:
        ann, epoch = await served(shop)
        for number in range(10):
            await shop.hears("how much is shipping", f"c{number}")
            await shop.desk.reply("c1", ann, client_id=f"a{number}", text=f"answer {number}", shown=all_seen(epoch))
        await shop.worker.sweep()
        log = await shop.log()
        last = log[-20:]
        assert [getattr(event, "client_id", "") for event in last] == [f"{who}{n}" for n in range(10) for who in "ca"]

    in_shop(story)
