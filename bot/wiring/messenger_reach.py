"""Tells the console how Messenger's customers are reached, and does there what agents ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.messenger.elsewhere import Elsewhere
from bot.channels.messenger.intake import CHANNEL
from bot.channels.messenger.pages import BLOCKED, NOT_ALLOWED, SLOWED, TOKEN_DEAD, Page, Pages
from bot.channels.messenger.windows import window
from bot.console.reach import NOT_PUSHED, Away, Reach, Trouble
from bot.conversation.clock import Clock
from bot.conversation.errors import Conflict
from bot.conversation.events import agent_actor
from bot.conversation.reasons import ToAgent
from bot.engine.feed import Feed
from bot.engine.outbox import Thread
from bot.engine.reading import ConversationStore
from bot.handoff.agent import Agent
from bot.storage.outbox import StoredOutbox
from bot.storage.threads import StoredThreads

#: Every screen asks with each change of the line; the table is read no more often.
LOOK = timedelta(seconds=1)
#: Conversations that are shown, and characters of what was written last.
SHOWN, SNIPPET = 50, 160
_CODES = {TOKEN_DEAD: "token", BLOCKED: "blocked", SLOWED: "slowed", NOT_ALLOWED: "permission"}


@dataclass(slots=True)
class _Away:
    at: datetime | None = None
    found: Sequence[Away] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessengerReach:
    """See `console.reach.Reaches`."""

    threads: StoredThreads
    conversations: ConversationStore
    outbox: StoredOutbox
    pages: Pages
    elsewhere: Elsewhere
    feed: Feed
    clock: Clock
    _away: _Away = field(default_factory=_Away)

    def channels(self) -> tuple[str, ...]:
        """See `Reaches.channels`."""
        return (CHANNEL,)

    async def of(self, conversation_id: str) -> Reach | None:
        """See `Reaches.of`."""
        thread = await self.threads.of(conversation_id)
        if thread is None:
            return None
        open_for, page = window(thread.opened_at), self.pages.of(thread.page_id)
        return Reach(
            channel=CHANNEL,
            bot_until=open_for.bot_until,
            person_until=open_for.person_until,
            outside=thread.outside,
            problem="gone" if page is None else _code(page),
        )

    def troubles(self) -> tuple[Trouble, ...]:
        """See `Reaches.troubles`."""
        return tuple(
            Trouble(channel=CHANNEL, page=page.id, code=_CODES.get(told, "other"), problem=told)
            for page in self.pages
            if (told := page.trouble) is not None
        )

    async def away(self) -> Sequence[Away]:
        """See `Reaches.away`."""
        now = self.clock.now()
        if self._away.at is None or now - self._away.at >= LOOK:
            self._away.at = now
            found = await self.threads.outside(SHOWN)
            self._away.found = [
                Away(conversation_id=one, channel=CHANNEL, app=app, last_message=text[:SNIPPET])
                for one, app, text in found
            ]
        return self._away.found

    async def check_open(self, conversation_id: str) -> None:
        """See `Reaches.check_open`."""
        thread = await self.threads.of(conversation_id)
        if thread is not None:
            self._check(thread)

    async def send_again(self, conversation_id: str, seq: int, agent: Agent, *, epoch: int) -> None:
        """See `Reaches.send_again`."""
        _, thread = await self._found(conversation_id)
        self._check(thread)
        now = self.clock.now()
        self.feed.publish(await self.outbox.send_again(conversation_id, seq, agent, epoch=epoch, now=now))

    async def take_back(self, conversation_id: str, agent: Agent) -> None:
        """See `Reaches.take_back`."""
        page, thread = await self._found(conversation_id)
        if thread.outside is None:
            raise Conflict("no other app has this conversation; look again", reason=ToAgent.NO_APP_HAS_IT)
        await self.elsewhere.take_back(page, thread, actor=agent_actor(agent.id))

    async def give_away(self, conversation_id: str, agent: Agent, *, epoch: int) -> None:
        """See `Reaches.give_away`."""
        page, thread = await self._found(conversation_id)
        if thread.outside is not None:
            said = f"{thread.outside} has this conversation already"
            raise Conflict(said, reason=ToAgent.APP_HAS_IT, app=thread.outside)
        standing = await self.conversations.standing(conversation_id)
        agent.check_may_act(has=standing.agent_id, epoch=standing.epoch, shown=epoch)
        await self.elsewhere.give_away(page, thread, actor=agent_actor(agent.id))

    async def _found(self, conversation_id: str) -> tuple[Page, Thread]:
        await self.conversations.standing(conversation_id)
        thread = await self.threads.of(conversation_id)
        if thread is None:
            raise Conflict(NOT_PUSHED, reason=ToAgent.NOT_PUSHED)
        return self._page(thread), thread

    def _page(self, thread: Thread) -> Page:
        page = self.pages.of(thread.page_id)
        if page is None:
            raise Conflict("the page of this conversation is not set up any more", reason=ToAgent.PAGE_GONE)
        return page

    def _check(self, thread: Thread) -> None:
        self._page(thread)
        if thread.outside is not None:
            said = f"{thread.outside} has this conversation now; take it back first"
            raise Conflict(said, reason=ToAgent.APP_HAS_IT, app=thread.outside)
        if not window(thread.opened_at).is_open(self.clock.now(), by_person=True):
            said = "Messenger's time to answer is over: the customer must write first"
            raise Conflict(said, reason=ToAgent.WINDOW_OVER)


def _code(page: Page) -> str | None:
    return None if page.broken is None else _CODES.get(page.broken, "other")
