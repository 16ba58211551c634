"""Trackers of conversations that had a turn lately, so that the next turn reads only what is new."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

from bot.conversation.channel_events import Erased
from bot.conversation.events import Entry
from bot.conversation.tracker import Tracker

#: Conversations remembered; the log holds the rest.
REMEMBERED = 1000

Read = Callable[[str, int], Awaitable[list[Entry]]]


class Trackers:
    """Gives each tracker to one turn at a time: what is on loan is not in the drawer, and a second turn reads anew."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._kept: OrderedDict[str, Tracker] = OrderedDict()

    async def of(self, conversation_id: str, told: Sequence[Entry] = ()) -> Tracker:
        """Return the tracker of a conversation; what was just told spares the read where it is the next in order.

        It may be older than the log where others write meanwhile: the guard of the turn's commit is what protects.
        """
        tracker = self._kept.pop(conversation_id, None) or Tracker(conversation_id)
        if told and told[0].seq == tracker.seq + 1:
            return tracker.apply(told)
        fresh = await self._read(conversation_id, tracker.seq)
        if tracker.seq and any(isinstance(entry.event, Erased) for entry in fresh):
            # What was remembered is not to be known any more.
            tracker = Tracker(conversation_id)
            fresh = await self._read(conversation_id, 0)
        return tracker.apply(fresh)

    def forget(self, conversation_id: str) -> None:
        """Remember nothing of a conversation; the log has what there is to know."""
        self._kept.pop(conversation_id, None)

    def peek(self, conversation_id: str) -> Tracker | None:
        """Return what is remembered of a conversation, to look at and not to change."""
        return self._kept.get(conversation_id)

    def keep(self, tracker: Tracker, added: Sequence[Entry]) -> None:
        """Take a tracker back, with what its turn added; where others wrote meanwhile it is read anew next time."""
        if not added or added[0].seq != tracker.seq + 1:
            return
        tracker.apply(added)
        self._kept[tracker.conversation_id] = tracker
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
