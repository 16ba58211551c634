"""Who else looks at a conversation or writes in it now: known to this process only, and forgotten with it."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from bot.conversation.clock import Clock
from bot.engine.feed import Feed
from bot.handoff.agent import Agent

#: Signal on a conversation's topic, followed by `@` and the conversation.
VIEWERS = "viewers"
#: Whoever has not pressed a key for so long does not write any more.
WRITES = timedelta(seconds=6)


class Viewers:
    """Remembers the open screens, so that two agents do not answer unseen by each other."""

    def __init__(self, *, feed: Feed, clock: Clock) -> None:
        self._feed = feed
        self._clock = clock
        self._screens: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._names: dict[str, str] = {}
        self._wrote_at: dict[tuple[str, str], datetime] = {}

    def look(self, conversation_id: str, agent: Agent) -> None:
        """Say that a screen of the agent shows the conversation."""
        self._names[agent.id] = agent.name
        self._screens[conversation_id][agent.id] += 1
        self._tell(conversation_id)

    def leave(self, conversation_id: str, agent: Agent) -> None:
        """Say that a screen of the agent shows it no longer."""
        screens = self._screens[conversation_id]
        screens[agent.id] -= 1
        if screens[agent.id] <= 0:
            del screens[agent.id]
            self._wrote_at.pop((conversation_id, agent.id), None)
        if not screens:
            del self._screens[conversation_id]
        self._tell(conversation_id)

    def write(self, conversation_id: str, agent: Agent) -> None:
        """Say that the agent writes there, a reply or a note."""
        self._wrote_at[conversation_id, agent.id] = self._clock.now()
        self._tell(conversation_id)

    def others(self, conversation_id: str, agent: Agent) -> list[dict[str, object]]:
        """Return who else looks at the conversation, by name, and whether they write."""
        since = self._clock.now() - WRITES
        ids = sorted(self._screens.get(conversation_id, ()), key=lambda one: (self._names[one], one))
        return [
            {
                "id": one,
                "name": self._names[one],
                "typing": (at := self._wrote_at.get((conversation_id, one))) is not None and at > since,
            }
            for one in ids
            if one != agent.id
        ]

    def _tell(self, conversation_id: str) -> None:
        self._feed.signal(conversation_id, f"{VIEWERS}@{conversation_id}")
