"""When somebody else speaks: Meta's inbox, another application, and the way back. Exactly one may answer.

Source: Messenger Platform, «Conversation Routing» and «Message echoes».
"""

from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.channels.messenger.graph_errors import GraphError, Trouble
from bot.channels.messenger.messages import client_id_of, told_of
from bot.channels.messenger.pages import BLOCKED, TOKEN_DEAD, Page
from bot.channels.messenger.routing import INBOX, INBOXES, Routing
from bot.conversation.channel_events import SaidElsewhere, WantedElsewhere
from bot.conversation.clock import Clock
from bot.conversation.errors import Conflict, Unavailable
from bot.conversation.events import SYSTEM, Entry
from bot.conversation.reasons import ToAgent
from bot.engine.arrivals import Kept
from bot.engine.feed import Feed
from bot.engine.outbox import Thread
from bot.engine.threads import ThreadStore

#: So long after the last word from elsewhere a thread of which Meta names no owner is still theirs.
SILENT = timedelta(hours=24)

#: Longest id of an application.
LONGEST_APP = 32
#: What is told after so long may be over.
LATE = timedelta(minutes=1)

Json = dict[str, Any]

log = structlog.get_logger()

#: Errors that pass.
_AGAIN = frozenset({Trouble.TRANSIENT, Trouble.UNSURE, Trouble.RATE})
#: What agents read where Meta does not let a conversation move.
_REFUSALS = {
    Trouble.ROUTING: (
        ToAgent.META_REFUSED,
        "Meta lets only who has a conversation, or the page's default app, move it; look again",
    ),
    Trouble.TOKEN: (ToAgent.META_TOKEN, TOKEN_DEAD),
    Trouble.PERMISSION: (
        ToAgent.META_PERMISSION,
        "Meta does not let this page move conversations; a supervisor must look at its permissions",
    ),
    Trouble.ABUSE: (ToAgent.META_BLOCKED, BLOCKED),
    Trouble.PERSON: (
        ToAgent.PERSON_GONE,
        "the customer cannot be reached on Messenger: they blocked the page or left",
    ),
}


class Deliveries(Protocol):
    """Knows what we sent."""

    async def echoed(self, delivery_id: str, external_id: str, *, at: datetime) -> bool:
        """Mark a delivery as sent at that moment of the channel's clock; say whether it is one of ours."""
        ...


