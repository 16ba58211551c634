"""Runs recorded conversations through another policy, turn by turn: law 3."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation.events import ActionRan, Decided, Entry, HandedBack, HandoffRequested, Reopened, Understood
from bot.conversation.tracker import Tracker
from bot.routing.decide import decide
from bot.routing.decision import Automate, Decision, HandOff
from bot.routing.facts import Facts, after_action, facts_of
from bot.routing.policy import Policy, Stakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn as it was decided, and as another policy decides it.

    Attributes:
        stretch: how many times the bot had got the conversation back before.
        facts: as the other policy sees them.
        queue: where it waited for a person; None where it did not.
    """

    conversation_id: str
    seq: int
    at: datetime
    stretch: int
    then: Decided
    now: Decision
    facts: Facts
    queue: str | None = None

    @property
    def is_other(self) -> bool:
        """Somebody else answers: another kind, people of another queue, or another action."""
        if self.then.kind != self.now.kind:
            return True
        then, now = self.where_then, self.where_now
        return then is not None and now is not None and then != now

    @property
    def where_then(self) -> str | None:
        """The queue that it waited in, or the action that ran; None where the log tells of neither."""
        return self.then.reason if self.then.kind == "automate" else self.queue

    @property
    def where_now(self) -> str | None:
        """The queue that it waits in, or the action that runs; None for a question."""
        match self.now.choice:
            case Automate(action=where) | HandOff(queue=where):
                return where
            case _:
                return None

    @property
    def keeps_high_stakes(self) -> bool:
        """The stakes are high, by either policy, and no person gets it."""
        high = self.facts.stakes is Stakes.HIGH or self.then.facts.get("stakes") == Stakes.HIGH
        return high and self.now.kind != "human"


def replayed(entries: Iterable[Entry], policy: Policy) -> Iterator[Turn]:
    """Yield the turns of one conversation's whole log, in order.

    Each turn is decided on what had really happened until then: what the other policy would have led to later nobody
    knows. The facts are made anew from the log, so thresholds and stakes may differ as well as rules.
    """
    replay: _Replay | None = None
    for entry in entries:
        replay = replay or _Replay(entry.conversation_id, policy)
        yield from replay.take(entry)
    if replay is not None and replay.turn is not None:
        yield replay.turn


class _Replay:
    """A conversation on its way; `turn` is the one that may still be decided anew."""

    def __init__(self, conversation_id: str, policy: Policy) -> None:
        self.turn: Turn | None = None
        self._policy = policy
        self._tracker = Tracker(conversation_id)
        self._stretch = 0
        # What was understood waits for its decision: the facts are those from before it.
        self._heard: list[Entry] = []

    def take(self, entry: Entry) -> Iterator[Turn]:
        """Take in the next entry; yield the turn before it, once another one begins."""
        event = entry.event
        if isinstance(event, Understood):
            self._heard.append(entry)
            return
        if isinstance(event, Decided) and self._heard:
            if self.turn is not None:
                yield self.turn
            self.turn = self._decided(entry, event)
        elif isinstance(event, Decided) and self.turn is not None:
            # After the action: the turn's last word.
            self.turn = replace(self.turn, then=event)
        elif isinstance(event, ActionRan) and event.failed and self.turn is not None:
            self.turn = self._after(self.turn, event)
        elif isinstance(event, HandoffRequested) and self.turn is not None:
            self.turn = self._requested(self.turn, event)
        self._stretch += isinstance(event, HandedBack | Reopened)
        self._tracker.apply([*self._heard, entry])
        self._heard.clear()

    def _decided(self, entry: Entry, then: Decided) -> Turn:
        latest = [heard.event for heard in self._heard if isinstance(heard.event, Understood)]
        facts = facts_of(self._tracker, latest, self._policy)
        return Turn(
            conversation_id=entry.conversation_id,
            seq=entry.seq,
            at=entry.at,
            stretch=self._stretch,
            then=then,
            now=decide(self._policy, facts),
            facts=facts,
        )

    def _after(self, turn: Turn, ran: ActionRan) -> Turn:
        """A failure counts at once, where the other policy runs the same action."""
        choice = turn.now.choice
        if not isinstance(choice, Automate) or choice.action != ran.action:
            return turn
        again = decide(self._policy, after_action(turn.facts, ran))
        return replace(turn, now=again) if isinstance(again.choice, HandOff) else turn

    def _requested(self, turn: Turn, requested: HandoffRequested) -> Turn:
        """Where no rule decided it the action handed over: the other policy comes to the same where it runs it too."""
        if turn.then.kind == "human":
            return replace(turn, queue=turn.queue or requested.queue)
        choice, action = turn.now.choice, turn.then.reason
        turn = replace(turn, then=replace(turn.then, kind="human", reason=requested.reason), queue=requested.queue)
        if not isinstance(choice, Automate) or choice.action != action:
            return turn
        handoff = HandOff(queue=self._policy.queue, reason=requested.reason, high_stakes=False)
        return replace(turn, now=replace(turn.now, choice=handoff))
