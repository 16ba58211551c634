"""What the intake wants to know of people, and lets them see."""

from typing import Protocol

from bot.channels.messenger.pages import Page


class Greeter(Protocol):
    """Knows people by their page's id of them, and shows them that somebody reads."""

    async def locale_of(self, page: Page, person_id: str) -> str:
        """Return the language that a person has set; English where nobody says."""
        ...

    def attend(self, page: Page, person_id: str) -> None:
        """Show that their message was seen and is being answered; returns at once."""
        ...
