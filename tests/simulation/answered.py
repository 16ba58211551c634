"""I2: each message of a customer is answered by the bot, or was on the screen of a later owner who acted."""

from collections.abc import Iterator

from bot.conversation.events import (
    AgentReplied,
    Closed,
    CustomerMessaged,
    Entry,
    HandedBack,
    HandoffRequested,
    TurnFailed,
    Understood,
)
from bot.conversation.line_events import Abandoned
from tests.simulation.world import Trace


def unseen(trace: Trace, conversation_id: str) -> Iterator[str]:
    """Name the messages of a finished world that nobody will ever answer."""
    waiting: set[int] = set()
    #: Left to the bot by whoever handed back: then it is the bot that must answer.
    left: set[int] = set()
    for entry in trace.entries[conversation_id]:
        waiting -= _answered(trace, entry)
        match entry.event:
            case CustomerMessaged():
                waiting.add(entry.seq)
            case Understood(message_seq=seq):
                left.discard(seq)
            case TurnFailed() | HandoffRequested(reason="taken_from_bot"):
                # A person gets them all.
                left.clear()
            case HandedBack():
                left |= waiting
            case Closed():
                yield from (f"I2: message {seq} was closed away before anybody saw it" for seq in sorted(waiting))
            case _:
                pass
    yield from (f"I2: message {seq} was handed back before anybody saw it, and got no turn" for seq in sorted(left))


def _answered(trace: Trace, entry: Entry) -> set[int]:
    """Return the messages that an entry settles: by the bot's turn, or because they were on the screen of who acted."""
    match entry.event:
        case Understood(message_seq=seq):
            return {seq}
        case AgentReplied():
            seen = trace.replied_to.get((entry.conversation_id, entry.seq), entry.seq)
        case HandedBack() | Closed():
            # Those who work in the calm at the end see everything.
            seen = trace.let_go_at.get((entry.conversation_id, entry.epoch - 1), entry.seq)
        case Abandoned():
            seen = entry.seq
        case _:
            return set()
    return set(range(1, seen + 1))
