"""The pages that are served, and how each of them does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiolimiter import AsyncLimiter

from bot.conversation.clock import Clock

#: Calls a second to the Send API, below Meta's 300 for a page, and its own limit for voices and films (10).
SENDS, SOUNDS = 250, 8
#: Calls a second to the Conversations API (Meta: 2): one, for `doctor` may read beside the server.
READS = 1
#: Calls that may be made at once after a rest. In no second there are more than these and the rate together.
BURST = 25

#: Why a page can send nothing.
TOKEN_DEAD = "Meta does not take the page's access token any more; give Baton a new one"  # noqa: S105 — a sentence
BLOCKED = "Meta has blocked this page from sending; see the page's support inbox"
SLOWED = "Meta has told this page to send less; it rests, and is tried again after pauses that grow"
#: Why some of what a page sends is refused, while the rest goes.
NOT_ALLOWED = "Meta does not allow this page to send some messages; look at its permissions"
#: A page that was told to send less rests so long, twice as long each time until a message goes through, and no longer.
FIRST_REST, LONGEST_REST = timedelta(minutes=2), timedelta(hours=2)


@dataclass(slots=True)
class Page:
    """A page: what it is reached with, and whether it can be.

    Attributes:
        paused_until: no call is made before, because Meta said that there were too many.
        broken: why nothing can be sent until somebody mends it, in one sentence; None while all is well.
        probe_at: when one call is tried again all the same.
        strikes: how often in a row Meta said to send less.
        alarm: what somebody must look at although messages are sent; None once one has gone through.
    """

    id: str
    token: str = field(repr=False)
    paused_until: datetime | None = None
    broken: str | None = None
    probe_at: datetime | None = None
    strikes: int = 0
    alarm: str | None = None
    sends: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(BURST, BURST / SENDS))
    sounds: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(1, 1 / SOUNDS))
    reads: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(1, 1 / READS))

    @property
    def trouble(self) -> str | None:
        """What everybody should know about the page, in one sentence."""
        return self.broken or self.alarm

    def slow_down(self, now: datetime) -> None:
        """Rest, longer each time: nothing is sent but one message now and then, to see whether it goes."""
        self.broken = self.broken or SLOWED
        self.probe_at = now + min(FIRST_REST * 2.0 ** min(self.strikes, 20), LONGEST_REST)
        self.strikes += 1

    def goes(self) -> None:
        """A message has gone through: whatever there was is over."""
        self.broken = self.alarm = None
        self.strikes = 0


class Pages:
    """All pages, by id."""

    def __init__(self, pages: Iterable[Page], *, clock: Clock) -> None:
        self._pages = {page.id: page for page in pages}
        self._clock = clock

    def __iter__(self) -> Iterator[Page]:
        return iter(self._pages.values())

    def serves(self, page_id: str) -> bool:
        """Say whether a page is one of ours."""
        return page_id in self._pages

    def of(self, page_id: str) -> Page | None:
        """Return a page of ours."""
        return self._pages.get(page_id)

    def pause(self, page: Page, until: datetime) -> None:
        """Call nothing for this page before then."""
        if page.paused_until is None or page.paused_until < until:
            page.paused_until = until

    def is_paused(self, page: Page) -> bool:
        """Say whether the page rests."""
        return page.paused_until is not None and page.paused_until > self._clock.now()
