"""What was missed while webhooks did not reach us, read from Meta's list of messages, and taken in as if it had come.

Each message gets the key that its webhook would have had: whatever came already, or comes after all, changes nothing.
Source: Messenger Platform, «Conversations API».
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.channels.messenger.graph import Call, Graph
from bot.channels.messenger.inbound import arrival_of
from bot.channels.messenger.messages import part
from bot.channels.messenger.pages import Page
from bot.channels.messenger.shown import Shown, list_of, shown, time_of
from bot.conversation.clock import Clock
from bot.engine.arrivals import Arrival, Arrivals
from bot.engine.repairs import RepairStore, UnderWay

#: Conversations of one call, and messages of each: Meta tells the ids of more than it tells the words of (20).
CONVERSATIONS, MESSAGES = 20, 50
#: Calls of one repair at most: ten thousand conversations; and pages of one conversation: a thousand messages.
MOST_CALLS, MOST_PAGES = 500, 20
#: So much Meta's clock and ours may differ.
SKEW = timedelta(minutes=1)
_MESSAGE = "id,message,from,to,created_time,attachments{id,mime_type,name,image_data,video_data,file_url}"
_FIELDS = f"updated_time,is_owner,messages.limit({MESSAGES}){{{_MESSAGE}}}"

Json = dict[str, Any]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What a repair found.

    Attributes:
        missing: messages that were not here, and now are.
        unreadable: messages that are not here, of which Meta tells no more than that there were any.
    """

    missing: int = 0
    unreadable: int = 0

    def __add__(self, other: "Repaired") -> "Repaired":
        """Return both; what one look cannot read, the next cannot either."""
        return Repaired(missing=self.missing + other.missing, unreadable=max(self.unreadable, other.unreadable))


