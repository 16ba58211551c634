"""Runs one action for one turn, within a time limit; every failure is an outcome, never an exception."""

import asyncio
import traceback
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

import structlog

from bot.automation.call import LISTEN, ActionCall, ActionResult
from bot.automation.responses import Responses, variety
from bot.conversation.errors import BotError, NotFound, Unavailable
from bot.conversation.interpretation import Interpretation
from bot.conversation.message import Reply
from bot.conversation.tracker import Tracker

#: Actions in one turn at most: one may ask for another (`FollowupAction`), and it for the first.
MOST_ACTIONS = 4
#: What a customer is told where an action said nothing because it broke.
APOLOGY = "utter_action_failed"

log = structlog.get_logger()


class ActionServer(Protocol):
    """Runs actions, here or elsewhere."""

    async def run(self, call: ActionCall) -> ActionResult:
        """Run an action.

        Raises:
            NotFound: no such action.
            Unavailable: the server does not answer as it should; the action may or may not have run.
            BadInput: what the action returned is not what actions return.
            Exception: whatever the action itself raised.
        """
        ...


class Runner:
    """Knows where each action runs."""

    def __init__(
        self,
        local: ActionServer,
        remote: Mapping[str, ActionServer],
        responses: Responses,
        *,
        time_limit: timedelta,
    ) -> None:
        self._local = local
        self._remote = remote
        self._responses = responses
        self._time_limit = time_limit

    async def run(self, action: str, tracker: Tracker, meant: Interpretation, *, turn_id: str) -> ActionResult:
        """Return what an action did, together with the actions that it asked to run next.

        Outcomes of failures: `timed_out`, `unknown_action`, `unavailable`, `broken`, `rejected`, or the action's own.
        The time limit is for all of them together.
        """
        deadline = asyncio.get_running_loop().time() + self._time_limit.total_seconds()
        call = ActionCall(action=action, key=turn_id, tracker=tracker, meant=meant)
        results: list[ActionResult] = []
        while len(results) < MOST_ACTIONS:
            result = await self._one(call, deadline)
            results.append(result)
            if result.failed or result.hand_off or result.followup in (None, LISTEN):
                break
            call = ActionCall(
                action=result.followup,
                key=f"{turn_id}.{len(results)}",
                tracker=tracker,
                meant=meant,
                slots=call.slots + result.slots,
                previous=call.action,
            )
        return _together(results)

    async def _one(self, call: ActionCall, deadline: float) -> ActionResult:
        if call.action.startswith("utter_") and call.action in self._responses:
            return ActionResult(replies=(self._say(call, call.action),))
        try:
            async with asyncio.timeout_at(deadline) as limit:
                return await self._remote.get(call.action, self._local).run(call)
        # A developer's action may raise anything, and `sys.exit` in one must not end the bot.
        except (Exception, SystemExit) as error:  # noqa: BLE001
            return self._failed(call, "timed_out" if limit.expired() else _outcome(error), error)

    def _say(self, call: ActionCall, key: str) -> Reply:
        return self._responses.varied(variety(call.tracker)).say(key, call.meant.language)

    def _failed(self, call: ActionCall, outcome: str, error: BaseException) -> ActionResult:
        stack = "" if isinstance(error, BotError) else "".join(traceback.format_tb(error.__traceback__)[-8:])
        # The error's own words may quote the customer.
        log.error(
            "action_failed", action=call.action, key=call.key, outcome=outcome, error=type(error).__name__, stack=stack
        )
        return ActionResult(replies=(self._say(call, APOLOGY),), outcome=outcome, failed=True)


def _outcome(error: BaseException) -> str:
    match error:
        case NotFound():
            return "unknown_action"
        case Unavailable():
            return "unavailable"
        case _:
            return "broken"


def _together(results: list[ActionResult]) -> ActionResult:
    last = results[-1]
    return ActionResult(
        replies=tuple(reply for result in results for reply in result.replies),
        slots=tuple(slot for result in results for slot in result.slots),
        asks=next((result.asks for result in reversed(results) if result.asks), None),
        outcome=last.outcome,
        failed=last.failed,
        hand_off=last.hand_off,
    )
