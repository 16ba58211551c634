"""How fast one customer may act: a flood is slowed down, so that nobody else pays for it."""

from functools import lru_cache

from aiolimiter import AsyncLimiter

from bot.conversation.errors import TooManyRequests

#: What one conversation may spend, at once and in each so many seconds: no hand is as fast.
ALLOWANCE, SECONDS = 240, 60
#: What a frame or a request costs, and what one costs that moves the line for everybody who waits.
ACT, CHOICE = 1, 12
#: Conversations remembered; with more of them at once the one that was quiet longest begins anew.
REMEMBERED = 10_000


class Pace:
    """A leaky bucket for each conversation, whatever its pages come by."""

    def __init__(self) -> None:
        self._bucket = lru_cache(maxsize=REMEMBERED)(lambda _conversation_id: AsyncLimiter(ALLOWANCE, SECONDS))

    async def wait(self, conversation_id: str, cost: int = ACT) -> None:
        """Return once the act may be done: what is not read meanwhile slows its sender, and nothing is lost."""
        await self._bucket(conversation_id).acquire(cost)

    async def check(self, conversation_id: str, cost: int = ACT) -> None:
        """Let an act pass, or refuse it.

        Raises:
            TooManyRequests: too much lately. The sender still has it, and tries again.
        """
        bucket = self._bucket(conversation_id)
        if not bucket.has_capacity(cost):
            raise TooManyRequests("too much at once; wait a moment")
        await bucket.acquire(cost)
