"""Wakes every screen that shows a conversation. A wake-up is a hint: the database is the truth.

A subscription carries the entries that were just committed, so that the common case needs no read; whoever finds a
gap in their numbers, or lost some to the bound, reads the log instead. Nobody's slowness costs anybody else a thing.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bot.conversation.events import Entry

#: Entries kept for a reader that is slower than the conversation; beyond it the reader reads the log.
KEPT = 64

#: Topic of everything that changes the line or who is at the desk.
LINE = "line"
#: Topic of everything that is said anywhere, as signals that name the conversation.
EVERYTHING = "everything"

#: Signals on a conversation's topic, each followed by `@` and the conversation.
CUSTOMER_TYPES, AGENT_TYPES = "typing:customer", "typing:agent"


class Subscription:
    """What has happened on some topics since one last looked."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._signals: dict[str, None] = {}
        self.topics: set[str] = set()

    async def wait(self) -> None:
        """Return as soon as something has happened since the last look; at once if it has already."""
        await self._changed.wait()

    def look(self) -> tuple[list[Entry], list[str]]:
        """Return the entries and the signals since the last look, and forget them."""
        self._changed.clear()
        entries, signals = sorted(self._entries, key=lambda entry: entry.seq), list(self._signals)
        self._entries.clear()
        self._signals.clear()
        return entries, signals

    def tell_entry(self, entry: Entry) -> None:
        """Take in an entry."""
        self._entries.append(entry)
        self._changed.set()

    def tell_signal(self, signal: str) -> None:
        """Take in a signal; the same one twice counts once."""
        self._signals[signal] = None
        self._changed.set()


class Feed:
    """Tells subscriptions what was committed, and passing signals such as typing."""

    def __init__(self) -> None:
        self._subscriptions: defaultdict[str, set[Subscription]] = defaultdict(set)
        #: How often the line has changed: what was seen of it under another number is out of date.
        self.line_version = 0

    @contextmanager
    def subscribed(self, *topics: str) -> Iterator[Subscription]:
        """Give a subscription to topics (conversation ids, `LINE`) for as long as the block lasts."""
        subscription = Subscription()
        try:
            for topic in topics:
                self.add(topic, subscription)
            yield subscription
        finally:
            for topic in tuple(subscription.topics):
                self.remove(topic, subscription)

    def add(self, topic: str, subscription: Subscription) -> None:
        """Let the subscription hear a topic too."""
        self._subscriptions[topic].add(subscription)
        subscription.topics.add(topic)

    def remove(self, topic: str, subscription: Subscription) -> None:
        """Let the subscription hear a topic no longer."""
        self._subscriptions[topic].discard(subscription)
        subscription.topics.discard(topic)
        if not self._subscriptions[topic]:
            del self._subscriptions[topic]

    def publish(self, entries: Iterable[Entry]) -> None:
        """Tell that these entries were committed."""
        for entry in entries:
            for subscription in self._subscriptions.get(entry.conversation_id, ()):
                subscription.tell_entry(entry)
            self.signal(EVERYTHING, entry.conversation_id)

    def signal(self, topic: str, signal: str) -> None:
        """Tell something that is not stored, such as who is typing."""
        for subscription in self._subscriptions.get(topic, ()):
            subscription.tell_signal(signal)

    def line_changed(self) -> None:
        """Tell that the line, an offer or somebody's presence changed."""
        self.line_version += 1
        self.signal(LINE, LINE)