class Repairs:
    """Reads what was missed."""

    def __init__(self, graph: Graph, arrivals: Arrivals, store: RepairStore, *, clock: Clock) -> None:
        self._graph = graph
        self._arrivals = arrivals
        self._store = store
        self._clock = clock

    async def newest(self, page: Page) -> datetime | None:
        """Return when the last was said on a page, as Meta has it; None where nothing was: one small call.

        Raises:
            GraphError: Meta does not tell.
        """
        query = {"platform": "messenger", "fields": "updated_time", "limit": "1"}
        answer = await self._graph.call(page, Call(path="me/conversations", query=query, limiter=page.reads))
        return next((time_of(one.get("updated_time")) for one in list_of(answer.get("data"))), None)

    async def repair(self, page: Page, since: datetime) -> Repaired:
        """Take in every message of a page since a moment that is not here; it can be done again at any time.

        Raises:
            GraphError: Meta does not tell all of it; what it told is kept. Unavailable: it cannot be kept now.
        """
        begun = self._clock.now()
        found, calls = await self._taken(page, since, since)
        if calls > 1:
            # A conversation that moved to the top between two calls was passed over: what moved is read again.
            found += (await self._taken(page, since, begun - SKEW))[0]
        log.info("messenger_repaired", page=page.id, missing=found.missing, unreadable=found.unreadable)
        return found

    async def _taken(self, page: Page, since: datetime, updated_since: datetime) -> tuple[Repaired, int]:
        missing, unreadable, calls = 0, 0, 0
        async for conversations in self._listed(page, updated_since):
            calls += 1
            for conversation in conversations:
                one = await self._take(page, conversation, since)
                missing, unreadable = missing + one.missing, unreadable + one.unreadable
        return Repaired(missing=missing, unreadable=unreadable), calls

    async def _listed(self, page: Page, since: datetime) -> AsyncIterator[list[Json]]:
        """Yield conversations, the newest first, until all are older."""
        query = {"platform": "messenger", "fields": _FIELDS, "limit": str(CONVERSATIONS)}
        for _ in range(MOST_CALLS):
            answer = await self._graph.call(page, Call(path="me/conversations", query=query, limiter=page.reads))
            some = list_of(answer.get("data"))
            fresh = [one for one in some if _is_since(one, since)]
            yield fresh
            after = _next(answer)
            if not fresh or after is None:
                return
            query["after"] = after
        log.warning("messenger_repair_cut", page=page.id, calls=MOST_CALLS)

    async def _take(self, page: Page, conversation: Json, since: datetime) -> Repaired:
        # Meta tells the second, not what is behind it.
        recent = await self._told(page, conversation, since.replace(microsecond=0))
        readable = [one for one in recent if one.person_id]
        arrivals = await self._arrivals_of(page, readable, elsewhere=conversation.get("is_owner") is False)
        new = await self._store.unknown([one.key for one in arrivals])
        await self._arrivals.keep([one for one in arrivals if one.key in new])
        # The key of a message hangs on its id alone.
        rest = await self._arrivals_of(page, [one for one in recent if not one.person_id], elsewhere=True)
        return Repaired(missing=len(new), unreadable=len(await self._store.unknown([one.key for one in rest])))

    async def _told(self, page: Page, conversation: Json, since: datetime) -> list[Shown]:
        """Return what was said in a conversation since a moment, the oldest first, as far as Meta tells who said it."""
        found: list[Shown] = []
        answer, path = part(conversation, "messages"), f"{conversation.get('id')}/messages"
        for _ in range(MOST_PAGES):
            some = [one for one in (shown(one, page.id) for one in list_of(answer.get("data"))) if one is not None]
            found += [one for one in some if one.at >= since]
            after = _next(answer)
            # Meta lists the newest first: what is behind one that it does not tell of it does not tell of either.
            if after is None or not some or some[-1].at < since or not some[-1].person_id:
                return found[::-1]
            query = {"fields": _MESSAGE, "limit": str(MESSAGES), "after": after}
            answer = await self._graph.call(page, Call(path=path, query=query, limiter=page.reads))
        log.warning("messenger_repair_cut", page=page.id, pages=MOST_PAGES)
        return found[::-1]

    async def _arrivals_of(self, page: Page, messages: Sequence[Shown], *, elsewhere: bool) -> list[Arrival]:
        by_page = [one for one in messages if one.is_echo]
        # Asked after Meta was: whatever Meta has shown is marked as sent by now, or still under way.
        sent = await self._store.sent([one.mid for one in messages if one.is_echo or not one.person_id])
        strange = [one for one in by_page if one.mid not in sent]
        ours: dict[str, str] = {}
        if strange:
            ours = dict(_matched(strange, await self._store.under_way(page.id, strange[0].person_id)))
        by_others = [number for number, one in enumerate(messages) if one in strange and one.mid not in ours]
        # What somebody else answered is not for the bot to answer again.
        answered = max(by_others, default=-1)
        now = self._clock.now()
        return [
            arrival_of(page.id, one.event(ours.get(one.mid)), now, now, standby=elsewhere or number < answered)
            for number, one in enumerate(messages)
            if one.mid not in sent
        ]


def _matched(messages: Sequence[Shown], under_way: Sequence[UnderWay]) -> Iterator[tuple[str, str]]:
    """Yield each message of the page that is one of ours of which nobody knew whether it arrived, with our id of it."""
    left = list(under_way)
    for message in messages:
        fits = next((one for one in left if one.text == message.text), None)
        if fits is not None:
            left.remove(fits)
            yield message.mid, fits.delivery_id


def _next(answer: Json) -> str | None:
    """Return where the next page of a list begins; None where there is none."""
    paging = part(answer, "paging")
    after = part(paging, "cursors").get("after")
    return str(after) if after and "next" in paging else None


def _is_since(conversation: Json, since: datetime) -> bool:
    """Say whether a conversation may hold something new; where Meta does not say when it changed, it may."""
    at = time_of(conversation.get("updated_time"))
    return at is None or at >= since - SKEW
