"""What a customer in line sees and may choose: stay, leave a message, be called back."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.conversation.clock import Clock
from bot.conversation.errors import BadInput
from bot.conversation.events import Entry
from bot.conversation.line_events import CallbackCancelled, CallbackRequested, MessageLeft
from bot.conversation.line_rules import LineRules
from bot.conversation.message import checked_client_id
from bot.conversation.reasons import ToCustomer
from bot.engine.feed import Feed
from bot.handoff.expected_wait import LineView, Outlook, outlook

#: Channels on which it shows whether the customer is still there.
SEEN_ON = frozenset({"website"})
#: Calls can be asked for from the next half hour on, at full and half hours, within a week.
STEP, SOONEST, LATEST = timedelta(minutes=30), timedelta(minutes=15), timedelta(days=7)
#: A moment that was offered may be taken until so shortly before it.
LEAD = timedelta(minutes=5)
#: Moments offered for a call.
OFFERED = 12
#: Digits of a phone number.
FEWEST_DIGITS, MOST_DIGITS = 6, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How a ticket waits.

    Attributes:
        message_left: the customer said that they will not wait on the page.
        due_at: when to call, at `phone`; None where they want no call.
    """

    view: LineView
    message_left: bool
    due_at: datetime | None
    phone: str | None


class PatienceStore(Protocol):
    """Keeps how customers wait. Acts come back with where they stand and what was added, nothing for a repeat."""

    async def waiting(
        self, conversation_id: str, *, rules: LineRules, now: datetime, version: int | None = None
    ) -> Waiting | None:
        """Return how a conversation's ticket waits; None where none does.

        Args:
            version: of the line; who is at the desk need not be looked up again under the same one.
        """
        ...

    async def seen(self, conversation_id: str, *, now: datetime) -> tuple[Entry, ...]:
        """Say that the customer's page is open; who had left stands at the old place again."""
        ...

    async def leave_message(
        self, conversation_id: str, left: MessageLeft, *, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """Let the customer go without losing the place.

        Raises:
            Conflict: they do not wait (any more).
        """
        ...

    async def call_back(
        self, conversation_id: str, asked: CallbackRequested, *, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """Let the ticket wait for the moment of the call; raises Conflict as `leave_message` does."""
        ...

    async def cancel_callback(
        self, conversation_id: str, cancelled: CallbackCancelled, *, now: datetime
    ) -> tuple[int, tuple[Entry, ...]]:
        """Let the customer wait at the old place instead; raises Conflict as `leave_message` does."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What somebody in line is shown.

    Attributes:
        may_call: moments that can be chosen for a call.
    """

    outlook: Outlook
    waiting: Waiting
    may_call: tuple[datetime, ...]


class Patience:
    """Acts for customers in line, and tells every screen."""

    def __init__(
        self,
        store: PatienceStore,
        *,
        feed: Feed,
        clock: Clock,
        rules: Callable[[], LineRules],
        lead: timedelta = LEAD,
    ) -> None:
        self._store = store
        self._feed = feed
        self._clock = clock
        self._rules = rules
        self._offered: tuple[LineRules, datetime, datetime, tuple[datetime, ...]] | None = None
        self._lead = lead

    async def prospect(self, conversation_id: str) -> Prospect | None:
        """Return what a customer in line may expect and choose; None where they do not stand in line."""
        rules, now = self._rules(), self._clock.now()
        version = self._feed.line_version
        waiting = await self._store.waiting(conversation_id, rules=rules, now=now, version=version)
        if waiting is None:
            return None
        return Prospect(outlook=outlook(waiting.view, rules, now), waiting=waiting, may_call=self._may_call(rules, now))

    def _may_call(self, rules: LineRules, now: datetime) -> tuple[datetime, ...]:
        """Return what is offered: the same for everybody who waits, until the next half hour comes."""
        known = self._offered
        if known is None or known[0] is not rules or not known[1] <= now <= known[2]:
            found = tuple(moments(rules, now))
            seconds = STEP.total_seconds()
            first = datetime.fromtimestamp(math.ceil((now + SOONEST).timestamp() / seconds) * seconds, UTC)
            known = self._offered = (rules, now, first - SOONEST, found)
        return known[3]

    async def seen(self, conversation_id: str) -> None:
        """Say that the customer's page is open."""
        entries = await self._store.seen(conversation_id, now=self._clock.now())
        if entries:
            self._tell(entries)

    async def leave_message(self, conversation_id: str, client_id: str) -> int:
        """Let the customer go without losing the place; return where it stands in the conversation."""
        left = MessageLeft(client_id=checked_client_id(client_id), ticket_id="")
        seq, entries = await self._store.leave_message(conversation_id, left, now=self._clock.now())
        self._tell(entries)
        return seq

    async def call_back(self, conversation_id: str, client_id: str, *, phone: str, at: datetime) -> int:
        """Have the customer called at a moment that was offered; return where it stands in the conversation.

        Raises:
            BadInput: no phone number, or no moment for a call (see `checked_moment`). Conflict: they do not wait.
        """
        now = self._clock.now()
        number = checked_phone(phone)
        due_at = checked_moment(at, self._rules(), now, lead=self._lead)
        asked = CallbackRequested(client_id=checked_client_id(client_id), ticket_id="", phone=number, due_at=due_at)
        seq, entries = await self._store.call_back(conversation_id, asked, now=now)
        self._tell(entries)
        return seq

    async def cancel_callback(self, conversation_id: str, client_id: str) -> int:
        """Let the customer wait at the old place instead; return where it stands in the conversation."""
        cancelled = CallbackCancelled(client_id=checked_client_id(client_id), ticket_id="")
        seq, entries = await self._store.cancel_callback(conversation_id, cancelled, now=self._clock.now())
        self._tell(entries)
        return seq

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        self._feed.publish(entries)
        self._feed.line_changed()


def moments(rules: LineRules, now: datetime) -> list[datetime]:
    """Return the next full and half hours at which people are there to call."""
    first = now + SOONEST
    at = first.replace(minute=0, second=0, microsecond=0)
    found: list[datetime] = []
    while at <= now + LATEST and len(found) < OFFERED:
        if at >= first and (rules.hours is None or rules.hours.is_open(at)):
            found.append(at)
        at += STEP
    return found


def checked_moment(at: datetime, rules: LineRules, now: datetime, *, lead: timedelta = LEAD) -> datetime:
    """Return a moment for a call, in UTC.

    Args:
        lead: how long before it the latest is that it may be asked for.

    Raises:
        BadInput: nobody calls then; its reason says why not.
    """
    if at.tzinfo is None:
        raise BadInput("the time of the call must have a time zone, or Z for UTC", reason=ToCustomer.CALL_UNREADABLE)
    if at <= now:
        raise BadInput("that time has passed; choose another", reason=ToCustomer.CALL_PAST)
    if at < now + lead:
        raise BadInput("nobody can call as soon as that; choose another time", reason=ToCustomer.CALL_SOON)
    if at > now + LATEST:
        raise BadInput(f"that time is more than {LATEST.days} days ahead; choose another", reason=ToCustomer.CALL_FAR)
    if rules.hours is not None and not rules.hours.is_open(at):
        raise BadInput("nobody is here to call at that time; choose another", reason=ToCustomer.CALL_CLOSED)
    return at.astimezone(UTC)


def checked_phone(phone: str) -> str:
    """Return a phone number as it was given, without what does not belong to one.

    Raises:
        BadInput: it is none.
    """
    number = " ".join(phone.split())
    digits = sum(c.isascii() and c.isdigit() for c in number)
    if not FEWEST_DIGITS <= digits <= MOST_DIGITS or len(number) > 32 or set(number) - set("+()-. 0123456789"):
        wanted = f"a phone number has {FEWEST_DIGITS} to {MOST_DIGITS} digits, and nothing but + ( ) - . beside"
        raise BadInput(wanted, reason=ToCustomer.PHONE_WRONG)
    return number