class Elsewhere:
    """Knows who has a thread at Meta."""

    def __init__(
        self,
        *,
        threads: ThreadStore,
        deliveries: Deliveries,
        routing: Routing,
        app_id: str | None,
        feed: Feed,
        clock: Clock,
    ) -> None:
        self._threads = threads
        self._deliveries = deliveries
        self._routing = routing
        self._app_id = app_id
        self._feed = feed
        self._clock = clock

    async def echoed(self, page: Page, kept: Kept, data: Json) -> str | None:
        """Take in an echo: ours is reconciled, anybody else's silences the bot."""
        mid, app = str(data.get("mid") or ""), str(data.get("app_id") or "")
        metadata = data.get("metadata")
        now = self._clock.now()
        if isinstance(metadata, str) and await self._deliveries.echoed(metadata, mid, at=kept.at):
            return None
        if self._app_id is not None and app == self._app_id:
            return "our own words, from another installation"
        thread = await self._threads.of_person(kept.page_id, kept.person_id)
        if thread is None:
            return "nobody has written to us yet"
        said = SaidElsewhere(
            client_id=client_id_of(page.id, mid), app=name_of(app), text=told_of(data), sent_at=kept.at
        )
        if await self._is_ours_since(page, thread, kept.at):
            self._tell(await self._threads.note(thread.conversation_id, said, said.client_id, now=now, actor=SYSTEM))
            return None
        self._tell(await self._threads.taken(thread.conversation_id, name_of(app), said, now=now, at=kept.at))
        return None

    async def moved(self, page: Page, thread: Thread, data: Json, *, at: datetime) -> str | None:
        """Take in that Meta gave the thread to somebody else, or to us, at that moment."""
        new = data.get("new_owner_app_id")
        owner = str(new) if new is not None else None
        now = self._clock.now()
        if owner is None or owner == self._app_id:
            self._tell(await self._threads.back(thread.conversation_id, now=now, at=at))
            return None
        if self._app_id is None and not await self._is_theirs(page, thread, since=thread.opened_at):
            return "whose the thread is now is not known: set the app's id"
        if await self._is_ours_since(page, thread, at):
            return "told late: the thread is ours again"
        self._tell(await self._threads.taken(thread.conversation_id, name_of(owner), None, now=now, at=at))
        return None

    async def wanted(self, thread: Thread, data: Json, *, client_id: str, at: datetime) -> str | None:
        """Take in that another application asks for the thread."""
        app = name_of(str(data.get("requested_owner_app_id") or "")[:LONGEST_APP])
        asked, now = WantedElsewhere(client_id=client_id, app=app, sent_at=at), self._clock.now()
        self._tell(await self._threads.note(thread.conversation_id, asked, client_id, now=now, actor=SYSTEM))
        return None

    async def settle(self, page: Page, thread: Thread, *, at: datetime, standby: bool) -> bool:
        """See to it that who owns the thread at Meta owns it here, before a message is taken in; say whether we do.

        Args:
            at: when the message was written.
            standby: Meta told it to us while another application owned the thread.
        """
        now = self._clock.now()
        if standby:
            if thread.outside is None:
                self._tell(await self._threads.taken(thread.conversation_id, name_of(""), None, now=now, at=at))
            return False
        if thread.outside is None:
            return True
        if await self._is_theirs(page, thread, since=await self._threads.elsewhere_at(thread.conversation_id)):
            return False
        self._tell(await self._threads.back(thread.conversation_id, now=now))
        return True

    async def take_back(self, page: Page, thread: Thread, *, actor: str) -> None:
        """Take the thread from whoever has it at Meta; the bot has it then.

        Without Conversation Routing nobody has it there: only our own silence is lifted.

        Raises:
            Conflict: Meta says no. Unavailable: nobody knows.
        """
        try:
            taken = not await self._routing.uses(page) or await self._routing.take(page, thread.person_id)
        except GraphError as error:
            raise _refusal(error) from error
        if not taken:
            said = "Meta does not let Baton take this conversation; whoever has it was asked to give it back"
            raise Conflict(said, reason=ToAgent.META_REFUSED)
        self._tell(await self._threads.back(thread.conversation_id, now=self._clock.now(), actor=actor))

    async def give_away(self, page: Page, thread: Thread, *, actor: str) -> None:
        """Give the thread to Meta's own inbox; raises as `take_back` does."""
        try:
            await self._routing.give(page, thread.person_id)
        except GraphError as error:
            raise _refusal(error) from error
        now = self._clock.now()
        self._tell(await self._threads.taken(thread.conversation_id, name_of(INBOX), None, now=now, actor=actor))

    async def lost(self, page: Page, thread: Thread) -> None:
        """Look who owns a thread after Meta refused a word of ours because it is not ours."""
        try:
            owner = await self._routing.owner(page, thread.person_id)
        except GraphError:
            return
        # An idle thread is the page's default application's, which Meta does not name here.
        if self._is_another(owner) or (owner is None and await self._routing.is_on(page)):
            now = self._clock.now()
            self._tell(await self._threads.taken(thread.conversation_id, name_of(owner or ""), None, now=now))

    def enforced(self, page: Page, data: Json) -> str | None:
        """Take in a warning of Meta's policy: a page that is blocked sends nothing until it is let again."""
        action = str(data.get("action"))
        log.error("messenger_policy", page=page.id, action=action, reason=str(data.get("reason") or "")[:200])
        if action == "block":
            page.broken = BLOCKED
        elif action == "unblock":
            page.broken = None
        return None

    async def _is_theirs(self, page: Page, thread: Thread, *, since: datetime | None) -> bool:
        """Ask Meta; where it does not say, a thread is theirs for a day after the moment given."""
        try:
            owner = await self._routing.owner(page, thread.person_id)
            # Without Conversation Routing nobody owns a thread, whoever is answering in it.
            is_told = owner is not None or await self._routing.is_on(page)
        except GraphError:
            is_told, owner = False, None
        if not is_told:
            return since is not None and self._clock.now() - since < SILENT
        return self._is_another(owner)

    async def _is_ours_since(self, page: Page, thread: Thread, at: datetime) -> bool:
        """Say whether Meta has given us a thread since what it tells so late."""
        if self._app_id is None or self._clock.now() - at < LATE:
            return False
        try:
            return await self._routing.owner(page, thread.person_id) == self._app_id
        except GraphError:
            return False

    def _is_another(self, owner: str | None) -> bool:
        """Say whether a thread's owner is not us; without an id of our own only Meta's inbox is surely another."""
        if self._app_id is None:
            return owner in INBOXES
        return owner is not None and owner != self._app_id

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        if entries:
            self._feed.publish(entries)
            self._feed.line_changed()


def _refusal(error: GraphError) -> Conflict | Unavailable:
    if error.trouble in _AGAIN:
        return Unavailable("Meta does not answer; try again in a moment", reason=ToAgent.META_SILENT)
    otherwise = (ToAgent.META_REFUSED, f"Meta refused to move this conversation ({error})")
    reason, sentence = _REFUSALS.get(error.trouble, otherwise)
    return Conflict(sentence, reason=reason)


def name_of(app: str) -> str:
    """Return what agents read for an application."""
    return "Meta inbox" if app in INBOXES else f"app {app}" if app else "another app"
