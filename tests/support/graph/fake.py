"""The fake as tests hold it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp

from tests.support.graph.acts import PersonActs
from tests.support.graph.clock import Clock, HandClock
from tests.support.graph.faults import Faults
from tests.support.graph.others import OtherActs
from tests.support.graph.people import FIELDS, App, Message, Page, Person
from tests.support.graph.server import Server
from tests.support.graph.signing import signed_request
from tests.support.graph.world import World


class FakeGraph(PersonActs, OtherActs):
    """Meta, as far as a Page's bot meets it. The package's text says what it can do."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self.clock = clock
        self.world = World(clock, seed)
        self.faults = Faults()
        self.webhooks = self.world.webhooks
        self.rates = self.world.rates
        self.files = self.world.files
        #: Every call that was answered, oldest first.
        self.calls = self.world.calls
        self.app = self.world.app
        #: The first Page; more by `page`.
        self.shop = self.page("Baton Shop")

    @property
    def url(self) -> str:
        """The origin, where a client has `https://graph.facebook.com`."""
        return self.world.files.origin

    def page(self, name: str, *, app: App | None = None, fields: frozenset[str] = FIELDS) -> Page:
        """Make a Page: of the same app, where no other is given."""
        return self.world.new_page(name, app, fields)

    def person(
        self,
        page: Page | None = None,
        first_name: str = "Ada",
        last_name: str = "Lovelace",
        locale: str = "en_US",
        *,
        same_as: Person | None = None,
    ) -> Person:
        """Make somebody who has not written yet; `same_as`: the same human, whom another Page knows."""
        return self.world.new_person(page or self.shop, first_name, last_name, locale, same_as)

    def sent(self, page: Page | None = None) -> list[Message]:
        """Return what our app said on a Page, oldest first."""
        page = page or self.shop
        said = [m for p in page.people.values() for m in p.thread.messages if m.app_id == page.app.id]
        return sorted(said, key=lambda m: m.at)

    async def set_webhook(self, url: str, app: App | None = None) -> None:
        """Verify a callback URL as Meta does, and send the app's webhooks there.

        Raises:
            AssertionError: when it does not answer 200 with exactly the challenge.
        """
        app = app or self.app
        challenge = self.world.chance.number(10)
        query = {"hub.mode": "subscribe", "hub.verify_token": app.verify_token, "hub.challenge": challenge}
        async with aiohttp.ClientSession() as http, http.get(url, params=query) as response:
            answer = (response.status, await response.text())
        assert answer == (200, challenge), f"the callback URL could not be validated: it answered {answer}"
        app.callback_url = url

    async def pump(self) -> int:
        """Send every webhook that is due now; return how many attempts were made."""
        return await self.webhooks.pump()

    async def pass_time(self, seconds: float) -> None:
        """Move a hand clock, from one due webhook to the next, so that none is tried late."""
        assert isinstance(self.clock, HandClock), "only a hand clock can be moved"
        end = self.clock.now() + seconds
        await self.pump()
        while (due := self.webhooks.next_due) is not None and due <= end:
            self.clock.advance(max(0.0, due - self.clock.now()))
            await self.pump()
        self.clock.advance(max(0.0, end - self.clock.now()))
        await self.pump()

    def deletion_request(self, person: Person, *, issued_at: float | None = None, lifetime: float = 3600.0) -> str:
        """Return the `signed_request` that asks to delete a person's data, by their app-scoped id."""
        at = int(issued_at if issued_at is not None else self.clock.now())
        payload = {"user_id": person.app_scoped_id, "algorithm": "HMAC-SHA256"}
        times = {"issued_at": at, "expires": int(at + lifetime)}
        return signed_request(person.page.app.secret, payload | times)

    def kill_token(self, page: Page | None = None, subcode: int = 463) -> None:
        """Let a Page's token die: 460 password changed, 463 expired, 467 invalid."""
        (page or self.shop).token_death = subcode

    def revive_token(self, page: Page | None = None, *, new: bool = False) -> str:
        """Let the token live again, or give the Page a new one; return it."""
        page = page or self.shop
        page.token_death = None
        if new:
            page.token = "EAA" + self.world.chance.text(60)
        return page.token


@asynccontextmanager
async def fake_graph(clock: Clock | None = None, *, seed: int = 0, automatic: bool = False) -> AsyncIterator[FakeGraph]:
    """Serve a fake on a free port; `automatic`: what is new is sent at once, without `pump`."""
    fake = FakeGraph(clock or HandClock(), seed)
    async with Server(fake.world, fake.faults).running() as origin:
        fake.world.files.origin = origin
        pumping = asyncio.create_task(_pump_always(fake)) if automatic else None
        try:
            yield fake
        finally:
            if pumping:
                pumping.cancel()
                with suppress(asyncio.CancelledError):
                    await pumping


async def _pump_always(fake: FakeGraph) -> None:
    while True:
        await fake.webhooks.woken.wait()
        fake.webhooks.woken.clear()
        await fake.pump()
