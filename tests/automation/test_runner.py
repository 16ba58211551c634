"""Every failure of an action is an outcome, never an exception."""

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.automation.call import ActionCall, ActionResult
from bot.automation.rasa import (
    Action,
    ActionExecutionRejection,
    CollectingDispatcher,
    DomainDict,
    EventType,
    RasaActions,
    Tracker,
)
from bot.automation.responses import Responses
from bot.automation.runner import MOST_ACTIONS, ActionServer, Runner
from bot.conversation.errors import Unavailable
from bot.conversation.events import SlotSet
from bot.conversation.language import Language
from bot.conversation.message import Reply
from tests.support.soon import soon

from .talk import Talk


@dataclass
class Server:
    """Answers as a test wants; see `ActionServer`."""

    does: Callable[[ActionCall], Awaitable[ActionResult]]
    calls: list[ActionCall] = field(default_factory=list)

    async def run(self, call: ActionCall) -> ActionResult:
        """See `ActionServer.run`."""
        self.calls.append(call)
        return await self.does(call)


class Misbehaving(Action):
    """An action of a developer who had a bad day."""

    def __init__(self, why: Callable[[], object]) -> None:
        self._why = why

    def name(self) -> str:
        return "action_misbehaving"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:  # type: ignore[override]
        self._why()
        return []


def sorry(responses: Responses, result: ActionResult) -> bool:
    texts = {responses.varied(n).say("utter_action_failed", Language.ENGLISH).text for n in range(2)}
    return {reply.text for reply in result.replies} <= texts


@pytest.fixture
def local(responses: Responses) -> Iterator[RasaActions]:
    actions = RasaActions(responses)
    yield actions
    actions.close()


async def run(server: ActionServer, responses: Responses, action: str = "action_misbehaving") -> ActionResult:
    return await Talk(Runner(server, {}, responses, time_limit=timedelta(seconds=5))).says("x", action=action)


def rejects() -> None:
    raise ActionExecutionRejection("action_misbehaving")


def leaves() -> None:
    sys.exit(3)


def breaks() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(("why", "outcome"), [(breaks, "broken"), (leaves, "broken"), (rejects, "rejected")])
async def test_whatever_an_action_raises_is_an_outcome(
    local: RasaActions, responses: Responses, why: Callable[[], None], outcome: str
) -> None:
    local.register(Misbehaving(why))
    result = await run(local, responses)
    assert (result.outcome, result.failed) == (outcome, True)
    assert sorry(responses, result)


async def test_an_action_that_takes_too_long_is_given_up(local: RasaActions, responses: Responses) -> None:
    released = threading.Event()
    local.register(Misbehaving(lambda: released.wait(5)))
    talk = Talk(Runner(local, {}, responses, time_limit=timedelta(seconds=0.05)))
    result = await talk.says("x", action="action_misbehaving")
    released.set()
    assert (result.outcome, result.failed, sorry(responses, result)) == ("timed_out", True, True)


async def test_a_synchronous_action_does_not_hold_up_the_loop(local: RasaActions, responses: Responses) -> None:
    loop, entered, release = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def wait() -> None:
        loop.call_soon_threadsafe(entered.set)
        release.wait(5)

    local.register(Misbehaving(wait))
    running = asyncio.create_task(run(local, responses))
    await asyncio.wait_for(entered.wait(), 4)
    # This line is reached while the action waits for it: the loop is free.
    release.set()
    assert (await running).outcome == "done"


async def test_an_unknown_action_is_an_outcome(local: RasaActions, responses: Responses) -> None:
    result = await run(local, responses, "action_nobody_wrote")
    assert (result.outcome, result.failed, sorry(responses, result)) == ("unknown_action", True, True)


async def test_a_server_that_is_down_is_an_outcome(local: RasaActions, responses: Responses) -> None:
    async def down(call: ActionCall) -> ActionResult:
        raise Unavailable

    runner = Runner(local, {"action_far": Server(down)}, responses, time_limit=timedelta(seconds=5))
    result = await Talk(runner).says("x", action="action_far")
    assert (result.outcome, result.failed, sorry(responses, result)) == ("unavailable", True, True)


async def test_cancelling_a_turn_cancels_its_action(responses: Responses) -> None:
    started = asyncio.Event()

    async def endless(call: ActionCall) -> ActionResult:
        started.set()
        await asyncio.Event().wait()
        return ActionResult()

    task = asyncio.create_task(run(Server(endless), responses))
    await soon(started)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_action_may_ask_for_the_next_one(responses: Responses) -> None:
    async def chain(call: ActionCall) -> ActionResult:
        if call.action == "action_first":
            return ActionResult(
                replies=(Reply(text="one"),), slots=(SlotSet(name="a", value="1"),), followup="action_second"
            )
        return ActionResult(replies=(Reply(text=f"two, a is {call.remembered['a']}"),), outcome="second")

    server = Server(chain)
    result = await run(server, responses, "action_first")
    assert [reply.text for reply in result.replies] == ["one", "two, a is 1"]
    assert result.outcome == "second"
    assert [(call.key, call.previous) for call in server.calls] == [
        ("t2", "action_listen"),
        ("t2.1", "action_first"),
    ]


async def test_actions_that_ask_for_each_other_come_to_an_end(responses: Responses) -> None:
    async def again(call: ActionCall) -> ActionResult:
        return ActionResult(followup=call.action)

    server = Server(again)
    await run(server, responses)
    assert len(server.calls) == MOST_ACTIONS


async def test_what_was_done_before_a_failure_is_kept(responses: Responses) -> None:
    async def chain(call: ActionCall) -> ActionResult:
        if call.previous == "action_listen":
            return ActionResult(slots=(SlotSet(name="a", value="1"),), followup="action_next")
        raise RuntimeError

    result = await run(Server(chain), responses)
    assert (result.slots, result.outcome, result.failed) == ((SlotSet(name="a", value="1"),), "broken", True)


async def test_a_text_can_be_an_action(local: RasaActions, responses: Responses) -> None:
    result = await run(local, responses, "utter_person_declined")
    assert result == replace(ActionResult(), replies=(responses.say("utter_person_declined", Language.ENGLISH),))


async def test_the_log_never_holds_what_the_customer_wrote(
    local: RasaActions, responses: Responses, capsys: pytest.CaptureFixture[str]
) -> None:
    def quotes() -> None:
        raise ValueError(f"canary-{40 + 2}")

    local.register(Misbehaving(quotes))
    await run(local, responses)
    logged = capsys.readouterr()
    assert "action_failed" in logged.out + logged.err
    assert "canary-42" not in logged.out + logged.err
