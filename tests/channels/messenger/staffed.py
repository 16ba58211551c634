"""An agent who has a customer of Messenger."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.channels.messenger.conftest import Shop
from tests.console.test_desk_over_http import Screen
from tests.support.graph import Person
from tests.support.live import OWN


@dataclass(frozen=True)
class Served:
    """Ana's screen, and her customer."""

    shop: Shop
    screen: Screen
    customer: Person
    conversation: str
    epoch: int

    @property
    def path(self) -> str:
        """The conversation's calls."""
        return f"conversations/{self.conversation}"

    @property
    def folder(self) -> set[str]:
        """What lies in the folder of files."""
        path = self.shop.baton.settings.data / "files"
        return {file.name for file in path.iterdir()} if path.exists() else set()

    async def entry_where(self, kind: str, **fields: object) -> dict[str, Any]:
        """Return the first entry that says so, once it is there."""
        shown = await self.screen.show(self.conversation)
        entries = shown["entries"]
        while True:
            for entry in entries:
                if entry["kind"] == kind and fields.items() <= entry.items():
                    found: dict[str, Any] = entry
                    return found
            entries = (await self.screen.frame("entries"))["entries"]

    async def upload(self, data: Any, name: str = "file", status: int = 200, epoch: int | None = None) -> Any:
        """Send a file to the console as its page does; return the answer."""
        url = f"/api/console/{self.path}/files?epoch={self.epoch if epoch is None else epoch}"
        headers = {**OWN, "X-File-Name": name, "Content-Type": "application/octet-stream"}
        body = io.BytesIO(data) if isinstance(data, bytes) else data
        async with self.screen.agent.post(url, data=body, headers=headers) as response:
            answer = await response.json()
            assert response.status == status, answer
            return answer.get("file") or answer["error"]


@asynccontextmanager
async def served(shop: Shop) -> AsyncIterator[Served]:
    """Let somebody complain, and Ana take them."""
    screen = await Screen.open(shop.baton)
    customer = shop.fake.person()
    shop.fake.person_says(customer, "I was charged twice!!")
    offer = await screen.offer()
    await screen.post(f"tickets/{offer['ticket']}/accept", {})
    shown = await screen.show(offer["conversation"])
    yield Served(shop, screen, customer, offer["conversation"], shown["state"]["epoch"])
    await screen.close()
