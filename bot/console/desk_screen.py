"""What a screen shows of the line."""

from collections.abc import Callable

from bot.console import present
from bot.console.reach import OwnPages, Reaches
from bot.conversation.clock import Clock
from bot.engine.reading import DeskViews
from bot.routing.policy import Policy


class DeskScreens:
    """Shows each agent the line, under the policy in force."""

    def __init__(
        self, views: DeskViews, *, policy: Callable[[], Policy], clock: Clock, reach: Reaches | None = None
    ) -> None:
        self._views = views
        self._policy = policy
        self._clock = clock
        self._reach = reach or OwnPages()

    async def of(self, agent_id: str) -> dict[str, object] | None:
        """Return the line as the agent sees it; None where the agent is gone."""
        policy = self._policy()
        view = await self._views.of(agent_id, rules=policy.line, now=self._clock.now())
        if view is None:
            return None
        elsewhere = {
            "channels": self._reach.channels(),
            "troubles": [present.trouble(one) for one in self._reach.troubles()],
            "elsewhere": [present.away(one) for one in await self._reach.away()],
        }
        return {**present.desk(view, policy.line, policy.intents), **elsewhere}

    async def kept_apart(self, conversation_id: str) -> list[dict[str, str]]:
        """Return who is never to have this customer again."""
        return [{"id": one, "name": name} for one, name in await self._views.kept_apart(conversation_id)]

    async def card(self, conversation_id: str) -> dict[str, object] | None:
        """Return the open ticket of a conversation, if there is one."""
        ticket = await self._views.card(conversation_id)
        return present.card(ticket) if ticket else None
