"""What agents said that messages were really about: sentences to teach the model with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.events import CustomerMessaged, Entry
from bot.conversation.line_events import IntentCorrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A message, what the bot took it for (empty where it had not read it), and what it is."""

    conversation_id: str
    seq: int
    at: datetime
    agent_name: str
    message: str
    was: str
    intent: str


def lessons(logs: Iterable[Sequence[Entry]], *, since: datetime | None = None) -> Iterator[Lesson]:
    """Yield what was corrected from a moment on, each message once, as it was corrected last."""
    for log in logs:
        texts = {entry.seq: entry.event.text for entry in log if isinstance(entry.event, CustomerMessaged)}
        # What the bot took it for is in the first correction, what it is in the last.
        was: dict[int, str] = {}
        last: dict[int, Lesson] = {}
        for entry in log:
            if isinstance(entry.event, IntentCorrected):
                seq = entry.event.message_seq
                was.setdefault(seq, entry.event.was)
                last[seq] = Lesson(
                    conversation_id=entry.conversation_id,
                    seq=seq,
                    at=entry.at,
                    agent_name=entry.event.agent_name,
                    message=texts.get(seq, ""),
                    was=was[seq],
                    intent=entry.event.intent,
                )
        yield from (x for x in last.values() if x.intent != x.was and (since is None or x.at >= since))
