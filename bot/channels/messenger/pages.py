"""The pages that are served, and how each of them does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

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


@dataclass(slots=True)
class Page:
    """A page: what it is reached with, and whether it can be.

    Attributes:
        paused_until: no call is made before, because Meta said that there were too many.
        broken: why nothing can be sent until somebody mends it, in one sentence; None while all is well.
        probe_at: when one call is tried again all the same.
    """

    id: str
    token: str = field(repr=False)
    paused_until: datetime | None = None
    broken: str | None = None
    probe_at: datetime | None = None
    sends: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(BURST, BURST / SENDS))
    sounds: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(1, 1 / SOUNDS))
    reads: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(1, 1 / READS))


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
