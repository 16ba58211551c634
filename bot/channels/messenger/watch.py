"""Sees to it that Meta goes on sending us a page's events, and that what was missed meanwhile is taken in.

Meta tries a webhook for an hour, then ends the subscription, and what waited is lost. While a page is subscribed, what
a short outage lost is seen by Meta's newest word, which is then newer than ours. Once it is not, nothing comes until
all that was missed is here.
Source: Messenger Platform, «Webhooks» (retries, disabled webhooks) and «Conversations API».
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channels.messenger.graph import Graph
from bot.channels.messenger.graph_errors import GraphError
from bot.channels.messenger.marks import Mark, Marks
from bot.channels.messenger.pages import Page, Pages
from bot.channels.messenger.repair import Repaired, Repairs
from bot.channels.messenger.subscription import NEEDED, Subscription, subscribe, subscription_of
from bot.conversation.clock import Clock
from bot.conversation.errors import Unavailable
from bot.engine.repairs import RepairStore

#: A page is looked at so often; whether it is time is asked once a second.
EVERY, LOOK = timedelta(minutes=5), timedelta(seconds=1)
#: Where nobody has looked for so long, something may have been missed.
DOWN = timedelta(minutes=12)
#: So far before the last sign of health missed messages are looked for: Meta tries for an hour, and clocks differ.
MARGIN = timedelta(hours=2)
#: So much later than ours Meta may say that the same was done.
AGREES = timedelta(seconds=5)
#: What is as new as this may be under way to us: it is looked at the next time.
SETTLES = timedelta(minutes=2)
#: Nothing older is looked for: what came is known for so long (`engine.arrivals.REMEMBERED`).
FURTHEST = timedelta(days=30)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a look at a page found and did.

    Attributes:
        was_alive: Meta was sending us its events.
        repaired: what was taken in; None where nothing had to be looked for.
        problem: why not all of it could be done; None where it could.
        refused: what is needed and Meta does not let us hear.
    """

    was_alive: bool
    repaired: Repaired | None = None
    problem: GraphError | None = None
    refused: frozenset[str] = frozenset()


class Watch:
    """Looks after all pages."""

    def __init__(
        self, graph: Graph, pages: Pages, repairs: Repairs, *, store: RepairStore, marks: Marks, app_id: str | None
    ) -> None:
        self._graph = graph
        self._pages = pages
        self._repairs = repairs
        self._store = store
        self._marks = marks
        self._app_id = app_id
        #: Pages of which not all could be read the last time.
        self._owing: set[str] = set()
        #: The newest word of each page at the last look.
        self._newest: dict[str, datetime] = {}
        #: The newest word of each page for which it was repaired: not everything that moves a conversation comes to us.
        self._repaired_for: dict[str, datetime] = {}
        #: What is needed and was refused to each page: asking for it every time would help nobody.
        self._refused: dict[str, frozenset[str]] = {}

    async def run(self, clock: Clock) -> None:
        """Look at every page now and then, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for page in self._pages:
                group.create_task(self._follow(page, clock))

    async def _follow(self, page: Page, clock: Clock) -> None:
        due = clock.now()
        while True:
            if clock.now() >= due and not self._pages.is_paused(page):
                due = clock.now() + EVERY
                try:
                    await self.check(page, now=clock.now())
                except GraphError as error:
                    log.warning("messenger_not_checked", page=page.id, error=str(error))
                except Unavailable:
                    # The store is down: webhooks are refused as well, so there will be something to repair.
                    log.warning("messenger_not_checked", page=page.id, error="the store does not answer")
            await asyncio.sleep(LOOK.total_seconds())

    async def check(self, page: Page, *, now: datetime, repair: bool = False) -> Checked:
        """Look at a page; where it is no longer subscribed, repair, subscribe, and repair what fell in between.

        Args:
            repair: look for missed messages even where nothing speaks for any.

        Raises:
            GraphError: Meta does not say whether it is subscribed, or does not subscribe it.
            Unavailable: the store does not answer.
        """
        mark, since = await self._since(page, now)
        found = await subscription_of(self._graph, page, self._app_id)
        is_alive = found.is_alive(self._refused.get(page.id, ()))
        is_well = is_alive and not repair and page.id not in self._owing and now - mark.well <= DOWN
        if is_well and not await self._misses(page, mark.began, now):
            self._marks.set(page.id, Mark(began=mark.began, well=now))
            return Checked(was_alive=True)
        repaired = Repaired()
        self._owing.add(page.id)
        if not is_alive:
            repaired = await self._subscribe_again(page, found, since)
        try:
            repaired += await self._repairs.repair(page, since)
        except GraphError as error:
            # The mark stays where it is, so this is looked for again.
            log.warning("messenger_not_repaired", page=page.id, error=str(error))
            return self._checked(page, is_alive, repaired, error)
        self._owing.discard(page.id)
        self._marks.set(page.id, Mark(began=mark.began, well=now))
        return self._checked(page, is_alive, repaired)

    async def _misses(self, page: Page, began: datetime, now: datetime) -> bool:
        """Say whether Meta has something newer of a page than we have."""
        try:
            newest = await self._repairs.newest(page)
        except GraphError as error:
            # The page rests, or may not be read: what is missing is found when it can be.
            log.warning("messenger_newest_unknown", page=page.id, error=str(error))
            return False
        if newest is None:
            return False
        before = self._newest.get(page.id)
        # Another look may have been told something newer meanwhile.
        self._newest[page.id] = newest if before is None else max(before, newest)
        owed = next((at for at in (newest, before) if at is not None and now - at > SETTLES), None)
        if owed is None or owed == self._repaired_for.get(page.id):
            return False
        # Asked after Meta was: whatever came meanwhile is known.
        known = max(began, await self._store.newest_known(page.id) or began)
        if owed - known <= AGREES:
            return False
        self._repaired_for[page.id] = owed
        log.warning("messenger_missed", page=page.id, seconds=(owed - known).total_seconds())
        return True

    def _checked(self, page: Page, was_alive: bool, repaired: Repaired, problem: GraphError | None = None) -> Checked:
        refused = self._refused.get(page.id, frozenset())
        return Checked(was_alive=was_alive, repaired=repaired, problem=problem, refused=refused)

    async def _subscribe_again(self, page: Page, found: Subscription, since: datetime) -> Repaired:
        log.error("messenger_unsubscribed", page=page.id, fields=sorted(found.fields))
        repaired = Repaired()
        try:
            # First what is older, so that it stands before what comes as soon as the page is subscribed.
            repaired = await self._repairs.repair(page, since)
        except GraphError as error:
            log.warning("messenger_not_repaired", page=page.id, error=str(error))
        refused = await subscribe(self._graph, page, found.fields)
        self._refused[page.id] = frozenset(refused).intersection(NEEDED)
        log.warning("messenger_subscribed_again", page=page.id, refused=sorted(refused))
        return repaired

    async def _since(self, page: Page, now: datetime) -> tuple[Mark, datetime]:
        """Return how far the page was looked after, and from when on something may be missing."""
        last = await self._store.last_received(page.id)
        mark = self._marks.of(page.id)
        if mark is None:
            # The first look ever: what was said before this page was ours is nobody's to answer.
            seen = now if last is None else last - MARGIN
            mark = Mark(began=seen, well=now if last is None else last)
            self._marks.set(page.id, mark)
        well = mark.well if last is None else min(mark.well, last)
        return mark, max(well - MARGIN, mark.began, now - FURTHEST)
