"""Brings a delivery to a person on Messenger, and says what became of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.channels.messenger.compose import FILE, KEEP, Composer
from bot.channels.messenger.graph_errors import NOT_THE_PERSONA, GraphError, Trouble
from bot.channels.messenger.pages import Page, Pages
from bot.channels.messenger.routing import Routing
from bot.channels.messenger.uploads import Uploads
from bot.channels.messenger.windows import BY_HAND, window
from bot.conversation.clock import Clock
from bot.conversation.events import Entry
from bot.conversation.tracker import Tracker
from bot.engine.outbox import Delivery, Later, Part, Refused, Sent, Thread, Unsure, Verdict

#: A page whose token is dead is tried so often.
PROBE = timedelta(minutes=1)
#: So often Meta is told who works on a thread where it does not answer: what customers are told waits behind it.
CONTROLS = 4

log = structlog.get_logger()

#: What an agent reads where it is over.
_PROBLEMS = {
    Trouble.WINDOW: "Messenger's time to answer is over: the customer must write first.",
    Trouble.PERSON: "The customer cannot be reached on Messenger: they blocked the page or left.",
    Trouble.PERMISSION: "Meta does not allow this page to send it; a supervisor must look at the page's permissions.",
    Trouble.BAD_REQUEST: "Meta refused this message as it is.",
    Trouble.ROUTING: "Another application has this conversation on Messenger; take it back first.",
    Trouble.ABUSE: "Meta has stopped this page from sending for a while.",
    Trouble.FILE: "The file is not here any more.",
    Trouble.LINK: "The customer's account link has ended; they must link again.",
}


#: What a page that Meta has stopped is told, whatever it sends.
_STOPS = frozenset({Trouble.ABUSE, Trouble.PERMISSION})

Lost = Callable[[Page, Thread], Awaitable[None]]


class Personas(Protocol):
    """Knows under which of Meta's ids an agent speaks."""

    async def of(self, page: Page, agent_name: str) -> str | None:
        """Return the persona; None where there is none, and the page itself speaks."""
        ...

    def forget(self, page: Page) -> None:
        """Ask Meta again next time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MessengerChannel:
    """See `engine.outbox.PushChannel`.

    Attributes:
        lost: looks after a thread that Meta says is not ours.
    """

    composer: Composer
    uploads: Uploads
    pages: Pages
    personas: Personas
    routing: Routing
    lost: Lost
    clock: Clock
    #: How often Meta did not answer what it was told of a thread, by delivery.
    _unanswered: dict[str, int] = field(default_factory=dict)

    def compose(self, tracker: Tracker, entries: Sequence[Entry]) -> list[Part]:
        """See `PushChannel.compose`."""
        return self.composer.compose(tracker, entries)

    async def deliver(self, delivery: Delivery) -> Verdict:
        """See `PushChannel.deliver`."""
        page = self.pages.of(delivery.thread.page_id)
        if page is None:
            return Refused(code=Trouble.PERMISSION, problem="This page is not set up any more.")
        # One moment for all questions: in the next the bot's day may be over.
        now = self.clock.now()
        if (rests := self._rests(page, now)) is not None:
            return rests
        if (control := delivery.body.get("control")) is not None:
            return await self._control(page, delivery, control)
        if (closed := _closed(delivery.thread, now, by_person=delivery.agent_name is not None)) is not None:
            return closed
        return await self._say(page, delivery, now)

    async def _control(self, page: Page, delivery: Delivery, control: str) -> Verdict:
        act = self.routing.keep if control == KEEP else self.routing.release
        try:
            await act(page, delivery.thread.person_id)
        except GraphError as error:
            if error.trouble not in {Trouble.TRANSIENT, Trouble.UNSURE}:
                return self._verdict(page, error)
            times = self._unanswered[delivery.id] = self._unanswered.get(delivery.id, 0) + 1
            if times < CONTROLS:
                # Told twice it is as told once: no echo need be waited for.
                return Later(why=str(error))
            log.warning("messenger_routing", page=page.id, act=control, error=str(error))
        self._unanswered.pop(delivery.id, None)
        return Sent(external_id="")

    async def _say(self, page: Page, delivery: Delivery, now: datetime) -> Verdict:
        rested = page.broken is not None
        how: dict[str, Any] = dict(window(delivery.thread.opened_at).kind(now))
        if delivery.agent_name is not None:
            persona = await self.personas.of(page, delivery.agent_name)
            how |= {"persona_id": persona} if persona else {}
        try:
            return await self._send(page, delivery, how)
        except GraphError as error:
            if error.trouble is Trouble.ROUTING:
                await self.lost(page, delivery.thread)
            return self._rests_on(page, error) if rested and error.trouble in _STOPS else self._verdict(page, error)

    def _rests_on(self, page: Page, error: GraphError) -> Later:
        """Return that a message which tried whether the page may send again waits on, with all behind it."""
        now = self.clock.now()
        if error.trouble is Trouble.PERMISSION:
            # Of what Meta blocks it may say no more than that it is not allowed.
            page.slow_down(now)
        return Later(why=page.broken or str(error), pause=page.probe_at - now if page.probe_at else PROBE)

    def _rests(self, page: Page, now: datetime) -> Later | None:
        """Return why a page sends nothing now; one that is broken is tried now and then."""
        if self.pages.is_paused(page) and page.paused_until is not None:
            return Later(why="too many calls", pause=page.paused_until - now)
        if page.broken is not None:
            if page.probe_at is not None and page.probe_at > now:
                return Later(why=page.broken, pause=page.probe_at - now)
            page.probe_at = now + PROBE
        return None

    async def _send(self, page: Page, delivery: Delivery, how: dict[str, Any]) -> Sent:
        said = delivery.body
        if FILE in said:
            said = {"attachment": await self.uploads.attachment(page, said[FILE])}
        message = {**said, "metadata": delivery.id}
        person_id = delivery.thread.person_id
        try:
            return Sent(external_id=await self.uploads.graph.send(page, person_id, message, how))
        except GraphError as error:
            again = self._otherwise(page, delivery, how, error)
            if again is None:
                raise
            return Sent(external_id=await self.uploads.graph.send(page, person_id, message, again))

    def _otherwise(
        self, page: Page, delivery: Delivery, how: dict[str, Any], error: GraphError
    ) -> dict[str, Any] | None:
        """Return how a word that was refused may go after all, once."""
        if error.trouble is Trouble.WINDOW and delivery.agent_name is not None and not how.get("tag"):
            # Meta's clock counts, not ours: a person's word may still go as one.
            return {**how, **BY_HAND}
        is_bad = error.trouble is Trouble.BAD_REQUEST and error.subcode not in NOT_THE_PERSONA
        if is_bad and "persona_id" in how:
            # Somebody deleted the persona at Meta: what the agent says matters more than under which name.
            self.personas.forget(page)
            return {name: value for name, value in how.items() if name != "persona_id"}
        return None

    def _verdict(self, page: Page, error: GraphError) -> Verdict:
        match error.trouble:
            case Trouble.TRANSIENT:
                return Later(why=str(error))
            case Trouble.UNSURE:
                return Unsure(why=str(error))
            case Trouble.RATE:
                until = page.paused_until or self.clock.now()
                return Later(why=str(error), pause=max(until - self.clock.now(), timedelta(seconds=1)))
            case Trouble.TOKEN:
                return Later(why=str(error), pause=PROBE)
            case trouble:
                if trouble in {Trouble.PERMISSION, Trouble.ABUSE}:
                    log.error("messenger_refused", page=page.id, trouble=trouble, code=error.code, sub=error.subcode)
                problem = _PROBLEMS[trouble]
                if trouble is Trouble.BAD_REQUEST:
                    problem = f"{problem} ({error.code}/{error.subcode})"
                return Refused(code=trouble, problem=problem)


def _closed(thread: Thread, now: datetime, *, by_person: bool) -> Refused | None:
    """Return why the bot, or a person, may not write to a thread."""
    if thread.outside is not None and not by_person:
        # Said before the other spoke, and not there yet: now it would talk over them.
        return Refused(code=Trouble.ROUTING, problem=_PROBLEMS[Trouble.ROUTING])
    if not window(thread.opened_at).is_open(now, by_person=by_person):
        return Refused(code=Trouble.WINDOW, problem=_PROBLEMS[Trouble.WINDOW])
    return None
