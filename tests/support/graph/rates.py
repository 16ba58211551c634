"""How often a Page may call, by the fake's clock, and the headers that tell how much of it is used."""

import json
from collections import defaultdict, deque

from tests.support.graph.clock import Clock
from tests.support.graph.errors import app_limit, too_many_calls
from tests.support.graph.people import DAY, Page
from tests.support.graph.signing import Json


class Rates:
    """Sliding windows by Page and API; each call counts, whatever its answer."""

    #: API -> (calls, seconds). Source: the table of limits of the Messenger Platform.
    LIMITS = {  # noqa: RUF012
        "messages": (300, 1.0),
        "sound": (10, 1.0),
        "conversations": (2, 1.0),
        "messenger_profile": (10, 600.0),
        "custom_user_settings": (10, 600.0),
    }

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        #: Calls a day and person that was in contact, for the whole app; None: not held against it. Meta's figure: 200.
        self.calls_per_person: int | None = None
        self.limits = dict(self.LIMITS)
        self._shown: dict[str, Json] = {}

    def count(self, page: Page, api: str, who: str = "") -> None:
        """Count a call to an API of a Page.

        Raises:
            GraphError: 613, where it is one too many.
        """
        limit, seconds = self.limits[api]
        if self._within(f"{api}:{who}", page.id, seconds) > limit:
            raise too_many_calls()

    def count_app(self, page: Page) -> None:
        """Count a call of a Page's app.

        Raises:
            GraphError: 4, where it is one too many.
        """
        used = self._within("app", page.app.id, DAY)
        if self.calls_per_person is None:
            return
        since = self._clock.now() - DAY
        engaged = sum((p.thread.opened_at or 0.0) > since for p in page.people.values())
        limit = self.calls_per_person * max(1, engaged)
        percent = min(100, used * 100 // limit)
        self.show(page, percent)
        if used > limit:
            raise app_limit()

    def show(self, page: Page, percent: int, *, regain_minutes: int = 0) -> None:
        """Tell in the headers of every answer from now on how much of the limits is used."""
        used = {"call_count": percent, "total_cputime": percent // 2, "total_time": percent // 2}
        self._shown[page.id] = used | {"estimated_time_to_regain_access": regain_minutes}

    def headers(self, page: Page) -> dict[str, str]:
        """Return the headers; none before `show`."""
        if (used := self._shown.get(page.id)) is None:
            return {}
        app = {k: v for k, v in used.items() if k != "estimated_time_to_regain_access"}
        business = {page.id: [{"type": "messenger", **used}]}
        return {"X-App-Usage": json.dumps(app), "X-Business-Use-Case-Usage": json.dumps(business)}

    def _within(self, api: str, whose: str, seconds: float) -> int:
        now, calls = self._clock.now(), self._calls[api, whose]
        calls.append(now)
        while calls[0] <= now - seconds:
            calls.popleft()
        return len(calls)
