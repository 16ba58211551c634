"""Webhooks out: signed, tried again by a timetable, given up after an hour. Nothing sleeps: the test pumps."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import aiohttp

from tests.support.graph.clock import Clock
from tests.support.graph.people import App, Chance, Page
from tests.support.graph.signing import Json, encode, sign, sign_legacy

#: Seconds from one failed attempt to the next: at once a few times, then ever more seldom.
#: Source: the webhook pages say only «immediately a few more times» and «decreasing frequency»; the figures are ours.
TIMETABLE = (0, 0, 0, 60, 120, 240, 480, 900, 900, 900)
#: After so many seconds of failure the developer is told, and after so many the app is unsubscribed from the Page.
WARNED, DISABLED = 900.0, 3600.0


@dataclass
class Attempt:
    """One POST that was made; `status` None: no answer, or none in time."""

    at: float
    url: str
    body: bytes
    headers: dict[str, str]
    status: int | None


@dataclass
class _Event:
    page: Page
    #: The key in the entry: messaging, standby or changes.
    channel: str
    event: Json
    acknowledged: Callable[[bool], None] | None = None


@dataclass
class _Post:
    """A POST that waits for its time: its bytes stay the same at each attempt."""

    app: App
    events: list[_Event]
    body: bytes
    due: float
    failures: int = 0


@dataclass
class Webhooks:
    """Events wait here until `pump`."""

    clock: Clock
    chance: Chance
    #: Real seconds that Meta waits for an answer.
    patience: float = 5.0
    #: How many events travel in one POST, and how many of a Page in one entry.
    events_per_post: int = 1
    events_per_entry: int = 1
    #: Send every POST twice; send what waits in another order.
    duplicate: bool = False
    reorder: bool = False
    attempts: list[Attempt] = field(default_factory=list)
    #: What Meta mails to the developer: (time, page id, «failing» or «disabled»).
    alerts: list[tuple[float, str, str]] = field(default_factory=list)
    _fresh: list[_Event] = field(default_factory=list)
    _posts: list[_Post] = field(default_factory=list)
    #: Since when a Page's webhooks fail.
    _failing: dict[str, tuple[Page, float]] = field(default_factory=dict)
    _pumping: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: Set when there is something new to send.
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def put(
        self,
        page: Page,
        name: str,
        event: Json,
        channel: str = "messaging",
        acknowledged: Callable[[bool], None] | None = None,
    ) -> bool:
        """Take an event, if the Page's app has a webhook and is subscribed to its field. Returns whether it is."""
        wanted = {name, "standby"} if channel == "standby" else {name}
        if page.app.callback_url is None or not wanted <= page.fields:
            return False
        self._fresh.append(_Event(page, channel, event, acknowledged))
        self.woken.set()
        return True

    @property
    def waiting(self) -> int:
        """How many events were not acknowledged yet."""
        return len(self._fresh) + sum(len(post.events) for post in self._posts)

    @property
    def next_due(self) -> float | None:
        """When the next attempt is due, in seconds since 1970."""
        if self._fresh:
            return self.clock.now()
        return min((post.due for post in self._posts), default=None)

    async def pump(self) -> int:
        """Try what is due now, oldest first, and again what is to be tried again at once.

        Returns:
            How many attempts were made.
        """
        async with self._pumping, aiohttp.ClientSession() as http:
            made = 0
            self._pack()
            while due := [post for post in self._posts if post.due <= self.clock.now()]:
                for post in due:
                    if post in self._posts:
                        made += 1
                        self._settle(post, await self._try(http, post))
                self._pack()
            self._watch()
            return made

    def _pack(self) -> None:
        fresh, self._fresh = self._fresh, []
        if self.reorder:
            self.chance.random.shuffle(fresh)
        by_app: dict[str, list[_Event]] = defaultdict(list)
        for event in fresh:
            by_app[event.page.app.id].append(event)
        for events in by_app.values():
            for start in range(0, len(events), self.events_per_post):
                some = events[start : start + self.events_per_post]
                triples = [(e.page.id, e.channel, e.event) for e in some]
                body = encode(envelope(triples, round(self.clock.now() * 1000), self.events_per_entry))
                for _ in range(2 if self.duplicate else 1):
                    self._posts.append(_Post(some[0].page.app, some, body, self.clock.now()))

    async def _try(self, http: aiohttp.ClientSession, post: _Post) -> bool:
        url = str(post.app.callback_url)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature": sign_legacy(post.app.secret, post.body),
            "X-Hub-Signature-256": sign(post.app.secret, post.body),
        }
        status = await send(http, url, post.body, headers, self.patience)
        self.attempts.append(Attempt(self.clock.now(), url, post.body, headers, status))
        return status == HTTPStatus.OK

    def _settle(self, post: _Post, well: bool) -> None:
        pages = {event.page.id: event.page for event in post.events}
        for event in post.events:
            if event.acknowledged and post.failures == 0:
                event.acknowledged(well)
        if well:
            self._posts.remove(post)
            for page_id in pages:
                self._failing.pop(page_id, None)
            return
        for page_id, page in pages.items():
            self._failing.setdefault(page_id, (page, self.clock.now()))
        post.due = self.clock.now() + TIMETABLE[min(post.failures, len(TIMETABLE) - 1)]
        post.failures += 1

    def _watch(self) -> None:
        """Warn the developer, and unsubscribe who fails for an hour: what waited for that Page is lost."""
        now = self.clock.now()
        for page_id, (page, since) in list(self._failing.items()):
            told = any(at >= since and (whose, what) == (page_id, "failing") for at, whose, what in self.alerts)
            if now - since >= WARNED and not told:
                self.alerts.append((now, page_id, "failing"))
            if now - since >= DISABLED:
                self.alerts.append((now, page_id, "disabled"))
                page.fields.clear()
                del self._failing[page_id]
                self._posts = [post for post in self._posts if any(event.page.fields for event in post.events)]


def envelope(events: list[tuple[str, str, Json]], now_ms: int, per_entry: int = 1) -> Json:
    """Wrap events, each with its Page's id and the key it goes under, as one body."""
    entries: list[Json] = []
    for page_id, channel, event in events:
        last = entries[-1] if entries else {}
        if last.get("id") == page_id and channel in last and len(last[channel]) < per_entry:
            last[channel].append(event)
        else:
            entries.append({"id": page_id, "time": now_ms, channel: [event]})
    return {"object": "page", "entry": entries}


async def send(
    http: aiohttp.ClientSession, url: str, body: bytes, headers: dict[str, str], patience: float
) -> int | None:
    """POST a body as it is; return the status, or None without an answer in time."""
    limit = aiohttp.ClientTimeout(total=patience)
    try:
        async with http.post(url, data=body, headers=headers, timeout=limit, allow_redirects=False) as response:
            await response.read()
            return response.status
    except (aiohttp.ClientError, TimeoutError):
        return None
