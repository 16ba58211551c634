"""The only door to rasa-sdk: what an action is written with, and the executor that runs it in this process."""

import asyncio
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import structlog
from rasa_sdk.events import ActiveLoop, ConversationPaused, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Action, ActionExecutionRejection, ActionNotFoundException, Tracker
from rasa_sdk.types import DomainDict

from bot.automation.call import ActionCall, ActionResult
from bot.automation.rasa_answer import OUTCOME, result_of
from bot.automation.rasa_call import DOMAIN, REQUESTED_SLOT, request_of
from bot.automation.responses import Responses
from bot.automation.threads import DaemonThreads
from bot.conversation.errors import BadConfiguration, NotFound

__all__ = [
    "REQUESTED_SLOT",
    "Action",
    "ActionExecutionRejection",
    "ActiveLoop",
    "CollectingDispatcher",
    "ConversationPaused",
    "DomainDict",
    "EventType",
    "FollowupAction",
    "RasaActions",
    "SlotSet",
    "Tracker",
    "outcome",
    "verified",
]

#: Synchronous actions that may run at the same time; one that never ends holds its thread for good.
THREADS = 8

log = structlog.get_logger()


def outcome(name: str, *, failed: bool = False) -> EventType:
    """Return the event that says how an action ended; a failure counts towards a person."""
    return {"event": OUTCOME, "name": name, "failed": failed}


def verified(name: str, value: str) -> EventType:
    """Return a `SlotSet` whose value is proven, not only claimed by the customer."""
    return {**SlotSet(name, value), "verified": True}


class RasaActions:
    """Runs rasa-sdk actions in this process; see `automation.runner.ActionServer`."""

    def __init__(self, responses: Responses) -> None:
        self._responses = responses
        self._executor = ActionExecutor()
        # A developer's action that never returns must not keep the server from ending.
        self._threads = DaemonThreads(THREADS, "action")
        #: Names of the synchronous actions that run.
        self._running: list[str] = []

    @property
    def names(self) -> frozenset[str]:
        """The actions that can be run."""
        return frozenset(self._executor.actions)

    def register(self, action: Action) -> None:
        """Take in an action; one of the same name is replaced."""
        run = action.run if inspect.iscoroutinefunction(action.run) else self._threaded(action)
        self._executor.register_function(action.name(), run)

    def register_module(self, name: str) -> None:
        """Import a module or package of the developer's own and take in every action that is written there.

        Raises:
            BadConfiguration: it cannot be imported, holds no action, or an action cannot be made without arguments.
        """
        found = [kind for module in _modules(name) for kind in _actions_written_in(module)]
        if not found:
            raise BadConfiguration(f"actions `{name}`: no action is written there")
        for kind in found:
            try:
                self.register(kind())
            # Whatever a developer's constructor raises is told to the developer.
            except Exception as error:
                raise BadConfiguration(f"actions `{name}`: {kind.__name__}: {error}") from error

    async def run(self, call: ActionCall) -> ActionResult:
        """Run an action; see `automation.runner.ActionServer.run`."""
        try:
            answer = await self._executor.run({**request_of(call), "domain": DOMAIN})
        except ActionNotFoundException as error:
            raise NotFound(f"no action `{call.action}`") from error
        except ActionExecutionRejection:
            return ActionResult(outcome="rejected", failed=True)
        return result_of(call, answer.model_dump() if answer else {}, self._responses)

    def close(self) -> None:
        """Take no more synchronous actions; those that run already are not waited for."""
        self._threads.close()
        if left := sorted(self._running):
            log.warning("actions_left_running", actions=left)

    def _threaded(self, action: Action) -> Callable[..., Any]:
        name = action.name()

        def run(*given: Any) -> Any:
            self._running.append(name)
            try:
                return action.run(*given)
            finally:
                self._running.remove(name)

        async def in_thread(dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Any:
            loop = asyncio.get_running_loop()
            events = await loop.run_in_executor(self._threads, run, dispatcher, tracker, domain)
            return await events if inspect.isawaitable(events) else events

        return in_thread


def _modules(name: str) -> Iterator[ModuleType]:
    try:
        module = importlib.import_module(name)
    # A developer's module may raise anything at all while it is imported.
    except Exception as error:
        raise BadConfiguration(f"actions `{name}`: {type(error).__name__}: {error}") from error
    yield module
    for inner in pkgutil.iter_modules(getattr(module, "__path__", ()), prefix=f"{name}."):
        yield from _modules(inner.name)


def _actions_written_in(module: ModuleType) -> list[type[Action]]:
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Action)
        and kind.__module__ == module.__name__
        and not inspect.isabstract(kind)
        and kind.name is not Action.name
    ]
